"""Aiming a clock: its due time from start, target and pauses, and when it is warned about."""

from datetime import datetime, timedelta

from aftersales.calendar.course import Course
from aftersales.calendar.due import DueTime, due, grace
from aftersales.calendar.models import CalendarClock
from aftersales.calendar.named import Place, calendar_for, calendar_named
from aftersales.calendar.working import WorkingCalendar, WorkingHours
from aftersales.calendar.years import company_calendar, company_hours, named_calendar
from aftersales.db.uow import UnitOfWork
from aftersales.regulation.because import Because, BecauseLine
from aftersales.regulation.duration import Duration
from aftersales.regulation.resolve import resolve


def place_clock(uow: UnitOfWork, clock: CalendarClock, place: Place) -> None:
    """Fix the working time a clock runs on, for as long as it runs."""
    named = calendar_for(uow, place)
    clock.calendar = named.code if named else ""
    clock.hours = "" if named else str(company_hours(uow, place.scope))


def calendar_of(uow: UnitOfWork, clock: CalendarClock) -> WorkingCalendar:
    """The working calendar a clock runs on.

    One whose named calendar was deleted runs on the company's.
    """
    named = calendar_named(uow, clock.calendar) if clock.calendar else None
    if named is not None:
        return named_calendar(uow, named)
    hours = WorkingHours.parse(clock.hours) if clock.hours else company_hours(uow)
    return company_calendar(uow, hours)


def target_of(clock: CalendarClock) -> Duration | None:
    """The promised duration."""
    return Duration.parse(clock.target) if clock.target else None


def course_of(uow: UnitOfWork, clock: CalendarClock, target: Duration) -> Course:
    """The course of a clock with the pauses that have ended."""
    ended = [(one.from_at, one.until_at) for one in clock.pauses if one.until_at is not None]
    calendar = calendar_of(uow, clock) if _is_working(target) else None
    return Course.of(calendar, clock.started_at, ended)


def aim(uow: UnitOfWork, clock: CalendarClock, target: Duration | None) -> None:
    """Set target, due time and next warning from the start and all ended pauses.

    While a clock stands still nobody is warned.
    """
    clock.target = "" if target is None else str(target)
    if target is None:
        clock.due_at, clock.estimated, clock.warn_at = None, False, None
        return
    course = course_of(uow, clock, target)
    reading, calendar = course.due(target, grace(uow)), course.calendar
    clock.due_at = course.moment(reading)
    clock.estimated = calendar is not None and calendar.is_estimated(
        course.start.date(), reading.date()
    )
    stands = bool(clock.pauses) and clock.pauses[-1].until_at is None
    clock.warn_at = None if stands else next_warning(uow, course, reading, clock.warned)


def aim_moment(uow: UnitOfWork, clock: CalendarClock) -> datetime | None:
    """When the clock would be due as the calendars are now, without changing it."""
    target = target_of(clock)
    if target is None:
        return None
    course = course_of(uow, clock, target)
    return course.moment(course.due(target, grace(uow)))


def warning_moments(
    uow: UnitOfWork, course: Course, due_reading: datetime
) -> list[tuple[int, datetime]]:
    """Each percentage of ``calendar.warn_at`` with the moment at which so much is used up.

    The share is one of the time that counts: of working time on a working clock.
    """
    whole = course.used(due_reading)
    return [
        (percent, course.moment(_share(course, due_reading, whole, percent)))
        for percent in sorted(resolve(uow, "calendar.warn_at").items)
    ]


def next_warning(
    uow: UnitOfWork, course: Course, due_reading: datetime, warned: int
) -> datetime | None:
    """When the first percentage above ``warned`` is reached; ``None`` when all were told."""
    percents = [one for one in resolve(uow, "calendar.warn_at").items if one > warned]
    if not percents:
        return None
    whole = course.used(due_reading)
    return course.moment(_share(course, due_reading, whole, min(percents)))


def sum_of(uow: UnitOfWork, clock: CalendarClock, target: Duration) -> tuple[BecauseLine, ...]:
    """The steps that lead from the start to the due time, pauses left out."""
    if not _is_working(target):
        return due(uow, clock.started_at, target).because.lines
    course = Course.of(calendar_of(uow, clock), clock.started_at)
    reading = course.due(target, grace(uow))
    calendar = course.calendar
    found = DueTime(
        course.moment(reading),
        clock.started_at,
        target,
        calendar is not None and calendar.is_estimated(course.start.date(), reading.date()),
        calendar,
    )
    return found.because.lines


def explain(clock: CalendarClock, *lines: BecauseLine) -> None:
    """Put further steps under the reason a clock keeps; one without a reason keeps none."""
    if clock.because is not None:
        clock.because = Because.from_json(clock.because).then(*lines).to_json()


def _is_working(target: Duration) -> bool:
    return target.clock == "working" and not target.is_immediate


def _share(course: Course, due_reading: datetime, whole: timedelta, percent: int) -> datetime:
    return due_reading if percent == 100 else course.after(whole * percent / 100)
