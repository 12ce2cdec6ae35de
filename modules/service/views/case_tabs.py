"""What the tabs of the case page show: orders with their visits, the report, issued papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from aftersales.calendar.shown import clocks_tab
from aftersales.db.base import Record
from aftersales.db.uow import UnitOfWork
from aftersales.documents import issued_of
from aftersales.documents.reading import may_read_in_full
from aftersales.workflow import ApprovalChain, chain_of
from modules.service.models import Case, OpinionForm, Order, ServiceReport, TripPlan, Visit
from modules.service.queries import orders_of, trip_of, visits_of
from modules.service.services.review import CHAIN as REVIEW
from modules.service.services.trips import CHAIN as TRIP
from modules.service.views.sources import ORDER_STATES, REPORT_STATES, TRIP_STATES
from modules.service.words import CAUSE_CLASSES, FOLLOW_UPS, GRADES, PAUSES, TOPICS


@dataclass(frozen=True, slots=True)
class OrderThread:
    """An order with its trip, the trip's signatures, and its visits."""

    order: Order
    trip: TripPlan | None
    chain: ApprovalChain | None
    visits: Sequence[Visit]


def thread_of(uow: UnitOfWork, order: Order) -> OrderThread:
    """Everything an order shows of its way."""
    trip = trip_of(uow, order)
    chain = chain_of(uow, trip, TRIP) if trip else None
    return OrderThread(order, trip, chain, visits_of(uow, order))


def orders_tab(uow: UnitOfWork, case: Case) -> Mapping[str, Any]:
    """Orders, newest first."""
    return {
        "threads": [thread_of(uow, order) for order in reversed(orders_of(uow, case))],
        **LABELS,
    }


def order_tab(uow: UnitOfWork, order: Order) -> Mapping[str, Any]:
    """The visits of one order."""
    return {"threads": [thread_of(uow, order)], "alone": True, **LABELS}


def clock_tab(uow: UnitOfWork, case: Case) -> Mapping[str, Any]:
    """The promised times: how they stand, when they stood still, who answers for a missed one."""
    return clocks_tab(uow, case, {code: title for code, (title, _color) in PAUSES.items()})


def report_tab(uow: UnitOfWork, case: Case) -> Mapping[str, Any]:
    """Reports of the case with their review."""
    statement = select(ServiceReport).where(ServiceReport.case_id == case.id)
    rows = uow.scalars(statement.order_by(ServiceReport.id.desc())).unique()
    return {"reports": [(row, chain_of(uow, row, REVIEW)) for row in rows], **LABELS}


def papers_tab(uow: UnitOfWork, case: Case) -> Mapping[str, Any]:
    """Issued papers of the case and of what hangs on it here."""
    orders = orders_of(uow, case)
    children: list[Record] = [case, *orders]
    for model in (ServiceReport, OpinionForm):
        children += uow.scalars(select(model).where(model.case_id == case.id)).unique()
    papers = [paper for record in children for paper in issued_of(uow, record)]
    specs = current_app.extensions["aftersales.documents"]
    return {
        "papers": sorted(papers, key=lambda paper: paper.issued_at),
        "opened": {name for name, spec in specs.items() if may_read_in_full(uow.actor, spec)},
    }


LABELS: Mapping[str, Any] = {
    "order_states": ORDER_STATES,
    "trip_states": TRIP_STATES,
    "report_states": REPORT_STATES,
    "causes": CAUSE_CLASSES,
    "follow_ups": FOLLOW_UPS,
    "grades": GRADES,
    "topics": TOPICS,
}
