"""Verbs from the works to the site: kit check, shipment, delivery, acceptance."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from aftersales.access.permissions import requires
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _l, format_date
from aftersales.workflow import advance
from modules.handoff import manifest as may
from modules.handoff.guards import kit_complete
from modules.handoff.models import Acceptance, Contract, ShipmentNote
from modules.handoff.queries import kit_of, shipments_of
from modules.handoff.services.lines import keep_kit


@requires(may.KIT)
def kit_check(uow: UnitOfWork, *, record_id: int, kit: Sequence[Mapping[str, Any]]) -> Contract:
    """Note what of the kit is there; when nothing is missing, the contract is ready (S0-4.2.2).

    :raises Refused: the contract is not in execution.
    """
    contract = uow.get(Contract, record_id, lock=True)
    if contract.state != "executing":
        raise Refused(_l("The kit is checked while the contract is in execution."))
    keep_kit(uow, contract, kit)
    if is_kit_complete(uow, contract):
        advance(uow, contract, "kit_ok")
    return contract


def is_kit_complete(uow: UnitOfWork, contract: Contract) -> bool:
    """Whether everything that belongs to the delivery is there."""
    try:
        kit_complete(uow, contract)
    except Refused:
        return False
    return bool(kit_of(uow, contract))


@requires(may.SHIP)
def report_shortage(uow: UnitOfWork, *, record_id: int, note: str) -> Contract:
    """Something turned out to be missing at loading: back to the kit check, with what it is."""
    contract = uow.get(Contract, record_id, lock=True)
    advance(uow, contract, "shortage", note=note)
    return contract


@requires(may.SHIP)
def ship(
    uow: UnitOfWork,
    *,
    record_id: int,
    shipped_on: date,
    carrier: str = "",
    waybill: str = "",
    note: str = "",
) -> ShipmentNote:
    """Register that the machines left the works (S1-in-6).

    :raises Refused: kit or serial numbers are incomplete. :raises Invalid: the day is to come.
    """
    contract = uow.get(Contract, record_id, lock=True)
    _not_in_future(shipped_on, "shipped_on")
    advance(uow, contract, "ship")
    return uow.add(
        ShipmentNote(
            contract_id=contract.id,
            shipped_on=shipped_on,
            carrier=carrier,
            waybill=waybill,
            note=note,
        )
    )


@requires(may.SHIP)
def register_delivery(
    uow: UnitOfWork, *, record_id: int, received_on: date, receiver: str, note: str = ""
) -> Contract:
    """Register that the customer signed for the machines (S1-in-6).

    :raises Invalid: received before they were shipped, or on a day to come.
    """
    contract = uow.get(Contract, record_id, lock=True)
    _not_in_future(received_on, "received_on")
    for shipment in shipments_of(uow, contract):
        if received_on < shipment.shipped_on:
            raise Invalid(
                _l("Received before it was shipped ({day})?", day=format_date(shipment.shipped_on)),
                field="received_on",
            )
        if shipment.received_on is None:
            shipment.received_on, shipment.receiver = received_on, receiver
            shipment.note = "\n".join(part for part in (shipment.note, note) if part)
    advance(uow, contract, "deliver", note=note)
    return contract


@requires(may.ACCEPTANCE)
def record_acceptance(
    uow: UnitOfWork,
    *,
    record_id: int,
    accepted_on: date,
    result: str = "passed",
    signed_by: str = "",
    note: str = "",
) -> Contract:
    """Record the acceptance on site; a failed one is kept and has to be repeated (S0-5.4.3).

    :raises Invalid: accepted before it arrived or on a day to come; a failure or remark without
        a word about it.
    """
    contract = uow.get(Contract, record_id, lock=True)
    _not_in_future(accepted_on, "accepted_on")
    if result != "passed" and not note:
        raise Invalid(_l("Say what was found."), field="note")
    for shipment in shipments_of(uow, contract):
        arrived_on = shipment.received_on or shipment.shipped_on
        if accepted_on < arrived_on:
            raise Invalid(
                _l("Accepted before it arrived ({day})?", day=format_date(arrived_on)),
                field="accepted_on",
            )
    if result != "failed":
        advance(uow, contract, "accept", note=note)
    elif contract.state != "delivered":
        raise Refused(_l("Acceptance is recorded once the machines are delivered."))
    uow.add(
        Acceptance(
            contract_id=contract.id,
            accepted_on=accepted_on,
            result=result,
            signed_by=signed_by,
            note=note,
        )
    )
    return contract


def _not_in_future(day: date, field: str) -> None:
    if day > clock.today():
        raise Invalid(_l("This day is still to come."), field=field)
