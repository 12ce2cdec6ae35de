"""The course of a clock: a start, the time it runs on, the stretches in which it stood still.

Pure arithmetic. Natural time runs on aware moments, working time on wall-clock ones (naive), as
``WorkingCalendar`` counts them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from aftersales.calendar.working import WorkingCalendar
from aftersales.db import clock
from aftersales.regulation.duration import Duration

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """Where a clock started and when it stood still.

    :param calendar: the working time it counts; ``None`` counts day and night.
    :param pauses: stretches that have ended, in order and apart.
    """

    calendar: WorkingCalendar | None
    start: datetime
    pauses: tuple[tuple[datetime, datetime], ...] = ()

    @classmethod
    def of(
        cls,
        calendar: WorkingCalendar | None,
        start: datetime,
        pauses: Iterable[tuple[datetime, datetime]] = (),
    ) -> "Course":
        """A course from aware moments."""
        shown = _same if calendar is None else _wall
        return cls(calendar, shown(start), tuple((shown(a), shown(b)) for a, b in pauses))

    def read(self, moment: datetime) -> datetime:
        """An aware moment as this course counts it."""
        return _same(moment) if self.calendar is None else _wall(moment)

    def moment(self, reading: datetime) -> datetime:
        """The aware moment (UTC) of a reading."""
        if self.calendar is None:
            return reading.astimezone(UTC)
        return reading.replace(tzinfo=clock.zone()).astimezone(UTC)

    def due(self, target: Duration, at_once: timedelta = timedelta(0)) -> datetime:
        """When a target is over; what is due at once does not wait for anybody.

        :param at_once: what still counts as at once.
        """
        if target.is_immediate:
            return self.start + at_once
        if target.counts_days and self.calendar is not None:
            return self.after_days(self.calendar, target.amount)
        return self.after(timedelta(minutes=target.minutes))

    def after(self, length: timedelta) -> datetime:
        """When ``length`` is over, if only the time outside of pauses counts.

        A pause that began after that does not rescue a promise already broken.
        """
        at, left = self.start, length
        for halts, goes_on in self.pauses:
            if self._plus(at, left) <= halts:
                break
            left -= self._between(at, halts)
            at = goes_on
        return self._plus(at, left)

    def after_days(self, calendar: WorkingCalendar, count: int) -> datetime:
        """The close of the ``count``-th working day after the day of the start.

        A day counts when the clock runs at its close of business. A clock that stands still on
        the day of the start begins anew on the day it runs on, which is then not counted either
        (民法典 201: the day of the start is not counted).
        """
        before, left = self.start.date(), count
        opening: date | None = before
        for halts, goes_on in self.pauses:
            if calendar.close_of(calendar.add_days(before, left)) <= halts:
                break
            if halts.date() == opening:
                before = opening = goes_on.date()
                continue
            opening = None
            left -= _closes(calendar, before, halts)
            today = goes_on.date()
            before = today - ONE_DAY if goes_on < calendar.close_of(today) else today
        return calendar.close_of(calendar.add_days(before, left))

    def used(self, until: datetime) -> timedelta:
        """How much of the time up to ``until`` counts."""
        total, at = timedelta(0), self.start
        for halts, goes_on in self.pauses:
            if until <= halts:
                break
            total += self._between(at, halts)
            at = goes_on
        return total + self._between(at, until)

    def _plus(self, moment: datetime, length: timedelta) -> datetime:
        if self.calendar is None:
            return moment + length
        return self.calendar.add_seconds(moment, round(length.total_seconds()))

    def _between(self, start: datetime, end: datetime) -> timedelta:
        if self.calendar is None:
            return max(end - start, timedelta(0))
        return timedelta(seconds=self.calendar.seconds_between(start, end))


def _closes(calendar: WorkingCalendar, before: date, until: datetime) -> int:
    """Closes of business on the days after ``before``, up to ``until``."""
    day = until.date()
    found = calendar.days_between(before, day)
    if day > before and calendar.is_working_day(day) and until < calendar.close_of(day):
        found -= 1
    return found


def _same(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _wall(moment: datetime) -> datetime:
    return clock.local(moment).replace(tzinfo=None)
