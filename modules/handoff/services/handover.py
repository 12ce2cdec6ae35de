"""Service takes the machines over: equipment, frozen warranty, promises (W1)."""

from datetime import date

from aftersales.access.permissions import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.workflow import advance
from modules.customers.api import (
    Equipment,
    confirm_equipment,
    equipment_by_serial,
    freeze_warranty,
    register_equipment,
)
from modules.handoff import manifest as may
from modules.handoff.events import HandedOver
from modules.handoff.models import Contract, ContractItem, Machine
from modules.handoff.queries import acceptance_of, items_of, shipments_of


@requires(may.RECEIVE)
def accept_handoff(uow: UnitOfWork, *, record_id: int) -> Contract:
    """Take the contract's machines into service's care, with warranty and promises frozen (W1).

    Each machine becomes equipment of the customer; one that is on the books already (an earlier
    import) is confirmed instead. Emits ``HandedOver``.

    :raises Refused: serial numbers, warranty plan, contact, promises or emergency clause are
        missing (``handoff.required``), or a serial number is another customer's machine.
    """
    contract = uow.get(Contract, record_id, lock=True)
    advance(uow, contract, "hand_over")
    contract.handed_over_at, contract.handed_over_by_id = uow.now, uow.actor.user_id
    dates = _dates(uow, contract)
    equipment_ids = []
    for item in items_of(uow, contract):
        for machine in item.machines:
            equipment = _take_over(uow, contract, item, machine, dates)
            machine.equipment_id = equipment.id
            equipment_ids.append(equipment.id)
    uow.flush()
    uow.emit(
        HandedOver(
            contract_id=contract.id,
            contract_number=contract.number,
            customer_id=contract.customer_id,
            equipment_ids=tuple(equipment_ids),
        )
    )
    return contract


def _dates(uow: UnitOfWork, contract: Contract) -> tuple[date | None, date | None]:
    shipments = shipments_of(uow, contract)
    acceptance = acceptance_of(uow, contract)
    return (
        shipments[0].shipped_on if shipments else None,
        acceptance.accepted_on if acceptance else None,
    )


def _take_over(
    uow: UnitOfWork,
    contract: Contract,
    item: ContractItem,
    machine: Machine,
    dates: tuple[date | None, date | None],
) -> Equipment:
    shipped_on, accepted_on = dates
    known = equipment_by_serial(uow, machine.serial)
    if known is None:
        known = register_equipment(
            uow,
            serial=machine.serial,
            product_id=item.product_id,
            customer_id=contract.customer_id,
            contract_number=contract.number,
            site_address=contract.site_address,
            shipped_on=shipped_on,
            accepted_on=accepted_on,
        )
    else:
        _refuse_foreign(contract, known)
        confirm_equipment(
            uow,
            equipment_id=known.id,
            contract_number=contract.number,
            site_address=contract.site_address,
            shipped_on=shipped_on,
            accepted_on=accepted_on,
        )
    assert contract.warranty_plan_id is not None, "the guard asked for the plan"
    return freeze_warranty(
        uow,
        known.id,
        plan_id=contract.warranty_plan_id,
        terms=contract.warranty_terms,
        special_promises=contract.special_promises,
        emergency_clause=contract.emergency_clause,
    )


def _refuse_foreign(contract: Contract, equipment: Equipment) -> None:
    """A serial number that is another customer's, or was handed over before, is a mistake."""
    if equipment.customer_id != contract.customer_id:
        raise Refused(
            _l(
                "{serial} is on the books of {customer}; correct the serial number.",
                serial=equipment.serial,
                customer=equipment.customer.name,
            )
        )
    if equipment.is_handed_over:
        raise Refused(
            _l(
                "{serial} was handed over with contract {number} already.",
                serial=equipment.serial,
                number=equipment.contract_number,
            )
        )
