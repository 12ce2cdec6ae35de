"""Due times that explain their own sum.

Natural durations (2 h, 4 h, 24 h, 5 d) never ask the calendar. Working hours and minutes fall
into the hours of working days. ``n`` working days end at close of business on the n-th working
day after the day of the start, which itself is not counted (民法典 Arts. 201, 203).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from aftersales.calendar.named import COMPANY, Place
from aftersales.calendar.working import WorkingCalendar
from aftersales.calendar.years import is_working_day, working_calendar
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l, format_date, format_datetime
from aftersales.regulation.because import Because, BecauseLine, Bilingual, both
from aftersales.regulation.duration import Duration
from aftersales.regulation.resolve import resolve

__all__ = ["DueTime", "due", "is_working_day", "working_minutes_between"]

CIVIL_CODE = Bilingual(
    "按日计算期间的，开始的当日不计入，自下一日开始计算；有业务时间的，停止业务活动的时间为截止时间。",
    "A period counted in days starts on the day after; business hours end it at their close.",
)
CIVIL_CODE_SOURCE = "民法典 201, 203"


@dataclass(frozen=True)
class DueTime:
    """A moment (UTC) by which something is due; ``estimated`` while a year has no notice yet."""

    at: datetime
    start: datetime
    duration: Duration
    estimated: bool
    calendar: WorkingCalendar | None

    @cached_property
    def because(self) -> Because:
        """The sum, step by step; built only when somebody asks."""
        lines = [BecauseLine(both(_l("Counted from {moment}.", moment=Moment(self.start))))]
        if self.duration.is_immediate:
            minutes = int((self.at - self.start).total_seconds() // 60)
            text = _l("Due at once; an answer within {minutes} min keeps it.", minutes=minutes)
            lines.append(BecauseLine(both(text)))
        elif self.calendar is None:
            lines.append(
                BecauseLine(
                    both(
                        _l(
                            "{duration} by the clock, day and night.",
                            duration=_Label(self.duration),
                        )
                    )
                )
            )
        else:
            lines += _working_lines(self.calendar, self)
        if self.estimated:
            lines.append(
                BecauseLine(
                    both(_l("Estimated: the State Council's calendar of the year is missing."))
                )
            )
        return Because(both(_l("Due time")), _moment_text(self.at), tuple(lines))


class _Label:
    """A duration in the language of the moment, for use inside a lazy text."""

    def __init__(self, duration: Duration) -> None:
        self.duration = duration

    def __str__(self) -> str:
        return str(self.duration.label)


class Moment:
    """A moment in the language of the reader, for use inside a lazy text."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __str__(self) -> str:
        return format_datetime(self.moment, weekday=True)


class _Days:
    def __init__(self, first: date, last: date, name: Bilingual) -> None:
        self.first, self.last, self.name = first, last, name

    def __str__(self) -> str:
        days = format_date(self.first, weekday=True)
        if self.last != self.first:
            days = f"{days} – {format_date(self.last, weekday=True)}"
        return f"{days} {self.name}".rstrip()


def _moment_text(moment: datetime) -> Bilingual:
    return both(Moment(moment))


def due(uow: UnitOfWork, start: datetime, duration: Duration, *, place: Place = COMPANY) -> DueTime:
    """When something promised within ``duration`` of ``start`` (aware) is due.

    :param place: whose working time counts; the company's own when left out.

    What is due at once has the minutes of ``calendar.immediate_within``: nobody answers in no time.
    """
    if duration.is_immediate:
        return DueTime(start.astimezone(UTC) + grace(uow), start, duration, False, None)
    if duration.clock == "natural":
        return DueTime(start.astimezone(UTC) + duration.timedelta, start, duration, False, None)
    return due_on(working_calendar(uow, place), start, duration)


def grace(uow: UnitOfWork) -> timedelta:
    """What still counts as at once (natural time)."""
    found = resolve(uow, "calendar.immediate_within")
    return found.duration.timedelta if found.is_set else timedelta(0)


def due_on(calendar: WorkingCalendar, start: datetime, duration: Duration) -> DueTime:
    """The same for working time on a calendar at hand."""
    local = clock.local(start).replace(tzinfo=None)
    if duration.is_immediate:
        end = local
    elif duration.counts_days:
        end = calendar.close_of(calendar.add_days(local.date(), duration.amount))
    else:
        end = calendar.add_minutes(local, duration.minutes)
    estimated = calendar.is_estimated(local.date(), end.date())
    return DueTime(
        end.replace(tzinfo=clock.zone()).astimezone(UTC), start, duration, estimated, calendar
    )


def working_minutes_between(
    uow: UnitOfWork, start: datetime, end: datetime, *, place: Place = COMPANY
) -> int:
    """Whole working minutes from ``start`` to ``end`` (both aware); 0 when not later."""
    calendar = working_calendar(uow, place)
    return calendar.minutes_between(_naive(start), _naive(end))


def _naive(moment: datetime) -> datetime:
    return clock.local(moment).replace(tzinfo=None)


def _working_lines(calendar: WorkingCalendar, found: DueTime) -> list[BecauseLine]:
    first, last = clock.local(found.start).date(), clock.local(found.at).date()
    duration = _Label(found.duration)
    if found.duration.counts_days:
        text = _l(
            "{duration}, the day of the start not counted, until close of business.",
            duration=duration,
        )
        lines = [BecauseLine(both(text), CIVIL_CODE, CIVIL_CODE_SOURCE)]
    else:
        lines = [BecauseLine(both(_l("{duration} within working hours {hours}.", duration=duration,
                                     hours=calendar.hours)))]  # fmt: skip
    if any(calendar.names):
        name = Bilingual(*calendar.names)
        lines.append(BecauseLine(both(_l("On the working calendar “{name}”.", name=name))))
    for works, days in _stretches(calendar, first, last):
        text = (
            _l("Worked although a weekend: {days}.", days=days)
            if works
            else _l("Not counted: {days}.", days=days)
        )
        lines.append(BecauseLine(both(text)))
    return lines


def _stretches(calendar: WorkingCalendar, first: date, last: date) -> list[tuple[bool, _Days]]:
    """Runs of days that are off, or are worked although a weekend, with their names."""
    runs: list[tuple[bool, _Days]] = []
    day = first + timedelta(days=1)
    while day <= last:
        exception, works = calendar.exception_on(day), calendar.is_working_day(day)
        if works and (exception is None or day.weekday() in calendar.weekdays):
            day += timedelta(days=1)
            continue
        name = (
            Bilingual(exception.name, exception.name_en)
            if exception and not works
            else Bilingual("", "")
        )
        previous = runs[-1] if runs else None
        joins = previous and previous[0] == works and previous[1].last == day - timedelta(days=1)
        if previous and joins and previous[1].name == name:
            previous[1].last = day
        else:
            runs.append((works, _Days(day, day, name)))
        day += timedelta(days=1)
    return runs
