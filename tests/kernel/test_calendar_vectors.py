"""Worked examples of due times, each with its sum, and what must hold for any of them.

Company hours are 08:00–12:00 and 13:30–17:30 (480 minutes a day). Facts of 2026 (rules 2.8): off
02-15…02-23, 04-04…06, 05-01…05, 06-19…21, 09-25…27, 10-01…07; worked 02-14, 02-28, 05-09 and
10-10 (Saturdays), 01-04 and 09-20 (Sundays).
"""

from datetime import date, datetime, timedelta, timezone

import chinese_calendar.constants as facts
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.calendar.course import Course
from aftersales.calendar.working import Exceptional, WorkingCalendar, WorkingHours
from aftersales.regulation.duration import Duration

CHINA = timezone(timedelta(hours=8))
NOTICES = {
    **{day: Exceptional(False, "holiday") for day in facts.holidays},
    **{day: Exceptional(True, "makeup") for day in facts.workdays},
}
KNOWN = frozenset(range(2004, 2027))
EVERY_DAY = frozenset(range(7))
CALENDARS = {
    "company": WorkingCalendar(NOTICES, KNOWN),
    # C02: service round the clock; visits 08:00–21:00 every day.
    "24x7": WorkingCalendar(
        NOTICES, KNOWN, WorkingHours.parse("00:00–24:00"), weekdays=EVERY_DAY, follows_notice=False
    ),
    "visits": WorkingCalendar(
        NOTICES, KNOWN, WorkingHours.parse("08:00-21:00"), weekdays=EVERY_DAY, follows_notice=False
    ),
    # A customer's single shift, Monday to Saturday, closed on the State Council's holidays.
    "site": WorkingCalendar(
        NOTICES, KNOWN, WorkingHours.parse("07:00–15:00"), weekdays=frozenset(range(6))
    ),
    # A region that rests on Fridays and Saturdays, with one day of its own.
    "region": WorkingCalendar(
        NOTICES,
        KNOWN,
        WorkingHours.parse("09:00–17:00"),
        weekdays=frozenset({6, 0, 1, 2, 3}),
        follows_notice=False,
        own={date(2026, 11, 24): Exceptional(False, "rest", "建厂日")},
    ),
    "2027": WorkingCalendar(
        {
            **NOTICES,
            date(2027, 1, 1): Exceptional(False, "holiday"),
            date(2027, 1, 4): Exceptional(False, "holiday"),
            date(2027, 1, 9): Exceptional(True, "makeup"),
        },
        KNOWN | {2027},
    ),
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def due(calendar: str, start: str, target: str, pauses: tuple[str, ...] = ()) -> datetime:
    """:param pauses: ``"2026-11-23 10:00/2026-11-23 11:00"``."""
    duration = Duration.parse(target)
    stretches = [tuple(at(one) for one in pause.split("/")) for pause in pauses]
    course = Course.of(
        CALENDARS[calendar] if duration.clock == "working" else None,
        at(start),
        stretches,  # type: ignore[arg-type]  # two halves of each pause
    )
    return course.moment(course.due(duration))


STARTS = [
    # calendar, start, target, due, sum
    # The seven vectors of rules 2.8; 2027 has no notice, so the last one is estimated.
    ("company", "2026-02-12 10:00", "3d working", "2026-02-24 17:30", "13, 14 make-up, 24"),
    ("company", "2026-02-13 10:00", "1d working", "2026-02-14 17:30", "14 is a make-up Saturday"),
    ("company", "2026-04-30 10:00", "2d working", "2026-05-07 17:30", "05-06, 05-07"),
    ("company", "2026-09-18 10:00", "2d working", "2026-09-21 17:30", "Sunday 20 counts, 21"),
    ("company", "2026-09-28 10:00", "13d working", "2026-10-21 17:30", "29, 30, 8–16, 19–21"),
    ("company", "2026-09-30 10:00", "3d working", "2026-10-10 17:30", "8, 9, 10 make-up"),
    ("company", "2026-12-15 10:00", "13d working", "2027-01-04 17:30", "12 in December, 01-04"),
    # Lunch breaks.
    ("company", "2026-11-23 11:00", "1h working", "2026-11-23 12:00", "ends as lunch begins"),
    ("company", "2026-11-23 11:01", "1h working", "2026-11-23 13:31", "59 before, 1 after lunch"),
    ("company", "2026-11-23 12:30", "1h working", "2026-11-23 14:30", "at lunch: from 13:30"),
    ("company", "2026-11-23 11:50", "15min working", "2026-11-23 13:35", "10 + 5"),
    ("company", "2026-11-23 08:00", "8h working", "2026-11-23 17:30", "one whole day"),
    ("company", "2026-11-23 08:00", "241min working", "2026-11-23 13:31", "240 to lunch, 1 after"),
    # Outside hours, weekends, holidays.
    ("company", "2026-11-23 06:00", "15min working", "2026-11-23 08:15", "from opening"),
    ("company", "2026-11-23 17:30", "15min working", "2026-11-24 08:15", "from the next opening"),
    ("company", "2026-11-23 23:59", "15min working", "2026-11-24 08:15", "from the next opening"),
    ("company", "2026-11-21 10:00", "15min working", "2026-11-23 08:15", "Saturday: from Monday"),
    ("company", "2026-10-01 10:00", "4h working", "2026-10-08 12:00", "holiday: from 10-08"),
    ("company", "2026-10-01 10:00", "1d working", "2026-10-08 17:30", "first working day after"),
    ("company", "2026-02-14 10:00", "4h working", "2026-02-14 15:30", "make-up: 120 + 120"),
    ("company", "2026-09-20 16:30", "2h working", "2026-09-21 09:00", "Sunday 60, Monday 60"),
    # Long ones, month ends, leap days, the turn of the year.
    ("company", "2026-11-30 17:00", "1h working", "2026-12-01 08:30", "30 + 30 over a month end"),
    ("company", "2026-02-28 17:00", "1h working", "2026-03-02 08:30", "Saturday 30, Monday 30"),
    ("company", "2026-11-23 08:00", "80h working", "2026-12-04 17:30", "ten whole days"),
    ("company", "2026-11-23 08:01", "80h working", "2026-12-07 08:01", "ten days and a minute"),
    ("company", "2024-02-28 10:00", "1d working", "2024-02-29 17:30", "leap day, a Thursday"),
    ("company", "2025-12-31 10:00", "2d working", "2026-01-05 17:30", "Sunday 4 make-up, 5"),
    ("company", "2026-12-31 17:00", "1h working", "2027-01-04 08:30", "estimated: 01-01 is off"),
    # The same with the notice of 2027: 4 January is off, Saturday 9 worked.
    ("2027", "2026-12-15 10:00", "13d working", "2027-01-05 17:30", "12 in December, 01-05"),
    ("2027", "2026-12-31 17:00", "1h working", "2027-01-05 08:30", "30 + 30"),
    ("2027", "2027-01-08 10:00", "1d working", "2027-01-09 17:30", "make-up Saturday"),
    # Natural time: day and night, no daylight saving in China.
    ("company", "2026-03-29 00:30", "24h", "2026-03-30 00:30", "Europe changes its clocks"),
    ("company", "2026-02-14 12:00", "13d", "2026-02-27 12:00", "over the Spring Festival"),
    ("company", "2026-11-21 08:10", "15min", "2026-11-21 08:25", "a Saturday"),
    # Other calendars.
    ("24x7", "2026-10-01 23:00", "2h working", "2026-10-02 01:00", "holidays, over midnight"),
    ("24x7", "2026-11-21 08:10", "24h working", "2026-11-22 08:10", "a weekend"),
    ("24x7", "2026-09-30 10:00", "1d working", "2026-10-02 00:00", "to the end of 10-01"),
    ("visits", "2026-11-21 20:30", "1h working", "2026-11-22 08:30", "30 + 30 over night"),
    ("site", "2026-11-20 14:00", "2h working", "2026-11-21 08:00", "60 on Friday, 60 on Saturday"),
    ("site", "2026-11-21 14:30", "1h working", "2026-11-23 07:30", "closed on Sunday"),
    ("site", "2026-04-30 10:00", "2d working", "2026-05-07 15:00", "05-06, 05-07"),
    ("region", "2026-11-19 16:00", "2h working", "2026-11-22 10:00", "Thursday 60, Sunday 60"),
    ("region", "2026-11-23 10:00", "1d working", "2026-11-25 17:00", "24 is its own day of rest"),
    ("region", "2026-10-01 10:00", "3h working", "2026-10-01 13:00", "national days are worked"),
]  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "target", "expected", "_sum"), STARTS)
def test_due_time(calendar: str, start: str, target: str, expected: str, _sum: str) -> None:
    assert due(calendar, start, target) == at(expected)


PAUSED = [
    # calendar, start, target, pauses, due, sum
    # Only the working part of a pause counts.
    ("company", "2026-11-23 08:00", "4h working", ("2026-11-23 11:00/2026-11-23 14:00",),
     "2026-11-23 15:00", "180 used, 60 left from 14:00"),
    ("company", "2026-11-23 08:00", "4h working", ("2026-11-23 12:00/2026-11-23 13:30",),
     "2026-11-23 12:00", "the promise was over at noon"),
    ("company", "2026-11-23 17:00", "1h working", ("2026-11-23 17:30/2026-11-24 08:00",),
     "2026-11-24 08:30", "a pause over night costs nothing"),
    ("company", "2026-11-20 17:00", "1h working", ("2026-11-20 17:15/2026-11-23 08:15",),
     "2026-11-23 09:00", "15 used, 45 left from Monday 08:15"),
    # Over holidays and make-up days.
    ("company", "2026-09-30 17:00", "1h working", ("2026-10-01 09:00/2026-10-07 20:00",),
     "2026-10-08 08:30", "a pause within the holiday costs nothing"),
    ("company", "2026-09-30 17:00", "1h working", ("2026-09-30 17:15/2026-10-08 10:00",),
     "2026-10-08 10:45", "15 used, 45 left"),
    ("company", "2026-02-13 17:00", "4h working", ("2026-02-14 08:30/2026-02-14 10:30",),
     "2026-02-14 15:00", "30 + 30 used; 90 to lunch and 90 after on the make-up Saturday"),
    ("company", "2026-02-13 17:00", "2h working", ("2026-02-14 08:30/2026-02-14 10:30",),
     "2026-02-14 11:30", "30 + 30, then 60 from 10:30 on the make-up Saturday"),
    # Several pauses with different reasons.
    ("company", "2026-11-23 08:00", "4h working",
     ("2026-11-23 09:00/2026-11-23 09:30", "2026-11-23 10:00/2026-11-23 10:45"),
     "2026-11-23 14:45", "240 + 75 = 315: 240 before lunch, 75 after"),
    ("company", "2026-11-21 08:00", "2h",
     ("2026-11-21 08:10/2026-11-21 08:20", "2026-11-21 08:30/2026-11-21 09:00",
      "2026-11-21 09:00/2026-11-21 09:15"),
     "2026-11-21 10:55", "120 + 10 + 30 + 15"),
    # A pause after the promise was broken does not mend it.
    ("company", "2026-11-23 08:00", "1h working", ("2026-11-23 09:00/2026-11-24 09:00",),
     "2026-11-23 09:00", "due as the pause begins"),
    # Working days: a day counts when the clock runs at its close of business.
    ("company", "2026-11-23 10:00", "3d working", ("2026-11-24 09:00/2026-11-24 16:00",),
     "2026-11-26 17:30", "runs at the close of the 24th: 24, 25, 26"),
    ("company", "2026-11-23 10:00", "3d working", ("2026-11-24 16:00/2026-11-25 09:00",),
     "2026-11-27 17:30", "stands at the close of the 24th: 25, 26, 27"),
    ("company", "2026-11-23 10:00", "3d working", ("2026-11-24 18:00/2026-11-25 07:00",),
     "2026-11-26 17:30", "over night: no close of business"),
    ("company", "2026-11-23 10:00", "3d working", ("2026-11-26 16:00/2026-11-26 18:00",),
     "2026-11-27 17:30", "stands at the close of the last day"),
    ("company", "2026-11-23 10:00", "3d working", ("2026-11-26 10:00/2026-11-26 11:00",),
     "2026-11-26 17:30", "an hour of the last day"),
    ("company", "2026-11-23 09:00", "3d working", ("2026-11-23 10:00/2026-11-25 10:00",),
     "2026-11-30 17:30", "begins anew on the 25th: 26, 27, 30"),
    ("company", "2026-09-29 10:00", "3d working", ("2026-09-30 10:00/2026-10-08 08:00",),
     "2026-10-10 17:30", "stands at the close of the 30th: 8, 9, 10 make-up"),
    ("company", "2026-02-12 10:00", "3d working", ("2026-02-14 10:00/2026-02-14 12:00",),
     "2026-02-24 17:30", "an hour of the make-up Saturday: 13, 14, 24"),
    ("company", "2026-02-12 10:00", "3d working", ("2026-02-14 10:00/2026-02-24 10:00",),
     "2026-02-25 17:30", "the make-up Saturday is lost: 13, 24, 25"),
    ("company", "2026-09-28 10:00", "13d working",
     ("2026-09-30 12:00/2026-10-09 12:00", "2026-10-12 12:00/2026-10-14 12:00"),
     "2026-10-27 17:30", "lost: 09-30, 10-08 and 10-12, 10-13"),
    # Other calendars.
    ("24x7", "2026-10-01 23:00", "2h working", ("2026-10-01 23:30/2026-10-02 03:00",),
     "2026-10-02 04:30", "30 used, 90 left"),
    ("site", "2026-11-21 14:30", "1h working", ("2026-11-21 15:00/2026-11-23 09:00",),
     "2026-11-23 09:30", "30 used; Sunday closed; 30 left from 09:00"),
]  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "target", "pauses", "expected", "_sum"), PAUSED)
def test_pauses_move_the_due_time(  # the columns of the table
    calendar: str,
    start: str,
    target: str,
    pauses: tuple[str, ...],
    expected: str,
    _sum: str,
) -> None:
    assert due(calendar, start, target, pauses) == at(expected)


def test_estimated_years_are_those_without_a_notice_that_matters() -> None:
    december, january = date(2026, 12, 15), date(2027, 1, 4)
    assert CALENDARS["company"].is_estimated(december, january)
    assert not CALENDARS["2027"].is_estimated(december, january)
    assert not CALENDARS["24x7"].is_estimated(december, january)


@pytest.mark.parametrize(
    "text", ["", "8-12", "12:00–08:00", "08:00–12:00, 11:00–13:00", "08:00–25:00", "08:70–09:00"]
)
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hours"):
        WorkingHours.parse(text)


def test_hours_are_read_back_as_written() -> None:
    assert str(WorkingHours.parse("8:00-12:00，13：30～17:30")) == "08:00–12:00, 13:30–17:30"


# What holds for any target, calendar and pauses.

# A machine under load is slow to make examples; that says nothing about the sums.
SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MOMENTS = st.integers(0, 300 * 1440).map(
    lambda minutes: datetime.fromisoformat("2026-01-01") + timedelta(minutes=minutes)
)
TARGETS = st.one_of(
    st.integers(1, 3000).map(lambda n: Duration(n, "min", "working")),
    st.integers(1, 3000).map(lambda n: Duration(n, "min")),
    st.integers(1, 15).map(lambda n: Duration(n, "d", "working")),
)
NAMES = st.sampled_from(["company", "24x7", "site", "region"])
GAPS = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), max_size=4)
Stretch = tuple[datetime, datetime]


def laid_out(start: datetime, gaps: list[tuple[int, int]]) -> list[Stretch]:
    """Pauses after the start: each so long after the one before, each so long (minutes)."""
    found, moment = [], start
    for wait, length in gaps:
        halts = moment + timedelta(minutes=wait)
        moment = halts + timedelta(minutes=length)
        found.append((halts, moment))
    return found


def reckoned(name: str, start: datetime, target: Duration, pauses: list[Stretch]) -> datetime:
    calendar = CALENDARS[name] if target.clock == "working" else None
    return Course(calendar, start, tuple(pauses)).due(target)


@given(NAMES, MOMENTS, TARGETS, GAPS, st.data())
@SETTINGS
def test_one_more_pause_never_brings_the_due_time_forward(
    name: str, start: datetime, target: Duration, gaps: list[tuple[int, int]], data: st.DataObject
) -> None:
    pauses = laid_out(start, gaps)
    without = [*pauses]
    if pauses:
        without.pop(data.draw(st.integers(0, len(pauses) - 1)))
    assert reckoned(name, start, target, pauses) >= reckoned(name, start, target, without)


@given(NAMES, MOMENTS, TARGETS, GAPS, st.data())
@SETTINGS
def test_a_pause_in_two_pieces_is_one_pause(
    name: str, start: datetime, target: Duration, gaps: list[tuple[int, int]], data: st.DataObject
) -> None:
    whole = laid_out(start, gaps)
    pieces: list[Stretch] = []
    for halts, goes_on in whole:
        minutes = int((goes_on - halts).total_seconds() // 60)
        middle = halts + timedelta(minutes=data.draw(st.integers(0, minutes)))
        pieces += [(halts, middle), (middle, goes_on)]
    assert reckoned(name, start, target, pieces) == reckoned(name, start, target, whole)


@given(NAMES, MOMENTS, st.integers(1, 10_000))
@SETTINGS
def test_time_added_is_the_time_between(name: str, start: datetime, minutes: int) -> None:
    calendar = CALENDARS[name]
    assert calendar.minutes_between(start, calendar.add_minutes(start, minutes)) == minutes


@given(NAMES, MOMENTS, TARGETS, GAPS)
@SETTINGS
def test_a_target_is_used_up_when_it_is_due(
    name: str, start: datetime, target: Duration, gaps: list[tuple[int, int]]
) -> None:
    if target.counts_days:
        return
    calendar = CALENDARS[name] if target.clock == "working" else None
    course = Course(calendar, start, tuple(laid_out(start, gaps)))
    assert course.used(course.due(target)) == timedelta(minutes=target.minutes)
