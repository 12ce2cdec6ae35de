"""The gate: nothing leaves without a permit, and a permit lets out once (rule S0-5.4.6.4a)."""

from datetime import date, timedelta

from sqlalchemy import select

from aftersales.access import requires
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import issue
from aftersales.errors import Conflict, Invalid, Refused
from aftersales.i18n import _l, format_date
from aftersales.regulation.resolve import Scope, resolve
from aftersales.workflow import advance, start
from modules.parts.events import ExitReleased
from modules.parts.models import ExitLine, ExitPermit, Requisition


@requires("parts.exit.create")
def draw_exit_permit(
    uow: UnitOfWork,
    *,
    requisition_id: int,
    destination: str,
    transport: str,
    carrier: str = "",
    vehicle: str = "",
    packages: int = 1,
    valid_until: date | None = None,
) -> ExitPermit:
    """Draw the permit for what a requisition issued, and issue its paper.

    :param valid_until: last day the guard accepts it; by default as many days on as
        ``parts.gate_pass_valid_days`` says.
    :raises Refused: nothing was issued yet. :raises Conflict: a permit waits at the gate already.
    """
    requisition = uow.get(Requisition, requisition_id)
    issued = [line for line in requisition.lines if line.issued > 0]
    if not issued:
        raise Refused(_l("Nothing was issued on {number} yet.", number=requisition.number))
    waiting = select(ExitPermit.number).where(
        ExitPermit.requisition_id == requisition.id, ExitPermit.state == "drawn"
    )
    if number := uow.scalar(waiting):
        raise Conflict(
            _l("Permit {number} for these parts already waits at the gate.", number=number)
        )
    if valid_until and valid_until < clock.today():
        raise Invalid(_l("A permit cannot end in the past."), field="valid_until")
    equipment = requisition.case.equipment
    permit = ExitPermit(
        number=uow.number("CM"),
        requisition_id=requisition.id,
        destination=destination,
        product_model=equipment.product.model if equipment else "",
        transport=transport,
        carrier=carrier,
        vehicle=vehicle,
        packages=packages,
        valid_until=valid_until or clock.today() + timedelta(days=_valid_days(uow)),
        lines=[ExitLine(part_id=line.part_id, quantity=line.issued) for line in issued],
    )
    start(uow, permit)
    issue(uow, "parts.exit_permit", permit)
    return permit


def _valid_days(uow: UnitOfWork) -> int:
    rule = resolve(uow, "parts.gate_pass_valid_days", scope=Scope())
    return rule.integer if rule.is_set else 0


@requires("parts.exit.release")
def release_at_gate(uow: UnitOfWork, *, record_id: int) -> ExitPermit:
    """Let the goods out, once, while the permit is valid. Emits ``ExitReleased``."""
    permit = uow.get(ExitPermit, record_id, lock=True)
    if permit.state == "drawn" and permit.valid_until < clock.today():
        raise Refused(
            _l(
                "The permit ended on {day}; have a new one drawn.",
                day=format_date(permit.valid_until),
            )
        )
    advance(uow, permit, "release")
    permit.released_at, permit.released_by_id = uow.now, uow.actor.user_id
    with uow.system("a guard releases goods of a requisition he need not read"):
        case_id = uow.get(Requisition, permit.requisition_id).case_id
    uow.emit(
        ExitReleased(permit_id=permit.id, requisition_id=permit.requisition_id, case_id=case_id)
    )
    return permit


@requires("parts.exit.create")
def void_exit_permit(uow: UnitOfWork, *, record_id: int) -> ExitPermit:
    """Take a permit back before the guard has used it."""
    permit = uow.get(ExitPermit, record_id, lock=True)
    advance(uow, permit, "void")
    return permit
