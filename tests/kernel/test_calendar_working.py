"""Working days and hours, against the published calendar and against counting minute by minute."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import chinese_calendar
import pytest
from chinese_calendar import constants
from hypothesis import given, settings
from hypothesis import strategies as st

from aftersales.calendar.statutory import estimated_year, statutory_days
from aftersales.calendar.working import Exceptional, WorkingCalendar, WorkingHours

KNOWN = frozenset(range(2004, 2027))
EXCEPTIONS = {day: Exceptional(False, "holiday") for day in constants.holidays} | {
    day: Exceptional(True, "makeup") for day in constants.workdays
}
CALENDAR = WorkingCalendar(EXCEPTIONS, KNOWN)
FIRST, LAST = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2026-12-01")


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        # The seven vectors of rules 2.8.
        ("2026-02-12", 3, "2026-02-24"),  # over Spring Festival, natural would be 02-15
        ("2026-02-13", 1, "2026-02-14"),  # a make-up Saturday
        ("2026-04-30", 2, "2026-05-07"),  # Labour Day
        ("2026-09-18", 2, "2026-09-21"),  # 09-20 is a worked Sunday
        ("2026-09-28", 13, "2026-10-21"),  # C11: 13 working days over National Day
        ("2026-09-30", 3, "2026-10-10"),  # a make-up Saturday is the third day
        ("2026-12-15", 13, "2027-01-04"),  # 2027 has no notice: estimated, not an error
        # More of the same year.
        ("2026-01-02", 1, "2026-01-04"),  # a worked Sunday after New Year
        ("2026-01-02", 2, "2026-01-05"),
        ("2026-05-08", 1, "2026-05-09"),  # a worked Saturday
        ("2026-06-18", 1, "2026-06-22"),  # Dragon Boat
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-10-09", 2, "2026-10-12"),
        ("2026-11-20", 1, "2026-11-23"),  # an ordinary weekend
        ("2026-11-21", 1, "2026-11-23"),  # from a Saturday
        ("2026-11-21", 0, "2026-11-21"),
        ("2026-07-31", 1, "2026-08-03"),  # month end
        ("2025-12-31", 1, "2026-01-04"),  # over a year
        ("2025-01-24", 1, "2025-01-26"),  # a worked Sunday of 2025
        ("2024-02-09", 2, "2024-02-19"),
        ("2020-01-23", 1, "2020-02-03"),  # the holiday prolonged in 2020
        ("2023-12-29", 252, "2025-01-02"),  # a year and more
    ],
)
def test_working_days_after(start: str, count: int, expected: str) -> None:
    found = CALENDAR.add_days(date.fromisoformat(start), count)
    assert found == date.fromisoformat(expected)
    if count:
        assert CALENDAR.days_between(date.fromisoformat(start), found) == count


def test_every_day_agrees_with_the_published_calendar() -> None:
    day, last = date(2004, 1, 1), date(2026, 12, 31)
    while day <= last:
        assert CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2026-11-23 08:00", 15, "2026-11-23 08:15"),  # a quarter of an hour
        ("2026-11-23 11:50", 15, "2026-11-23 13:35"),  # over the lunch break
        ("2026-11-23 11:45", 15, "2026-11-23 12:00"),  # ends with the morning
        ("2026-11-23 12:30", 15, "2026-11-23 13:45"),  # begins at lunch
        ("2026-11-23 13:30", 240, "2026-11-23 17:30"),  # ends at close of business
        ("2026-11-23 17:20", 15, "2026-11-24 08:05"),  # over night
        ("2026-11-23 20:00", 60, "2026-11-24 09:00"),  # begins after hours
        ("2026-11-23 06:00", 60, "2026-11-23 09:00"),  # begins before hours
        ("2026-11-20 16:30", 240, "2026-11-23 11:00"),  # over a weekend
        ("2026-02-13 16:30", 120, "2026-02-14 09:00"),  # into a make-up Saturday
        ("2026-02-14 16:30", 120, "2026-02-24 09:00"),  # over Spring Festival
        ("2026-09-30 17:00", 480, "2026-10-08 17:00"),  # one working day's length, holidays over
        ("2026-10-09 17:00", 60, "2026-10-10 08:30"),
        ("2026-12-31 17:00", 60, "2027-01-04 08:30"),  # over New Year, 2027 estimated
        ("2026-11-21 08:10", 120, "2026-11-23 10:00"),  # a Saturday call
        ("2026-11-23 08:00", 480, "2026-11-23 17:30"),
        ("2026-11-23 08:00", 481, "2026-11-24 08:01"),
        ("2026-11-23 08:00", 0, "2026-11-23 08:00"),
        ("2026-02-28 08:00", 480, "2026-02-28 17:30"),  # month end, a worked Saturday
        ("2026-11-23 09:00:30", 60, "2026-11-23 10:00:30"),  # seconds are kept
    ],
)
def test_working_minutes_after(start: str, minutes: int, expected: str) -> None:
    begin, end = datetime.fromisoformat(start), datetime.fromisoformat(expected)
    assert CALENDAR.add_minutes(begin, minutes) == end
    assert CALENDAR.minutes_between(begin, end) == minutes


def by_hand(start: datetime) -> Iterator[datetime]:
    moment = start
    while True:
        minute = moment.hour * 60 + moment.minute
        if CALENDAR.is_working_day(moment.date()) and any(
            begin <= minute < end for begin, end in CALENDAR.hours.intervals
        ):
            yield moment + timedelta(minutes=1)
        moment += timedelta(minutes=1)


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(FIRST, LAST).map(lambda at: at.replace(second=0, microsecond=0)),
    st.integers(1, 2000),
)
def test_agrees_with_counting_minute_by_minute(start: datetime, minutes: int) -> None:
    moments = by_hand(start)
    for _ in range(minutes - 1):
        next(moments)
    expected = next(moments)
    assert CALENDAR.add_minutes(start, minutes) == expected
    assert CALENDAR.minutes_between(start, expected) == minutes


def test_hours_of_a_day_must_be_in_order() -> None:
    assert WorkingHours.of([(time(9), time(17))]).minutes == 480
    for wrong in ([(time(9), time(8))], [(time(8), time(12)), (time(11), time(17))], []):
        with pytest.raises(ValueError, match="in order"):
            WorkingHours.of(wrong)


def test_year_without_notice_is_estimated_from_the_statutory_days() -> None:
    assert CALENDAR.is_estimated(date(2026, 12, 31), date(2027, 1, 1))
    assert not CALENDAR.is_estimated(date(2026, 1, 1), date(2026, 12, 31))
    assert not CALENDAR.is_working_day(date(2027, 2, 8))  # Spring Festival, third day
    assert not CALENDAR.is_working_day(date(2027, 5, 3))  # for 1 May, a Saturday
    assert CALENDAR.is_working_day(date(2027, 5, 5))
    assert len(statutory_days(2027)) == 13
    assert len(statutory_days(2028)) == 12  # Mid-Autumn falls on National Day
    assert date(2050, 10, 1) in estimated_year(2050)  # fixed dates only


def test_company_entry_counts_in_an_estimated_year() -> None:
    extra = {date(2027, 3, 6): Exceptional(True, "work")}
    assert WorkingCalendar(EXCEPTIONS | extra, KNOWN).is_working_day(date(2027, 3, 6))
