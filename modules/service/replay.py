"""Replaying the service's decisions under a draft: promised times and the approvals of trips."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from aftersales.auth.models import Region, User
from aftersales.calendar.course import Course
from aftersales.calendar.due import grace
from aftersales.calendar.models import CalendarClock, CalendarPause
from aftersales.calendar.named import Place
from aftersales.calendar.working import WorkingCalendar
from aftersales.calendar.years import working_calendar
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l, format_datetime
from aftersales.regulation.because import Bilingual, both
from aftersales.regulation.describe import step_title
from aftersales.regulation.duration import Duration
from aftersales.regulation.replay import Changed, Replay, Span
from aftersales.regulation.resolve import resolve
from aftersales.regulation.versions import Edition, edition_at, under
from aftersales.views.urls import record_prefix
from modules.customers.api import Customer, Equipment, Product
from modules.service.models import Case, Order, TripPlan, Visit
from modules.service.services.circumstances import Circumstances, promised, triggers_of
from modules.service.services.promises import start_of

CHUNK = 2000
"""Cases read at once: what is in memory does not grow with the span."""
TITLES = {
    "reply": _l("Reply to the customer"),
    "arrive": _l("Arrival on site"),
    "fix": _l("Repair done"),
}
NO_PROMISE = _l("no promised time")


@dataclass(frozen=True, slots=True)
class Clock:
    """What became of a promise: when it was kept, and when it stood still."""

    met_at: datetime | None
    stopped_at: datetime | None
    pauses: tuple[tuple[datetime, datetime], ...] = ()


NEVER = Clock(None, None)


@dataclass(slots=True)
class Past:
    """A case of the span with all that its promised times depend on."""

    row: Any
    circumstances: Circumstances
    clocks: dict[str, Clock]

    def start(self, event: str) -> datetime | None:
        """When the customer called, the order was given, the team arrived."""
        row = self.row
        starts = {"dispatch": row.assigned_at, "arrival": row.arrived_at}
        started: datetime | None = starts.get(event, row.reported_at)
        return started


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise is due under an edition, and whether it is broken."""

    at: datetime | None = None
    missed: bool = False


class Promises:
    """The promised times under one edition; those of equal circumstances are looked up once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.grace = grace(uow)
        self.calendars: dict[Place, WorkingCalendar] = {}
        self.events = {name: start_of(uow, name) for name in TITLES}
        self.known: dict[Circumstances, dict[str, Duration | None]] = {}

    def of(self, past: Past) -> dict[str, Due]:
        """All promises to a case."""
        targets = self.known.get(past.circumstances)
        if targets is None:
            triggers = triggers_of(self.uow, past.circumstances)
            targets = {
                name: promised(self.uow, name, past.circumstances, triggers)[2] for name in TITLES
            }
            self.known[past.circumstances] = targets
        return {name: self._due(past, name, target) for name, target in targets.items()}

    def _due(self, past: Past, name: str, target: Duration | None) -> Due:
        start = past.start(self.events[name])
        if target is None or start is None:
            return Due()
        kept = past.clocks.get(name, NEVER)
        works = target.clock == "working" and not target.is_immediate
        course = Course.of(self._calendar(past) if works else None, start, kept.pauses)
        at = course.moment(course.due(target, self.grace))
        judged = past.clocks.get(name) is not None and kept.stopped_at is None
        return Due(at, judged and (kept.met_at or self.uow.now) > at)

    def _calendar(self, past: Past) -> WorkingCalendar:
        scope = past.circumstances.scope
        hours = resolve(self.uow, "service.hours", scope=scope)
        place = Place(
            customer=past.row.customer_code,
            region=past.row.region_code or "",
            scope=scope,
            always=hours.is_set and hours.text == "around_the_clock",
        )
        if place not in self.calendars:
            self.calendars[place] = working_calendar(self.uow, place)
        return self.calendars[place]


def _moments(span: Span) -> tuple[datetime, datetime]:
    def begin(day: date) -> datetime:
        return datetime.combine(day, time(), clock.zone()).astimezone(UTC)

    return begin(span.first), begin(span.last + timedelta(days=1))


def count_cases(uow: UnitOfWork, span: Span) -> int:
    """Cases reported in the span that the asker may see."""
    first, after = _moments(span)
    within = (Case.reported_at >= first, Case.reported_at < after)
    return uow.scalar(select(func.count()).select_from(Case).where(*within)) or 0


def deadlines(uow: UnitOfWork, span: Span, draft: Edition) -> Iterator[tuple[Changed, ...]]:
    """For each case what its due times would be under the draft, where they differ."""
    with under(uow, draft):
        then = Promises(uow)
    before: dict[int, Promises] = {}
    page = record_prefix("service.case")
    for cases in _chunks(uow, span):
        for edition, group in groupby(cases, key=lambda past: _edition_of(uow, past)):
            key = edition.version_id if edition else 0
            with under(uow, edition):
                now = before.setdefault(key, Promises(uow))
                pairs = [(past, now.of(past)) for past in group]
            with under(uow, draft):
                pending = [(past, old, then.of(past)) for past, old in pairs]
            for past, old, new in pending:
                yield tuple(_differing(past, old, new, page))


def _edition_of(uow: UnitOfWork, past: Past) -> Edition | None:
    return edition_at(uow, past.row.reported_at)


def _differing(
    past: Past, old: dict[str, Due], new: dict[str, Due], page: str
) -> Iterator[Changed]:
    for name, title in TITLES.items():
        if old[name].at != new[name].at:
            yield Changed(
                label=past.row.number,
                url=f"{page}{past.row.id}",
                person=past.row.chief or "",
                what=both(title),
                before=_moment(old[name].at),
                after=_moment(new[name].at),
                missed_before=old[name].missed,
                missed_after=new[name].missed,
            )


def _moment(at: datetime | None) -> Bilingual:
    if at is None:
        return both(NO_PROMISE)
    text = format_datetime(at)
    return Bilingual(text, text)


def _chunks(uow: UnitOfWork, span: Span) -> Iterator[list[Past]]:
    first, after = _moments(span)
    statement = _statement().where(Case.reported_at >= first, Case.reported_at < after)
    last = 0
    while rows := uow.rows(statement.where(Case.id > last).order_by(Case.id).limit(CHUNK)):
        clocks = _clocks(uow, [row.id for row in rows])
        yield [Past(row, _circumstances(row), clocks.get(row.id, {})) for row in rows]
        last = rows[-1].id


def _statement() -> Select[*tuple[Any, ...]]:
    given = select(func.min(Order.assigned_at)).where(Order.case_id == Case.id)
    arrived = (
        select(func.min(Visit.arrived_at))
        .join(Order, Visit.order_id == Order.id)
        .where(Order.case_id == Case.id)
    )
    return (
        select(
            Case.id, Case.number, Case.reported_at, Case.region_class, Case.travel_hours,
            Case.is_emergency, Case.is_major, Case.fault_class,
            User.name.label("chief"), Customer.customer_class, Customer.is_key,
            Equipment.contract_number, Product.is_key.label("key_product"), Product.is_large,
            Customer.code.label("customer_code"), Region.code.label("region_code"),
            given.scalar_subquery().label("assigned_at"),
            arrived.scalar_subquery().label("arrived_at"),
        )
        .join(Customer, Case.customer_id == Customer.id)
        .outerjoin(Equipment, Case.equipment_id == Equipment.id)
        .outerjoin(Product, Equipment.product_id == Product.id)
        .outerjoin(User, Case.chief_id == User.id)
        .outerjoin(Region, Customer.region_id == Region.id)
    )  # fmt: skip


def _circumstances(row: Any) -> Circumstances:
    large, key = bool(row.is_large), bool(row.key_product)
    return Circumstances(
        contract=row.contract_number or "",
        customer_class=row.customer_class,
        product_class="large" if large else "key" if key else "",
        region_class=row.region_class,
        key_product=key,
        key_customer=row.is_key or row.customer_class == "A",
        large_product=large,
        is_emergency=row.is_emergency,
        is_major=row.is_major,
        travel_hours=row.travel_hours,
        fault_class=row.fault_class,
    )


def _clocks(uow: UnitOfWork, cases: Sequence[int]) -> dict[int, dict[str, Clock]]:
    of_these = (
        CalendarClock.model == "service.Case",
        CalendarClock.record_id.between(cases[0], cases[-1]),
        CalendarClock.name.in_(TITLES),
    )
    pauses: dict[int, list[tuple[datetime, datetime]]] = {}
    ended = (
        select(CalendarPause.clock_id, CalendarPause.from_at, CalendarPause.until_at)
        .join(CalendarClock, CalendarPause.clock_id == CalendarClock.id)
        .where(*of_these, CalendarPause.until_at.is_not(None))
        .order_by(CalendarPause.id)
    )
    for key, halts, goes_on in uow.rows(ended):
        pauses.setdefault(key, []).append((halts, goes_on))
    found: dict[int, dict[str, Clock]] = {}
    columns = select(
        CalendarClock.id,
        CalendarClock.record_id,
        CalendarClock.name,
        CalendarClock.met_at,
        CalendarClock.stopped_at,
    )
    for key, case_id, name, met, stopped in uow.rows(columns.where(*of_these)):
        found.setdefault(case_id, {})[name] = Clock(met, stopped, tuple(pauses.get(key, ())))
    return found


def count_trips(uow: UnitOfWork, span: Span) -> int:
    """Trips that were to depart in the span."""
    first, after = _moments(span)
    within = (TripPlan.departs_at >= first, TripPlan.departs_at < after)
    return uow.scalar(select(func.count()).select_from(TripPlan).where(*within)) or 0


def trip_chains(uow: UnitOfWork, span: Span, draft: Edition) -> Iterator[tuple[Changed, ...]]:
    """For each trip who would have had to sign under the draft, where it differs."""
    first, after = _moments(span)
    statement = (
        select(TripPlan.id, TripPlan.number, TripPlan.departs_at, TripPlan.depart_first,
               TripPlan.cost, User.name.label("chief"))
        .join(Order, TripPlan.order_id == Order.id)
        .join(Case, Order.case_id == Case.id)
        .outerjoin(User, Case.chief_id == User.id)
        .where(TripPlan.departs_at >= first, TripPlan.departs_at < after)
        .order_by(TripPlan.id)
    )  # fmt: skip
    page = record_prefix("service.trip")
    title = both(_l("Approval of a trip"))
    for row in uow.rows(statement):
        with under(uow, edition_at(uow, row.departs_at)):
            old = _signers(uow, row)
        with under(uow, draft):
            new = _signers(uow, row)
        if old == new:
            yield ()
            continue
        yield (
            Changed(
                label=row.number,
                url=f"{page}{row.id}",
                person=row.chief or "",
                what=title,
                before=old,
                after=new,
            ),
        )


def _signers(uow: UnitOfWork, row: Any) -> Bilingual:
    chain = resolve(uow, "dispatch.approval_chain").chain
    steps = [step_title(s) for s in chain.steps_for(urgent=row.depart_first, amount=row.cost)]
    return Bilingual(" → ".join(s.zh for s in steps), " → ".join(s.en for s in steps))


REPLAYS = (
    Replay(name="service.deadlines", title=_l("Promised times"), count=count_cases, run=deadlines),
    Replay(
        name="service.trips", title=_l("Approvals of trips"), count=count_trips, run=trip_chains
    ),
)
