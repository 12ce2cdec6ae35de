"""Expressions and small pieces several pages of the service desk share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal

from aftersales.auth.models import Region
from aftersales.calendar.breach import parties
from aftersales.calendar.clocks import because_of_clock, clock_of, times_of
from aftersales.db import clock
from aftersales.db.base import Record, RecordRef, ref
from aftersales.db.types import UtcDateTime
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.i18n import _l
from aftersales.regulation.because import Because
from aftersales.regulation.resolve import resolve
from aftersales.views import Action, state_labels
from aftersales.views.declare import Labels
from modules.customers.api import Equipment, Product
from modules.service.models import Case, Order, OrderMember, Visit
from modules.service.queries import IS_OPEN, NEXT_DUE, NEXT_MET
from modules.service.workflow import (
    CASE_WORKFLOW,
    OPINION_WORKFLOW,
    ORDER_WORKFLOW,
    REPORT_WORKFLOW,
    TRIP_WORKFLOW,
)

CASE_STATES = state_labels(CASE_WORKFLOW)
ORDER_STATES = state_labels(ORDER_WORKFLOW)
TRIP_STATES = state_labels(TRIP_WORKFLOW)
REPORT_STATES = state_labels(REPORT_WORKFLOW)
OPINION_STATES = state_labels(OPINION_WORKFLOW)

NOW: Any = bindparam("service_now", callable_=clock.now, type_=UtcDateTime())
"""The moment a statement runs, though it was built at start."""

IS_OVERDUE = and_(IS_OPEN, Case.state != "suspended", NEXT_MET.is_(None), NEXT_DUE < NOW)

URGENCY: Any = case(
    (Case.is_emergency, literal("emergency")), (Case.is_urgent, literal("urgent")), else_=None
)
URGENCIES: Labels = {
    "emergency": (_l("Emergency"), "red"),
    "urgent": (_l("Urgent"), "orange"),
}
MACHINE: Any = case(
    (Equipment.id.is_not(None), Equipment.serial + literal(" ") + Product.name), else_=literal("")
)
REGION: Any = func.coalesce(Region.name, literal(""))


def mine(actor: Any) -> Any:
    """Cases the actor leads or has taken in."""
    return (Case.chief_id == actor.user_id) | (Case.created_by_id == actor.user_id)


def on_my_order(actor: Any) -> Any:
    """Orders the actor leads or helps on."""
    helps = Order.members.any(OrderMember.user_id == actor.user_id)
    return (Order.chief_id == actor.user_id) | helps


def clock_pair(name: str) -> Any:
    """A field value: due time of a clock, when it stopped, whether that was entered later."""

    def value(record: Case) -> tuple[datetime | None, datetime | None, bool]:
        found = _shown_clock(current_uow(), record, name)
        if found is None:
            return (None, None, False)
        return (found.due_at, found.met_at or found.stopped_at, found.recorded_late)

    return value


def _shown_clock(uow: UnitOfWork, record: Record, name: str) -> Any:
    """The times of a clock of the record on the page: several fields ask, the database once."""
    shown: dict[RecordRef, Any] = uow.session.info.setdefault("shown_clocks", {})
    if (target := ref(record)) not in shown:
        shown[target] = {one.name: one for one in times_of(uow, record)}
    return shown[target].get(name)


def has_clock(name: str) -> Any:
    """Whether a case has that clock with a due time."""

    def check(uow: UnitOfWork, record: Any) -> bool:
        if record is None or record.id is None:
            return False
        found = _shown_clock(uow, record, name)
        return found is not None and found.due_at is not None

    return check


def lacks_reason(name: str) -> Any:
    """Whether that promise was missed, the case is open, and nobody has said why."""

    def check(uow: UnitOfWork, case_: Case) -> bool:
        found = _shown_clock(uow, case_, name)
        if found is None or found.due_at is None or found.breach_at is not None:
            return False
        if case_.is_locked or case_.state == "suspended" or found.stopped_at is not None:
            return False
        return (found.met_at or uow.now) > found.due_at and bool(parties(uow))

    return check


def why_clock(name: str) -> Any:
    """Why a case's clock is due when it is."""

    def explain(uow: UnitOfWork, record: Case) -> Because | None:
        found = clock_of(uow, record, name)
        return because_of_clock(found) if found else None

    return explain


def fault_class_matters(uow: UnitOfWork, _record: Any) -> bool:
    """Whether any promised time of the regulation in force depends on the class of fault."""
    tables = (resolve(uow, key) for key in ("sla.reply", "sla.arrive", "sla.fix"))
    return any("fault_class" in row.cells for one in tables if one.is_set for row in one.table)


def customer_of(record: Any) -> tuple[str, int | None]:
    """Where the customer of a case leads."""
    return "customers.customer", record.customer_id


def machine_of(record: Any) -> tuple[str, int | None]:
    """Where the machine of a case leads."""
    return "customers.equipment", record.equipment_id


def never(_uow: UnitOfWork, _record: Any) -> bool:
    """For steps that only verbs take."""
    return False


def internal(*codes: str) -> tuple[Action, ...]:
    """Steps a verb takes on the way: they get no button of their own."""
    return tuple(
        Action(name=f"auto-{code}", title=code, transition=code, when=never) for code in codes
    )


def plain(record: Any, *names: str) -> Mapping[str, Any]:
    """The named attributes, for filling a dialog."""
    return {name: getattr(record, name) for name in names}


def visit_values(visit: Visit | None, *names: str) -> Mapping[str, Any]:
    """The named attributes of a visit; nothing when there is none."""
    return plain(visit, *names) if visit is not None else {}
