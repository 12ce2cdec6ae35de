"""What waits on people at the service desk."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from aftersales.access import Actor
from aftersales.calendar.breach import is_unexplained
from aftersales.calendar.models import CalendarClock
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import LazyText, _, _l
from aftersales.views import Tile, WaitingItem, WaitingProvider
from aftersales.views.urls import record_url
from modules.service import manifest as may
from modules.service.models import Case, Order, ServiceReport, TripPlan
from modules.service.queries import IS_OPEN, NEXT_DUE, NEXT_MET, cases, orders, reports
from modules.service.views.sources import IS_OVERDUE, NOW, ORDER_STATES, on_my_order

LIMIT = 20
Item = Callable[[Any], WaitingItem]


def _provide(
    query: Callable[[Actor], Select[Any]], item: Item
) -> Callable[[UnitOfWork, Actor], Sequence[WaitingItem]]:
    def provide(uow: UnitOfWork, actor: Actor) -> Sequence[WaitingItem]:
        return [item(row) for row in uow.scalars(query(actor).limit(LIMIT)).unique()]

    return provide


def _case_item(kind: LazyText) -> Item:
    def item(case: Case) -> WaitingItem:
        return WaitingItem(
            title=f"{case.number} {case.customer.name} · {case.summary}",
            url=record_url("service.case", case.id),
            who=case.chief.name if case.chief else "",
            since=case.reported_at,
            kind=kind,
            urgent=case.is_urgent,
        )

    return item


def clocks(uow: UnitOfWork, _actor: Actor) -> Sequence[WaitingItem]:
    """Cases whose next promise is over or runs out soon, with the time left."""
    statement = cases().where(
        IS_OPEN, Case.state != "suspended", NEXT_MET.is_(None), NEXT_DUE.is_not(None)
    )
    rows = uow.rows(
        statement.with_only_columns(Case.id, Case.number, Case.summary, NEXT_DUE)
        .order_by(NEXT_DUE)
        .limit(LIMIT)
    )
    return [
        WaitingItem(
            title=f"{number} {summary}",
            url=record_url("service.case", key),
            due_at=due,
            kind=_("Clock runs"),
            urgent=due < uow.now,
        )
        for key, number, summary, due in rows
    ]


def _unexplained(_actor: Actor) -> Select[Any]:
    """Open cases with a missed promise nobody has given a reason for."""
    missed = select(CalendarClock.id).where(
        CalendarClock.model == "service.Case",
        CalendarClock.record_id == Case.id,
        is_unexplained(CalendarClock, NOW),
    )
    return cases().where(IS_OPEN, missed.exists()).order_by(Case.reported_at)


def _order_item(order: Order) -> WaitingItem:
    case = order.case
    return WaitingItem(
        title=f"{order.number} {case.customer.name} · {case.summary}",
        url=f"/service/my?order={order.id}",
        since=order.assigned_at,
        kind=str(ORDER_STATES[order.state][0]),
        urgent=case.is_urgent and order.state == "assigned",
    )


def _report_item(report: ServiceReport) -> WaitingItem:
    return WaitingItem(
        title=f"{report.title_number} {report.case.customer.name}",
        url=record_url("service.report", report.id),
        since=report.updated_at,
        kind=_("Sent back") if report.return_note else _("Being written"),
        urgent=bool(report.return_note),
    )


def _awaiting_signatures(_actor: Actor) -> Select[Any]:
    """Teams that departed first and whose signatures are still missing (C16)."""
    return select(TripPlan).where(TripPlan.state == "ahead").order_by(TripPlan.approvals_due_at)


def _still_away(_actor: Actor) -> Select[Any]:
    """Teams whose work is done, or whose planned return is past, and that are not back yet."""
    done = Order.state.in_(("reported", "closed")) | (TripPlan.returns_at < clock.now())
    return (
        select(TripPlan)
        .join(TripPlan.order)
        .where(TripPlan.departed_at.is_not(None), TripPlan.returned_at.is_(None), done)
        .order_by(TripPlan.departed_at)
    )


def _trip_item(kind: LazyText, since: str, due_at: str) -> Item:
    """:param since, due_at: names of the plan's moments."""

    def item(plan: TripPlan) -> WaitingItem:
        return WaitingItem(
            title=f"{plan.number} {plan.order.case.customer.name}",
            url=record_url("service.trip", plan.id),
            since=getattr(plan, since),
            due_at=getattr(plan, due_at),
            kind=kind,
        )

    return item


UNSENT = ("registered", "answered", "to_dispatch")
WRITING = ("draft", "customer")

HOME = (
    WaitingProvider(
        name="service.orders", title=_l("My orders"), icon="tool", weight=10,
        permission=may.EXECUTE,
        fn=_provide(
            lambda actor: orders()
            .where(on_my_order(actor), Order.state.not_in(("closed", "cancelled", "reported")))
            .order_by(Order.assigned_at),
            _order_item,
        ),
    ),
    WaitingProvider(
        name="service.to_dispatch", title=_l("Cases to dispatch"), icon="send", weight=15,
        permission=may.DISPATCH,
        fn=_provide(
            lambda _actor: cases().where(Case.state.in_(UNSENT)).order_by(Case.reported_at),
            _case_item(_l("To dispatch")),
        ),
    ),
    WaitingProvider(
        name="service.clocks", title=_l("Clocks running out or over"), icon="alarm", weight=20,
        permission=may.ANSWER, fn=clocks,
    ),
    WaitingProvider(
        name="service.unexplained", title=_l("Missed deadlines without a reason"),
        icon="clock-pause", weight=22, permission=may.DISPATCH,
        fn=_provide(_unexplained, _case_item(_l("Reason missing"))),
    ),
    WaitingProvider(
        name="service.to_answer", title=_l("Contacts to answer"), icon="message", weight=25,
        permission=may.REGISTER,
        fn=_provide(
            lambda actor: cases()
            .where(Case.state == "registered", Case.created_by_id == actor.user_id)
            .order_by(Case.reported_at),
            _case_item(_l("To answer")),
        ),
    ),
    WaitingProvider(
        name="service.reports", title=_l("My reports"), icon="file-text", weight=30,
        permission=may.WRITE_REPORT,
        fn=_provide(
            lambda actor: reports()
            .where(ServiceReport.author_id == actor.user_id, ServiceReport.state.in_(WRITING))
            .order_by(ServiceReport.updated_at),
            _report_item,
        ),
    ),
    WaitingProvider(
        name="service.to_close", title=_l("Cases to close"), icon="check", weight=35,
        permission=may.CLOSE,
        fn=_provide(
            lambda _actor: cases()
            .where(
                Case.state == "to_review",
                Case.id.in_(
                    select(ServiceReport.case_id).where(ServiceReport.state == "reviewed")
                ),
            )
            .order_by(Case.reported_at),
            _case_item(_l("To close")),
        ),
    ),
    WaitingProvider(
        name="service.late_signatures", title=_l("Departed before approval"), icon="urgent",
        weight=40, permission=may.DISPATCH,
        fn=_provide(
            _awaiting_signatures,
            _trip_item(_l("Signatures missing"), "verbal_at", "approvals_due_at"),
        ),
    ),
    WaitingProvider(
        name="service.still_away", title=_l("Teams not back yet"), icon="route",
        weight=42, permission=may.PLAN_TRIP,
        fn=_provide(
            _still_away, _trip_item(_l("Back at the company"), "departed_at", "returns_at")
        ),
    ),
)  # fmt: skip


def _count(statement: Select[Any]) -> Callable[[UnitOfWork, Actor], int]:
    def value(uow: UnitOfWork, _actor: Actor) -> int:
        counted = statement.with_only_columns(func.count(Case.id)).order_by(None)
        return uow.scalar(counted) or 0

    return value


TILES = (
    Tile(
        name="service.open", title=_l("Open cases"), icon="headset",
        value=_count(cases().where(IS_OPEN)),
        url="/service/cases?f=open", permission=may.READ_ALL, weight=10,
    ),
    Tile(
        name="service.urgent", title=_l("Urgent"), icon="urgent", tone="warning",
        value=_count(cases().where(IS_OPEN, Case.is_urgent.is_(True))),
        url="/service/cases?f=open&f=urgent", permission=may.READ_ALL, weight=11,
    ),
    Tile(
        name="service.overdue", title=_l("Overdue"), icon="alarm", tone="danger",
        value=_count(cases().where(IS_OVERDUE)),
        url="/service/cases?f=open&f=overdue", permission=may.READ_ALL, weight=12,
    ),
)  # fmt: skip
