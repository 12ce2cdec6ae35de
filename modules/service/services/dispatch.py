"""Sending people out: classifying a case, naming the chief and the team, accepting, departing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from aftersales.access import requires
from aftersales.auth.models import User
from aftersales.calendar.clocks import clock_of, meet
from aftersales.calendar.steps import begin_step, drop_step, end_step
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _, _l
from aftersales.regulation.resolve import resolve
from aftersales.workflow import advance, start
from modules.service import manifest as may
from modules.service.events import CaseAnswered, OrderAssigned, TeamDeparted
from modules.service.models import Case, Order, OrderMember
from modules.service.queries import open_orders, trip_of
from modules.service.services.cases import judge_again, refuse_locked
from modules.service.services.promises import start_clocks_later

CLASSIFIED = ("kind", "is_emergency", "is_major", "region_class", "travel_hours")


@requires(may.DISPATCH)
def classify(uow: UnitOfWork, /, *, record_id: int, chief_id: int, **facts: Any) -> Case:
    """Fix kind, urgency and region of a case and name its chief 首席责任人 (S0-2.18).

    :param facts: any of ``kind``, ``is_emergency``, ``is_major``, ``region_class``,
        ``travel_hours``; what is left out stays.
    """
    case = uow.get(Case, record_id, lock=True)
    refuse_locked(case)
    case.chief_id = _person(uow, chief_id, "chief_id").id
    for name in CLASSIFIED:
        if facts.get(name) is not None:
            setattr(case, name, facts[name])
    judge_again(uow, case)
    advance(uow, case, "classify")
    return case


@requires(may.DISPATCH)
def dispatch_order(
    uow: UnitOfWork,
    *,
    record_id: int,
    chief_id: int,
    member_ids: Sequence[int] = (),
    requirements: str = "",
    plan: str = "",
    tools: str = "",
    planned_at: datetime | None = None,
) -> Order:
    """Write a dispatch order 派工单 for a case: one chief, any helpers.

    A case not classified yet is classified on the way. Further orders may follow on the same case
    until the customer is satisfied (S0-5.4.4e). A case nobody has answered counts as answered
    by the dispatch. Emits ``OrderAssigned``.

    :param record_id: the case.
    :raises Invalid: a chief or helper who is not active, no service plan where one is always made.
    :raises Refused: the case stands in a state nobody is sent out from, or the regulation allows
        no further order.
    """
    case = uow.get(Case, record_id, lock=True)
    refuse_locked(case)
    _refuse_further(uow, case)
    _require_plan(uow, plan)
    chief = _person(uow, chief_id, "chief_id")
    case.chief_id, case.chief = chief.id, chief
    _bring_to_dispatch(uow, case)
    order = Order(
        number=uow.number("FW"),
        case_id=case.id,
        case=case,
        chief_id=chief.id,
        chief=chief,
        requirements=requirements.strip(),
        plan=plan.strip(),
        tools=tools.strip(),
        planned_at=planned_at,
        assigned_at=uow.now,
        assigned_by_id=uow.actor.user_id,
    )
    order.assigned_by = uow.session.get(User, uow.actor.user_id) if uow.actor.user_id else None
    _set_team(uow, order, chief.id, member_ids)
    start(uow, order)
    advance(uow, order, "assign")
    if case.state == "to_dispatch":
        advance(uow, case, "dispatch")
    _answered_by_dispatch(uow, case)
    begin_step(uow, order, "accept", "sla.accept", started_at=order.assigned_at)
    start_clocks_later(uow, case, "dispatch", at=uow.now)
    _tell(uow, order)
    return order


def _refuse_further(uow: UnitOfWork, case: Case) -> None:
    sent = select(Order.id).where(Order.case_id == case.id, Order.state != "cancelled").limit(1)
    if not resolve(uow, "order.allow_followup_visits").flag and uow.scalar(sent) is not None:
        raise Refused(
            _l("The regulation allows one order for a case; register a new case for more.")
        )


def _require_plan(uow: UnitOfWork, plan: str) -> None:
    rule = resolve(uow, "visit.service_plan")
    if rule.is_set and rule.text == "always" and not plan.strip():
        raise Invalid(_l("By the regulation every service has a plan (S0-5.4.4a)."), field="plan")


def _bring_to_dispatch(uow: UnitOfWork, case: Case) -> None:
    if case.state in ("registered", "answered"):
        advance(uow, case, "classify")
    if case.state not in ("to_dispatch", "dispatched", "on_site"):
        raise Refused(
            _l("Nobody is sent out on this case as it stands; reopen or resume it first.")
        )


def _answered_by_dispatch(uow: UnitOfWork, case: Case) -> None:
    if case.answered_at is not None:
        return
    case.answered_at, case.answered_by_id = uow.now, uow.actor.user_id
    case.answer = _(
        "Dispatched; chief responsible: {name}.", name=case.chief.name if case.chief else ""
    )
    if (clock := clock_of(uow, case, "reply")) is not None and clock.stopped_at is None:
        meet(uow, clock)
    uow.emit(CaseAnswered(case_id=case.id, at=uow.now))


@requires(may.DISPATCH)
def reassign_order(
    uow: UnitOfWork,
    *,
    record_id: int,
    chief_id: int,
    member_ids: Sequence[int] = (),
    note: str = "",
) -> Order:
    """Give an order that has not departed to another team; the hand-over stands in the thread."""
    order = uow.get(Order, record_id, lock=True)
    chief = _person(uow, chief_id, "chief_id")
    order.chief_id, order.chief = chief.id, chief
    order.case.chief_id, order.case.chief = chief.id, chief
    order.accepted_at = order.accepted_by_id = None
    order.assigned_at, order.assigned_by_id = uow.now, uow.actor.user_id
    _set_team(uow, order, chief.id, member_ids)
    advance(uow, order, "reassign", note)
    _tell(uow, order)
    return order


@requires(may.DISPATCH)
def cancel_order(uow: UnitOfWork, *, record_id: int, reason: str) -> Order:
    """Take an order back before anybody departed; the case waits for dispatch again."""
    order = uow.get(Order, record_id, lock=True)
    if not reason.strip():
        raise Invalid(_l("Say why the order is cancelled."), field="reason")
    advance(uow, order, "cancel", reason)
    drop_step(uow, order, "accept", reason)
    if order.case.state == "dispatched" and not open_orders(uow, order.case):
        advance(uow, order.case, "recall", reason)
    return order


@requires(may.EXECUTE)
def accept_order(uow: UnitOfWork, *, record_id: int) -> Order:
    """The team takes the order 接单."""
    order = uow.get(Order, record_id, lock=True)
    order.accepted_at, order.accepted_by_id = uow.now, uow.actor.user_id
    advance(uow, order, "accept")
    end_step(uow, order, "accept")
    return order


@requires(may.EXECUTE)
def depart(uow: UnitOfWork, *, record_id: int, departed_at: datetime | None = None) -> Order:
    """The team leaves 出发; the departure register (S0-1.6) takes the time from here.

    :raises Refused: the trip plan is not approved and nobody gave a word to depart first (C16).
    """
    order = uow.get(Order, record_id, lock=True)
    moment = departed_at or uow.now
    if moment > uow.now or moment < (order.assigned_at or moment):
        raise Invalid(
            _l("The departure must lie between the dispatch and now."), field="departed_at"
        )
    advance(uow, order, "depart")
    order.departed_at = moment
    plan = trip_of(uow, order)
    if plan is not None and plan.departed_at is None:
        plan.departed_at = moment
        if plan.state == "approved":
            advance(uow, plan, "depart")
    uow.emit(TeamDeparted(order_id=order.id, case_id=order.case_id, at=moment))
    return order


def _person(uow: UnitOfWork, user_id: int, field: str) -> User:
    person = uow.scalar(select(User).where(User.id == user_id, User.is_active))
    if person is None:
        raise Invalid(_l("Choose an active person."), field=field)
    return person


def _set_team(uow: UnitOfWork, order: Order, chief_id: int, member_ids: Sequence[int]) -> None:
    wanted = [key for key in dict.fromkeys(member_ids) if key != chief_id]
    people = [_person(uow, key, "member_ids") for key in wanted]
    kept = {member.user_id: member for member in order.members}
    order.members = [
        kept.get(person.id) or OrderMember(user_id=person.id, user=person) for person in people
    ]


def _tell(uow: UnitOfWork, order: Order) -> None:
    uow.emit(
        OrderAssigned(
            order_id=order.id,
            case_id=order.case_id,
            chief_id=order.chief_id,
            member_ids=tuple(member.user_id for member in order.members),
        )
    )


def departs_first_allowed(uow: UnitOfWork, order: Order) -> bool:
    """Whether the regulation lets an urgent team leave before the signatures (C16)."""
    return order.case.is_urgent and resolve(uow, "dispatch.urgent_departs_first").flag
