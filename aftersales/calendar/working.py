"""Pure arithmetic of working time: which days count, and how minutes fall into the hours of a day.

Everything here is in wall-clock time (naive ``datetime``); nothing touches the database.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY_MINUTES = 1440
MONDAY_TO_FRIDAY = frozenset(range(5))
_SPAN = re.compile(r"^(\d{1,2}):(\d{2})\s*[-–~～—]\s*(\d{1,2}):(\d{2})$")


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A day that differs from its weekday: whether it is worked, and what it is called."""

    works: bool
    kind: str
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Intervals of a working day in minutes since midnight, in order, not touching."""

    intervals: tuple[tuple[int, int], ...] = ((480, 720), (810, 1050))

    def __post_init__(self) -> None:
        flat = [minute for interval in self.intervals for minute in interval]
        if not flat or flat != sorted(set(flat)) or flat[0] < 0 or flat[-1] > DAY_MINUTES:
            raise ValueError("working hours are intervals of one day, in order and apart")

    @classmethod
    def of(cls, spans: Iterable[tuple[time, time]]) -> "WorkingHours":
        """Hours from clock times; ``ValueError`` when they overlap or run backwards.

        A span that ends at 00:00 ends at the end of the day.
        """
        return cls(tuple((_minute(a), _minute(b) or DAY_MINUTES) for a, b in spans))

    @classmethod
    def parse(cls, text: str) -> "WorkingHours":
        """Read ``08:00–12:00, 13:30–17:30``; ``ValueError`` when it is no such thing."""
        parts = [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
        matches = [_SPAN.match(part.replace("：", ":")) for part in parts]
        if not matches or not all(matches):
            raise ValueError(f"{text!r} are no hours: write 08:00–12:00, 13:30–17:30")
        numbers = [[int(n) for n in match.groups()] for match in matches if match]
        if any(minute > 59 for row in numbers for minute in row[1::2]):
            raise ValueError(f"{text!r} are no hours: an hour has minutes 00 to 59")
        return cls(tuple((a * 60 + b, c * 60 + d) for a, b, c, d in numbers))

    def __str__(self) -> str:
        """The spelling that ``parse`` reads back."""
        return ", ".join(
            f"{a // 60:02d}:{a % 60:02d}–{b // 60:02d}:{b % 60:02d}" for a, b in self.intervals
        )

    @property
    def minutes(self) -> int:
        """Length of a working day."""
        return sum(end - start for start, end in self.intervals)

    @property
    def closing(self) -> int:
        """Close of business, in minutes since midnight."""
        return self.intervals[-1][1]

    def worked_before(self, seconds: int) -> int:
        """Working seconds of the day before ``seconds`` since midnight."""
        return sum(max(0, min(seconds, end * 60) - start * 60) for start, end in self.intervals)

    def at(self, worked: int) -> int:
        """The second of the day at which ``worked`` > 0 working seconds are over."""
        for start, end in self.intervals:
            length = (end - start) * 60
            if worked <= length:
                return start * 60 + worked
            worked -= length
        raise ValueError("a working day is not that long")


class WorkingCalendar:
    """Working time from the exceptions of each known year; other years are estimated.

    Years are counted out once and then answered by bisection, so that a due time over months
    costs no more than one over an hour.

    :param exceptions: days that differ from the week by the State Council's notice or the company.
    :param weekdays: the days worked, Monday is 0.
    :param follows_notice: whether holidays and make-up days count; without, no year is estimated.
    :param own: exceptions of this calendar alone, before all others.
    :param names: its Chinese and English name; empty for the company's own.
    """

    def __init__(
        self,
        exceptions: Mapping[date, Exceptional],
        known_years: frozenset[int],
        hours: WorkingHours | None = None,
        *,
        weekdays: frozenset[int] = MONDAY_TO_FRIDAY,
        follows_notice: bool = True,
        own: Mapping[date, Exceptional] | None = None,
        names: tuple[str, str] = ("", ""),
    ) -> None:
        self.exceptions = exceptions
        self.known_years = known_years
        self.hours = hours or WorkingHours()
        self.weekdays = weekdays
        self.follows_notice = follows_notice
        self.own = own or {}
        self.names = names
        self._estimates: dict[int, Mapping[date, Exceptional]] = {}
        self._years: dict[int, list[int]] = {}

    def exception_on(self, day: date) -> Exceptional | None:
        """How ``day`` differs from its weekday, if it does."""
        if day in self.own or not self.follows_notice:
            return self.own.get(day)
        if day.year in self.known_years:
            return self.exceptions.get(day)
        if day.year not in self._estimates:
            from aftersales.calendar.statutory import estimated_year

            self._estimates[day.year] = estimated_year(day.year)
        # A company's own entry counts in a year whose notice is still missing, too.
        return self.exceptions.get(day) or self._estimates[day.year].get(day)

    def exceptions_of(self, year: int) -> list[tuple[date, Exceptional]]:
        """The days of a year that differ from the week, in order."""
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = (date.fromordinal(number) for number in range(first, last + 1))
        return [(day, one) for day in days if (one := self.exception_on(day)) is not None]

    def is_working_day(self, day: date) -> bool:
        """Whether that day is worked."""
        exception = self.exception_on(day)
        return day.weekday() in self.weekdays if exception is None else exception.works

    def is_estimated(self, start: date, end: date) -> bool:
        """Whether a year between the two days has no published calendar yet."""
        return self.follows_notice and any(
            year not in self.known_years for year in range(start.year, end.year + 1)
        )

    def _days(self, year: int) -> list[int]:
        days = self._years.get(year)
        if days is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days = [n for n in range(first, last + 1) if self.is_working_day(date.fromordinal(n))]
            self._years[year] = days
        return days

    def add_days(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``, itself not counted; 0 gives ``start``."""
        if count <= 0:
            return start
        year, after = start.year, start.toordinal()
        while True:
            days = self._days(year)
            index = bisect_right(days, after) + count - 1
            if index < len(days):
                return date.fromordinal(days[index])
            count = index - len(days) + 1
            year += 1

    def days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
        if end <= start:
            return 0
        low, high = start.toordinal(), end.toordinal()
        if start.year == end.year:
            days = self._days(start.year)
            return bisect_right(days, high) - bisect_right(days, low)
        first = self._days(start.year)
        middle = sum(len(self._days(year)) for year in range(start.year + 1, end.year))
        return (
            len(first)
            - bisect_right(first, low)
            + middle
            + bisect_right(self._days(end.year), high)
        )

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """When ``minutes`` working minutes after ``start`` are over; 0 gives ``start``."""
        return self.add_seconds(start, minutes * 60)

    def add_seconds(self, start: datetime, seconds: int) -> datetime:
        """The same in seconds."""
        if seconds <= 0:
            return start
        left, full = seconds, self.hours.minutes * 60
        day, second = start.date(), _second(start)
        if self.is_working_day(day):
            done = self.hours.worked_before(second)
            if left <= full - done:
                return _moment(day, self.hours.at(done + left))
            left -= full - done
        whole = (left - 1) // full
        return _moment(self.add_days(day, whole + 1), self.hours.at(left - whole * full))

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from ``start`` to ``end``; 0 when ``end`` is not later."""
        return self.seconds_between(start, end) // 60

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Working seconds from ``start`` to ``end``; 0 when ``end`` is not later."""
        if end <= start:
            return 0
        full = self.hours.minutes * 60
        total = self.days_between(start.date(), end.date()) * full
        if self.is_working_day(start.date()):
            total += full - self.hours.worked_before(_second(start))
        if self.is_working_day(end.date()):
            total -= full - self.hours.worked_before(_second(end))
        return total

    def close_of(self, day: date) -> datetime:
        """Close of business on ``day``."""
        return _moment(day, self.hours.closing * 60)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _second(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _moment(day: date, second: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=second)
