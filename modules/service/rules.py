"""Who sees and changes which rows of the service desk (matrix 1.9).

Modules that give a department a task on a case (a requisition to approve, a problem to judge) add a
``RecordRule`` on ``Case`` of their own: rules add up.
"""

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from aftersales.access import Actor, FieldRule, RecordRule, every_row
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
    every_row(Case, permission, _l("All cases, for those who run the service desk"), write=True)
    for permission in (may.ANSWER, may.DISPATCH, may.REVIEW_OPINION, may.FILE)
)

RULES = (
    every_row(Case, may.READ_ALL, _l("All cases, for whoever may see the whole register")),
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
    every_row(
        RegisterBook,
        may.READ_ALL,
        _l("The months of the register, for whoever may see the whole register"),
    ),
    every_row(
        RegisterBook,
        may.ANSWER,
        _l("The months of the register, for those who keep it"),
        write=True,
    ),
    every_row(TripPlan, may.READ_ALL, _l("All trip plans, for whoever may see the whole register")),
    every_row(TripPlan, may.READ_TASK, _l("All trip plans, for those who approve or settle them")),
    every_row(TripPlan, may.DISPATCH, _l("All trip plans, for those who dispatch"), write=True),
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
