"""What the technician's day shows: a card an order, the next step big, the others beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from aftersales.calendar.clocks import clock_of
from aftersales.calendar.models import CalendarClock
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _
from aftersales.views.actions import Button, buttons_of
from aftersales.views.book import book
from aftersales.workflow import ApprovalChain, chain_of
from modules.service.models import Order, ServiceReport, TripPlan, Visit
from modules.service.queries import last_visit, report_of, trip_of
from modules.service.services.trips import CHAIN
from modules.service.views.sources import ORDER_STATES, TRIP_STATES, on_my_order
from modules.service.words import VERDICTS

OPEN = ("assigned", "accepted", "en_route", "on_site", "recovered")
STEPS = (
    ("accept", ("assigned",)),
    ("depart", ("accepted",)),
    ("check_in", ("en_route",)),
    ("record", ("on_site",)),
    ("report", ("recovered",)),
    ("sign", ("signed", "reported")),
)
"""The way of a day, and the states in which each step is the next."""


@dataclass(frozen=True, slots=True)
class Link:
    """A step that lives on another page."""

    title: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One order, ready to show."""

    order: Order
    state: tuple[Any, str]
    verdict: tuple[Any, str] | None
    arrive: CalendarClock | None
    visit: Visit | None
    trip: TripPlan | None
    trip_state: tuple[Any, str] | None
    chain: ApprovalChain | None
    report: ServiceReport | None
    main: Button | None
    others: Sequence[Button]
    links: Sequence[Link]
    progress: Sequence[tuple[str, str]]


def cards_of(uow: UnitOfWork, first: int | None = None) -> list[Card]:
    """The open orders of the person: the one just worked on, urgent ones, then as they came."""
    still_there = Order.id.in_(select(Visit.order_id).where(Visit.left_at.is_(None)))
    rows = uow.scalars(
        select(Order)
        .where(on_my_order(uow.actor), Order.state.in_(OPEN) | still_there)
        .order_by(Order.id)
    ).unique()
    return [
        _card(uow, one) for one in sorted(rows, key=lambda o: (o.id != first, not o.case.is_urgent))
    ]


def done_today(uow: UnitOfWork) -> Sequence[Order]:
    """Orders handed in since midnight."""
    midnight = datetime.combine(clock.today(), time(), clock.zone())
    statement = select(Order).where(
        on_my_order(uow.actor),
        Order.state.in_(("reported", "closed")),
        Order.updated_at >= midnight,
    )
    return uow.scalars(statement.order_by(Order.updated_at.desc())).unique().all()


def _card(uow: UnitOfWork, order: Order) -> Card:
    buttons = [one for one in buttons_of(uow, book().forms["service.day"], order) if not one.more]
    main = _main(buttons, order, last_visit(uow, order))
    trip = trip_of(uow, order)
    case = order.case
    return Card(
        order=order,
        state=ORDER_STATES[order.state],
        verdict=VERDICTS.get(case.warranty_code) if case.equipment_id else None,
        arrive=clock_of(uow, case, "arrive"),
        visit=last_visit(uow, order),
        trip=trip,
        trip_state=TRIP_STATES[trip.state] if trip else None,
        chain=chain_of(uow, trip, CHAIN) if trip else None,
        report=report_of(uow, order),
        main=main,
        others=[one for one in buttons if one is not main],
        links=_links(uow, order),
        progress=_progress(uow, order),
    )


def _main(buttons: Sequence[Button], order: Order, visit: Visit | None) -> Button | None:
    """The one step that comes next."""
    wanted = ["accept", "depart", "check_in"]
    if order.state == "on_site":
        wanted = ["recovered"] if visit is not None and visit.is_recorded else ["record"]
    if order.state in ("recovered", "reported"):
        wanted = ["submit", "sign", "explain", "write_report", "check_out"]
    by_name = {one.name: one for one in buttons}
    return next((by_name[name] for name in wanted if name in by_name), None)


def _links(uow: UnitOfWork, order: Order) -> list[Link]:
    """What other modules offer on the case as a link, such as asking for parts."""
    actions = [one for one in book().forms["service.case"].actions if one.url is not None]
    return [
        Link(str(one.title), one.icon, one.url(uow, order.case))
        for one in actions
        if one.url is not None
        and (not one.permission or uow.actor.can(one.permission))
        and (one.when is None or one.when(uow, order.case))
    ]


def _progress(uow: UnitOfWork, order: Order) -> list[tuple[str, str]]:
    titles = {
        "accept": _("Take the order"),
        "depart": _("Depart"),
        "check_in": _("Arrive"),
        "record": _("Repair work"),
        "report": _("Report paper"),
        "sign": _("Sign"),
    }
    report = report_of(uow, order)
    state = "signed" if report is not None and report.has_opinion else order.state
    position = next((i for i, (_n, states) in enumerate(STEPS) if state in states), 0)
    return [
        (titles[name], "past" if i < position else "now" if i == position else "next")
        for i, (name, _states) in enumerate(STEPS)
    ]
