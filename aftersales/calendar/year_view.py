"""A year as twelve months of days, for the page of the calendar."""

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales.calendar.working import WorkingCalendar
from aftersales.regulation.because import Bilingual

MONDAY_FIRST = Calendar(0)


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day: ``kind`` is ``work``, ``off`` or that of an exception; empty outside the month."""

    day: date
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row that differ from the week for the same reason."""

    first: date
    last: date
    works: bool
    name: Bilingual

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def months_of(calendar: WorkingCalendar, year: int) -> list[list[list[ShownDay | None]]]:
    """Twelve months of weeks, Monday first; ``None`` outside the month."""
    return [
        [
            [_shown(calendar, day) if day.month == month else None for day in week]
            for week in MONDAY_FIRST.monthdatescalendar(year, month)
        ]
        for month in range(1, 13)
    ]


def spans_of(calendar: WorkingCalendar, year: int) -> Iterator[Span]:
    """The holidays and make-up days of a year, those in a row together."""
    held: Span | None = None
    for day, found in calendar.exceptions_of(year):
        name = Bilingual(found.name, found.name_en)
        follows = held is not None and held.last == day - timedelta(days=1)
        if held is not None and follows and (held.works, held.name) == (found.works, name):
            held = Span(held.first, day, found.works, name)
            continue
        if held is not None:
            yield held
        held = Span(day, day, found.works, name)
    if held is not None:
        yield held


def _shown(calendar: WorkingCalendar, day: date) -> ShownDay:
    found = calendar.exception_on(day)
    if found is None:
        return ShownDay(day, "work" if calendar.is_working_day(day) else "off")
    name = str(Bilingual(found.name, found.name_en))
    if found.works and day.weekday() in calendar.weekdays:
        return ShownDay(day, "work", name)
    return ShownDay(day, "makeup" if found.works else "holiday", name)
