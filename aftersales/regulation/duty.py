"""Periodic duties of a regulation: who, how often, until when, shown by what (rules 1.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from aftersales.regulation.because import NOTHING, Bilingual

Period = Literal["daily", "weekly", "monthly", "bimonthly", "quarterly", "halfyearly", "yearly"]

MONTHS: dict[str, int] = {
    "monthly": 1,
    "bimonthly": 2,
    "quarterly": 3,
    "halfyearly": 6,
    "yearly": 12,
}
"""Periods counted in months, which begin with January."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing that is done in every period.

    Without ``weekday``, ``day`` or ``days_after`` it is due on the last day of its period.

    :param function: of ``org.role_map``; its departments owe it. Else ``role`` does.
    :param weekday: 1 (Monday) to 7, of weekly duties.
    :param day: day of the period's last month; a month too short has its last day.
    :param days_after: calendar days after the end of the period.
    :param times: how often in each period.
    :param proof: what shows that it was done.
    """

    code: str
    title: Bilingual
    function: str = ""
    role: str = ""
    period: Period
    weekday: int | None = None
    day: int | None = None
    days_after: int | None = None
    times: int = 1
    proof: Bilingual = NOTHING
    source: str = ""

    def occurrences(self, first: date, last: date) -> Iterator["Occurrence"]:
        """What is due from ``first`` to ``last``, both included, in order."""
        start, _end = period_of(self.period, first - timedelta(days=self.days_after or 0))
        while start <= last:
            _start, end = period_of(self.period, start)
            due = self._due(end)
            if first <= due <= last:
                for number in range(1, self.times + 1):
                    yield Occurrence(self, start, end, due, number)
            start = end + timedelta(days=1)

    def beginning(self, day: date) -> Iterator["Occurrence"]:
        """What is owed for the period that begins on ``day``; nothing when none does."""
        start, end = period_of(self.period, day)
        if start == day:
            for number in range(1, self.times + 1):
                yield Occurrence(self, start, end, self._due(end), number)

    def _due(self, end: date) -> date:
        if self.weekday is not None:
            return end - timedelta(days=7 - self.weekday)
        if self.day is not None:
            return end.replace(day=min(self.day, end.day))
        return end + timedelta(days=self.days_after or 0)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A duty in one period: ``number`` of its ``times``, owed until the day ``due`` included."""

    duty: Duty
    start: date
    end: date
    due: date
    number: int


@dataclass(frozen=True, slots=True)
class Duties:
    """The periodic duties a parameter lists."""

    duties: tuple[Duty, ...]

    def __iter__(self) -> Iterator[Duty]:
        return iter(self.duties)

    def __len__(self) -> int:
        return len(self.duties)

    def __getitem__(self, code: str) -> Duty:
        """The duty of that code (``KeyError``)."""
        for duty in self.duties:
            if duty.code == code:
                return duty
        raise KeyError(code)


def period_of(period: Period, day: date) -> tuple[date, date]:
    """First and last day of the period that ``day`` lies in; weeks begin on Monday."""
    if period == "daily":
        return day, day
    if period == "weekly":
        monday = day - timedelta(days=day.isoweekday() - 1)
        return monday, monday + timedelta(days=6)
    months = MONTHS[period]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    beyond = start.month + months
    after = date(start.year + (beyond - 1) // 12, (beyond - 1) % 12 + 1, 1)
    return start, after - timedelta(days=1)
