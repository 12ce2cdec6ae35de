"""Trip plans: approval before departure, or departing first with approvals to follow (W3, C16)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from aftersales.access import requires
from aftersales.auth.models import Role, User
from aftersales.calendar.due import due
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _l
from aftersales.regulation.chain import ChainStep as RuledStep
from aftersales.regulation.resolve import resolve
from aftersales.workflow import (
    ChainApproved,
    ChainRejected,
    Spoken,
    advance,
    open_ruled_chain,
    sign,
    start,
)
from modules.service import manifest as may
from modules.service.models import Order, TripPlan
from modules.service.queries import trip_of
from modules.service.services.dispatch import departs_first_allowed

CHAIN = "trip"
MODEL = "service.TripPlan"


@requires(may.PLAN_TRIP)
def plan_trip(
    uow: UnitOfWork,
    *,
    record_id: int,
    departs_at: datetime,
    returns_at: datetime | None = None,
    transport: str = "car",
    purpose: str = "",
    carried: str = "",
    cost: Decimal | None = None,
) -> TripPlan:
    """Write the trip plan of an order: who, where to, why, when, how, what it costs (S0-1.5).

    :param record_id: the order.
    :raises Refused: the order has a plan already.
    """
    order = uow.get(Order, record_id)
    if existing := trip_of(uow, order):
        raise Refused(
            _l(
                "Order {order} already has trip plan {plan}.",
                order=order.number,
                plan=existing.number,
            )
        )
    if returns_at is not None and returns_at < departs_at:
        raise Invalid(_l("The return cannot come before the departure."), field="returns_at")
    plan = TripPlan(
        number=uow.number("CC"),
        order_id=order.id,
        order=order,
        departs_at=departs_at,
        returns_at=returns_at,
        transport=transport,
        purpose=purpose.strip() or order.case.summary,
        carried=carried.strip() or order.tools,
        cost=cost,
        is_urgent=order.case.is_urgent,
    )
    start(uow, plan)
    return plan


@requires(may.PLAN_TRIP)
def change_trip(uow: UnitOfWork, /, *, record_id: int, **changes: object) -> TripPlan:
    """Correct a trip plan that nobody was asked to approve yet."""
    plan = uow.get(TripPlan, record_id, lock=True)
    if plan.state != "draft":
        raise Refused(_l("A trip plan is changed as a draft only."))
    for name in ("departs_at", "returns_at", "transport", "purpose", "carried", "cost", "note"):
        if name in changes:
            setattr(plan, name, changes[name])
    uow.flush()
    return plan


@requires(may.PLAN_TRIP)
def submit_trip(uow: UnitOfWork, *, record_id: int) -> TripPlan:
    """Ask for the signatures before departure 会审.

    Where the regulation asks for nobody's, the plan is approved at once.

    :raises Refused: the asker alone could give one of them; then another person must submit.
    """
    plan = uow.get(TripPlan, record_id, lock=True)
    ruled = resolve(uow, "dispatch.approval_chain")
    advance(uow, plan, "submit")
    chain = open_ruled_chain(
        uow, plan, CHAIN, ruled, title=plan.number, amount=plan.cost, due_at=plan.departs_at
    )
    if chain is None:
        with uow.entitled("the regulation asks for no approval"):
            advance(uow, plan, "approve")
    return plan


@requires(may.PLAN_TRIP)
def depart_first(
    uow: UnitOfWork,
    *,
    record_id: int,
    verbal_by_id: int,
    verbal_at: datetime | None = None,
    note: str = "",
) -> TripPlan:
    """Let an urgent team leave on one spoken approval; the signatures follow in time (C16).

    :param record_id: the trip plan.
    :param verbal_by_id: who said yes; must fill a role of the approval chain.
    :raises Refused: the case is not urgent, or the regulation asks for signatures first.
    """
    plan = uow.get(TripPlan, record_id, lock=True)
    if not departs_first_allowed(uow, plan.order):
        raise Refused(
            _l("Only urgent cases depart first; this one needs its approvals before (C16).")
        )
    ruled = resolve(uow, "dispatch.approval_chain")
    wanted = ruled.chain.steps_for(urgent=True, amount=plan.cost)
    giver = _verbal_giver(uow, verbal_by_id, wanted)
    plan.depart_first, plan.verbal_by_id, plan.verbal_by = True, giver.id, giver
    plan.verbal_at, plan.verbal_note = verbal_at or uow.now, note.strip()
    within = resolve(uow, "dispatch.after_the_fact_within").duration
    plan.approvals_due_at = due(uow, plan.verbal_at, within).at
    advance(uow, plan, "depart_first", note)
    open_ruled_chain(
        uow,
        plan,
        CHAIN,
        ruled,
        title=plan.number,
        urgent=True,
        amount=plan.cost,
        due_at=plan.approvals_due_at,
        done_at=plan.verbal_at,
        spoken=Spoken(giver.id, giver.name, plan.verbal_at, plan.verbal_note),
    )
    return plan


def decide_trip(uow: UnitOfWork, *, record_id: int, approve: bool, note: str = "") -> TripPlan:
    """Sign the actor's step of a trip plan's chain, or refuse it with a reason."""
    plan = uow.get(TripPlan, record_id)
    sign(uow, plan, CHAIN, approve=approve, note=note)
    return plan


@requires(may.APPROVE_TRIP)
def approve_trip(uow: UnitOfWork, *, record_id: int, note: str = "") -> TripPlan:
    """Agree to a trip."""
    return decide_trip(uow, record_id=record_id, approve=True, note=note)


@requires(may.APPROVE_TRIP)
def reject_trip(uow: UnitOfWork, *, record_id: int, note: str) -> TripPlan:
    """Send a trip plan back with the reason."""
    return decide_trip(uow, record_id=record_id, approve=False, note=note)


@requires(may.PLAN_TRIP)
def return_from_trip(
    uow: UnitOfWork, *, record_id: int, returned_at: datetime | None = None, note: str = ""
) -> TripPlan:
    """The team is back; a plan still waiting for late signatures keeps waiting for them."""
    plan = uow.get(TripPlan, record_id, lock=True)
    moment = returned_at or uow.now
    if plan.departed_at is None or moment < plan.departed_at:
        raise Invalid(_l("The return cannot come before the departure."), field="returned_at")
    plan.returned_at = moment
    if plan.state != "ahead":
        advance(uow, plan, "return", note)
    uow.flush()
    return plan


@requires(may.SETTLE_TRIP)
def settle_trip(uow: UnitOfWork, *, record_id: int, cost: Decimal | None = None) -> TripPlan:
    """Close a trip: the slip is valid and the expenses are in (S0-1.7)."""
    plan = uow.get(TripPlan, record_id, lock=True)
    if cost is not None:
        plan.cost = cost
    advance(uow, plan, "settle")
    return plan


def trip_approved(uow: UnitOfWork, event: ChainApproved) -> None:
    """Handler: all signatures are there, before or after the departure."""
    if event.model != MODEL or event.chain != CHAIN:
        return
    plan = uow.get(TripPlan, event.record_id)
    if plan.state == "approving":
        advance(uow, plan, "approve")
    elif plan.state == "ahead":
        advance(uow, plan, "approve_after" if plan.returned_at is None else "approve_returned")


def trip_rejected(uow: UnitOfWork, event: ChainRejected) -> None:
    """Handler: somebody refused; the plan goes back, or the departure stays irregular."""
    if event.model != MODEL or event.chain != CHAIN:
        return
    plan = uow.get(TripPlan, event.record_id)
    advance(uow, plan, "reject" if plan.state == "approving" else "refuse_after", event.note)


def speakers(steps: Sequence[RuledStep]) -> set[str]:
    """The roles whose spoken yes counts; where the chain names none, any of its roles (C16)."""
    return {step.role for step in steps if step.verbal} or {step.role for step in steps}


def _verbal_giver(uow: UnitOfWork, user_id: int, steps: tuple[RuledStep, ...]) -> User:
    may_say = speakers(steps)
    person = uow.scalar(
        select(User).join(User.roles).where(User.id == user_id, Role.code.in_(may_say)).limit(1)
    )
    if user_id == uow.actor.user_id:
        raise Invalid(_l("Nobody approves what he asks for himself."), field="verbal_by_id")
    if person is None:
        raise Invalid(
            _l("A spoken approval counts only from somebody who may sign this chain."),
            field="verbal_by_id",
        )
    return person
