"""Who sees and changes which rows of the service desk (matrix 1.9).

Modules that give a department a task on a case (a requisition to approve, a problem to judge) add a
``RecordRule`` on ``Case`` of their own: rules add up.
"""

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from aftersales.access import Actor, FieldRule, RecordRule
from aftersales.i18n import _l
from modules.service import manifest as may
from modules.service.models import (
    Case,
    Order,
    OrderMember,
    RegisterBook,
    ServiceReport,
    TripPlan,
)

_orders: Any = Order.__table__
_members: Any = OrderMember.__table__
_trips: Any = TripPlan.__table__
_reports: Any = ServiceReport.__table__


def orders_of_actor(actor: Actor) -> Any:
    """Ids of the orders the actor leads or helps on (plain tables: no rule within a rule)."""
    helping = select(_members.c.order_id).where(_members.c.user_id == actor.user_id)
    return select(_orders.c.id).where(
        or_(_orders.c.chief_id == actor.user_id, _orders.c.id.in_(helping))
    )


def assigned(actor: Actor) -> ColumnElement[bool]:
    """Cases one is chief of, or on an order of."""
    own = orders_of_actor(actor)
    return or_(
        Case.chief_id == actor.user_id,
        Case.id.in_(select(_orders.c.case_id).where(_orders.c.id.in_(own))),
    )


def registered_by(actor: Actor) -> ColumnElement[bool]:
    """Cases one took in."""
    return Case.created_by_id == actor.user_id


def with_task(_actor: Actor) -> ColumnElement[bool]:
    """Cases with a trip to approve or a report to file in the office."""
    travelling = select(_orders.c.case_id).join(_trips, _trips.c.order_id == _orders.c.id)
    return or_(Case.id.in_(travelling), Case.id.in_(select(_reports.c.case_id)))


def own_trips(actor: Actor) -> ColumnElement[bool]:
    """Trips of one's own orders."""
    return TripPlan.order_id.in_(orders_of_actor(actor))


_EVERY_CASE = tuple(
    RecordRule(
        name=f"service.case.all.{permission}",
        model=Case,
        permission=permission,
        write=True,
        title=_l("All cases, for those who run the service desk"),
    )
    for permission in (may.ANSWER, may.DISPATCH, may.REVIEW_OPINION, may.FILE)
)

RULES = (
    RecordRule(
        name="service.case.read_all",
        model=Case,
        permission=may.READ_ALL,
        title=_l("All cases, for whoever may see the whole register"),
    ),
    *_EVERY_CASE,
    RecordRule(
        name="service.case.assigned",
        model=Case,
        permission=may.READ_OWN,
        where=assigned,
        write=True,
        title=_l("Cases one is chief or member of"),
    ),
    RecordRule(
        name="service.case.registered",
        model=Case,
        permission=may.REGISTER,
        where=registered_by,
        write=True,
        title=_l("Cases one has registered"),
    ),
    RecordRule(
        name="service.case.task",
        model=Case,
        permission=may.READ_TASK,
        where=with_task,
        title=_l("Cases with a trip or a report to handle"),
    ),
    RecordRule(
        name="service.register.all",
        model=RegisterBook,
        permission=may.READ_ALL,
        title=_l("The months of the register, for whoever may see the whole register"),
    ),
    RecordRule(
        name="service.register.keep",
        model=RegisterBook,
        permission=may.ANSWER,
        write=True,
        title=_l("The months of the register, for those who keep it"),
    ),
    RecordRule(
        name="service.trip.all",
        model=TripPlan,
        permission=may.READ_ALL,
        title=_l("All trip plans, for whoever may see the whole register"),
    ),
    RecordRule(
        name="service.trip.task",
        model=TripPlan,
        permission=may.READ_TASK,
        title=_l("All trip plans, for those who approve or settle them"),
    ),
    RecordRule(
        name="service.trip.dispatch",
        model=TripPlan,
        permission=may.DISPATCH,
        write=True,
        title=_l("All trip plans, for those who dispatch"),
    ),
    RecordRule(
        name="service.trip.own",
        model=TripPlan,
        permission=may.PLAN_TRIP,
        where=own_trips,
        write=True,
        title=_l("Trip plans of one's own orders"),
    ),
)

FIELD_RULES = (
    FieldRule(
        model=Case, field="contact_phone", permission="customers.contact.phone", mode="masked"
    ),
)
