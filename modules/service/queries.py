"""Reads of the service module that verbs, lists, documents and other modules share."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import aliased, lazyload

from aftersales.auth.models import Region, Role, User
from aftersales.calendar.models import CalendarClock
from aftersales.db.partial import among
from aftersales.db.uow import UnitOfWork
from modules.customers.api import Customer, Equipment, Product
from modules.service.models import Case, OpinionForm, Order, ServiceReport, TripPlan, Visit
from modules.service.models.case import OPEN_CASES
from modules.service.models.order import OPEN_ORDERS

CLOSED_STATES = ("closed", "filed", "cancelled")
"""States in which nobody has to do anything for the customer any more."""
IS_OPEN = among(Case.state, OPEN_CASES)
ORDER_IS_OPEN = among(Order.state, OPEN_ORDERS)

ReplyClock = aliased(CalendarClock, name="reply_clock")
ArriveClock = aliased(CalendarClock, name="arrive_clock")
Chief = aliased(User, name="case_chief")

_reply_runs = ReplyClock.met_at.is_(None) & ReplyClock.stopped_at.is_(None)
NEXT_DUE = case(
    (Case.state == "suspended", None),
    (_reply_runs & ReplyClock.due_at.is_not(None), ReplyClock.due_at),
    else_=ArriveClock.due_at,
)
"""When the customer is owed the next thing: the reply first, then the arrival."""
NEXT_MET = case(
    (_reply_runs & ReplyClock.due_at.is_not(None), None),
    else_=func.coalesce(ArriveClock.met_at, ArriveClock.stopped_at),
)
"""When that was done; NULL while it runs."""


def cases() -> Select[Any]:
    """Cases with customer, machine, region, chief and their two clocks."""
    return (
        select(Case)
        .join(Case.customer)
        .outerjoin(Case.equipment)
        .outerjoin(Product, Equipment.product_id == Product.id)
        .outerjoin(Region, Case.region_id == Region.id)
        .outerjoin(Chief, Case.chief_id == Chief.id)
        .outerjoin(ReplyClock, _is_clock(ReplyClock, "reply"))
        .outerjoin(ArriveClock, _is_clock(ArriveClock, "arrive"))
    )


def _is_clock(clock: Any, name: str) -> Any:
    return (clock.model == "service.Case") & (clock.record_id == Case.id) & (clock.name == name)


def orders() -> Select[Any]:
    """Orders with case, customer, machine and chief."""
    return (
        select(Order)
        .join(Order.case)
        .join(Customer, Case.customer_id == Customer.id)
        .outerjoin(Equipment, Case.equipment_id == Equipment.id)
        .outerjoin(Product, Equipment.product_id == Product.id)
        .join(Chief, Order.chief_id == Chief.id)
        .outerjoin(ArriveClock, _is_clock(ArriveClock, "arrive"))
    )


def trips() -> Select[Any]:
    """Trip plans with order, case, customer and chief."""
    return (
        select(TripPlan)
        .join(TripPlan.order)
        .join(Case, Order.case_id == Case.id)
        .join(Customer, Case.customer_id == Customer.id)
        .join(Chief, Order.chief_id == Chief.id)
    )


def reports() -> Select[Any]:
    """Service reports with case, order and customer."""
    return (
        select(ServiceReport)
        .join(ServiceReport.case)
        .join(Customer, Case.customer_id == Customer.id)
        .join(Order, ServiceReport.order_id == Order.id)
        .outerjoin(Chief, ServiceReport.author_id == Chief.id)
    )


def opinions() -> Select[Any]:
    """Opinion forms with case and customer."""
    return (
        select(OpinionForm).join(OpinionForm.case).join(Customer, Case.customer_id == Customer.id)
    )


def engineers() -> Select[Any]:
    """People who may be sent out: active engineers and service managers."""
    holders = select(User.id).join(User.roles).where(Role.code.in_(("engineer", "dispatcher")))
    return select(User).where(User.is_active, User.id.in_(holders))


def orders_of(uow: UnitOfWork, case_: Case) -> Sequence[Order]:
    """The orders of a case, oldest first."""
    return uow.scalars(_orders_of(), {"case_id": case_.id}).all()


@cache
def _orders_of() -> Select[Order]:
    # The case is in the session already: joining it and all it joins would load it once more.
    apart = lazyload(Order.case), lazyload(Order.assigned_by), lazyload(Order.accepted_by)
    here = Order.case_id == bindparam("case_id")
    return select(Order).where(here).options(*apart).order_by(Order.id)


def open_orders(uow: UnitOfWork, case_: Case) -> Sequence[Order]:
    """Orders of a case that are still under way: not recovered yet."""
    under_way = ("draft", "assigned", "accepted", "en_route", "on_site")
    return uow.scalars(
        select(Order)
        .where(Order.case_id == case_.id, Order.state.in_(under_way))
        .order_by(Order.id)
    ).all()


def visits_of(uow: UnitOfWork, order: Order) -> Sequence[Visit]:
    """The visits of an order, first to last."""
    return uow.scalars(_visits_of(), {"order_id": order.id}).all()


@cache
def _visits_of() -> Select[Visit]:
    apart = lazyload(Visit.order), lazyload(Visit.arrived_by)
    here = Visit.order_id == bindparam("order_id")
    return select(Visit).where(here).options(*apart).order_by(Visit.position)


def open_visit(uow: UnitOfWork, order: Order) -> Visit | None:
    """The visit that goes on: checked in and not checked out."""
    return uow.scalar(
        select(Visit)
        .where(Visit.order_id == order.id, Visit.left_at.is_(None))
        .order_by(Visit.position.desc())
        .limit(1)
    )


def last_visit(uow: UnitOfWork, order: Order) -> Visit | None:
    """The newest visit of an order, finished or not."""
    return uow.scalar(
        select(Visit).where(Visit.order_id == order.id).order_by(Visit.position.desc()).limit(1)
    )


def newest_report(uow: UnitOfWork, case_: Case) -> ServiceReport | None:
    """The report that counts for a case: the newest that is not superseded."""
    return uow.scalar(
        select(ServiceReport)
        .where(ServiceReport.case_id == case_.id, ServiceReport.state != "superseded")
        .order_by(ServiceReport.id.desc())
        .limit(1)
    )


def report_of(uow: UnitOfWork, order: Order) -> ServiceReport | None:
    """The report that counts for an order."""
    return uow.scalar(
        select(ServiceReport)
        .where(ServiceReport.order_id == order.id, ServiceReport.state != "superseded")
        .order_by(ServiceReport.id.desc())
        .limit(1)
    )


def trip_of(uow: UnitOfWork, order: Order) -> TripPlan | None:
    """The newest trip plan of an order that was not cancelled."""
    return uow.scalar(_trip_of(), {"order_id": order.id})


@cache
def _trip_of() -> Select[TripPlan]:
    return (
        select(TripPlan)
        .where(TripPlan.order_id == bindparam("order_id"), TripPlan.state != "cancelled")
        .options(lazyload(TripPlan.order))
        .order_by(TripPlan.id.desc())
        .limit(1)
    )
