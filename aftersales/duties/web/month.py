"""One month of the duty calendar: what is written down, and what the regulation will still ask."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select

from aftersales.calendar.years import working_calendar
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.duties.models import OwedDuty
from aftersales.duties.plan import Planned, beginning
from aftersales.duties.rules import of_department, owed_by, owes
from aftersales.duties.words import owner_words, period_words
from aftersales.i18n import _l
from aftersales.regulation.duty import period_of

WHOSE = {
    "mine": _l("Mine"),
    "department": _l("My department"),
    "all": _l("All"),
}
AHEAD = timedelta(days=400)
"""So far the coming duties can be looked at; the regulation may have changed by then."""
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A duty as the calendar shows it; ``id`` is empty for a period that has not begun."""

    id: int | None
    title: str
    state: str
    due_on: date
    period: str
    owner: str
    late_days: int = 0
    lacks_reason: bool = False
    is_day_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A square of the calendar."""

    day: date
    entries: list[Entry]
    in_month: bool
    is_today: bool
    is_day_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the reader wants to see."""

    first: date
    whose: str
    state: str

    @property
    def last(self) -> date:
        """The last day of the month."""
        return period_of("monthly", self.first)[1]


def entries_of(uow: UnitOfWork, asked: Asked) -> list[Entry]:
    """What is due in the month, in order; with the state ``missed``, all that was ever missed."""
    where = [_whose(uow, asked.whose)]
    if asked.state:
        where.append(OwedDuty.state == asked.state)
    if asked.state != "missed":
        where.append(OwedDuty.due_on.between(asked.first, asked.last))
    rows = uow.scalars(
        select(OwedDuty)
        .where(*(one for one in where if one is not None))
        .order_by(OwedDuty.due_on, OwedDuty.id)
        .limit(MOST)
    )
    found = [_written(uow, one) for one in rows]
    if asked.state in ("", "coming"):
        found += _to_come(uow, asked)
    return sorted(found, key=lambda one: one.due_on)


def _whose(uow: UnitOfWork, whose: str) -> ColumnElement[bool] | None:
    if whose == "mine":
        return owed_by(uow.actor)
    return of_department(uow.actor) if whose == "department" else None


def _written(uow: UnitOfWork, duty: OwedDuty) -> Entry:
    return Entry(
        id=duty.id,
        title=str(duty),
        state=duty.state,
        due_on=duty.due_on,
        period=period_words(duty.start, duty.end, number=duty.number, times=duty.times),
        owner=owner_words(uow, duty.role, duty.departments),
        late_days=duty.late_days or late_now(duty),
        lacks_reason=duty.lacks_reason,
        is_day_off=is_day_off(uow, duty.due_on),
    )


def late_now(duty: OwedDuty) -> int:
    """Days since the due day of what is still owed; 0 before it and of what is done."""
    return (clock.today() - duty.due_on).days if duty.state in ("late", "missed") else 0


def _to_come(uow: UnitOfWork, asked: Asked) -> Iterator[Entry]:
    """What is due in the month for periods that begin after today, as things stand."""
    today = clock.today()
    last = min(asked.last, today + AHEAD)
    for one in beginning(uow, today + timedelta(days=1), last):
        occurrence = one.occurrence
        if asked.first <= occurrence.due <= last and _is_wanted(uow, one, asked.whose):
            yield Entry(
                id=None,
                title=str(one.duty.title),
                state="coming",
                due_on=occurrence.due,
                period=period_words(
                    occurrence.start,
                    occurrence.end,
                    number=occurrence.number,
                    times=one.duty.times,
                ),
                owner=owner_words(uow, one.role, one.departments),
                is_day_off=is_day_off(uow, occurrence.due),
            )


def _is_wanted(uow: UnitOfWork, one: Planned, whose: str) -> bool:
    if whose == "mine":
        return owes(uow.actor, one.departments, one.role)
    return whose != "department" or owes(uow.actor, one.departments, "")


def is_day_off(uow: UnitOfWork, day: date) -> bool:
    """Whether the company does not work that day; the due date stays where it is."""
    return not working_calendar(uow).is_working_day(day)


def weeks(uow: UnitOfWork, asked: Asked, entries: Iterable[Entry]) -> list[list[Day]]:
    """The month as rows of seven squares, Monday first."""
    by_day: dict[date, list[Entry]] = {}
    for one in entries:
        by_day.setdefault(one.due_on, []).append(one)
    begin = period_of("weekly", asked.first)[0]
    count = (period_of("weekly", asked.last)[1] - begin).days + 1
    days = [begin + timedelta(days=n) for n in range(count)]
    squares = [
        Day(
            day=day,
            entries=by_day.get(day, []) if asked.first <= day <= asked.last else [],
            in_month=asked.first <= day <= asked.last,
            is_today=day == clock.today(),
            is_day_off=is_day_off(uow, day),
        )
        for day in days
    ]
    return [squares[n : n + 7] for n in range(0, len(squares), 7)]
