"""Due times in a unit of work: natural ones, working ones, their sums, their speed."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from aftersales.calendar.due import due, is_working_day, working_minutes_between
from aftersales.calendar.models import CalendarDay
from aftersales.calendar.years import seed_years, store_year, year_is_known
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import use_locale
from aftersales.regulation.duration import Duration

CHINA = timezone(timedelta(hours=8))
UowAs = Callable[..., AbstractContextManager[UnitOfWork]]


@pytest.fixture
def uow(uow_as: UowAs) -> Iterator[UnitOfWork]:
    with uow_as("system") as unit:
        yield unit


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        # Natural time never asks the calendar (S0-5.4.1, S0-5.4.2).
        ("2026-11-21 08:10", "2h", "2026-11-21 10:10"),  # a Saturday
        ("2026-02-17 23:30", "4h", "2026-02-18 03:30"),  # New Year's day of the moon
        ("2026-02-14 09:00", "24h", "2026-02-15 09:00"),
        ("2026-09-30 12:00", "5d", "2026-10-05 12:00"),  # over National Day
        ("2026-12-31 23:00", "2h", "2027-01-01 01:00"),  # a year without notice matters not
        ("2026-02-28 10:00", "24h", "2026-03-01 10:00"),  # month end
        ("2028-02-28 10:00", "24h", "2028-02-29 10:00"),  # leap year
        ("2026-11-21 08:10", "immediate", "2026-11-21 08:25"),  # S0-5.4.1c: a quarter of an hour
        ("2026-11-21 08:10", "15min", "2026-11-21 08:25"),
        # Europe changes its clocks on these days, China does not.
        ("2026-03-29 00:30", "24h", "2026-03-30 00:30"),
        ("2026-10-25 00:30", "24h", "2026-10-26 00:30"),
        # Working days end at close of business (rules 2.8, 民法典 201, 203).
        ("2026-02-12 09:00", "3d working", "2026-02-24 17:30"),
        ("2026-02-13 16:00", "1d working", "2026-02-14 17:30"),
        ("2026-04-30 23:00", "2d working", "2026-05-07 17:30"),
        ("2026-09-18 08:00", "2d working", "2026-09-21 17:30"),
        ("2026-09-28 10:00", "13d working", "2026-10-21 17:30"),
        ("2026-09-30 10:00", "3d working", "2026-10-10 17:30"),
        ("2026-12-15 10:00", "13d working", "2027-01-04 17:30"),
        # Working hours fall into working hours.
        ("2026-11-20 16:30", "4h working", "2026-11-23 11:00"),
        ("2026-11-23 11:50", "15min working", "2026-11-23 13:35"),
    ],
)
def test_due_time(uow: UnitOfWork, start: str, duration: str, expected: str) -> None:
    found = due(uow, at(start), Duration.parse(duration))
    assert found.at == at(expected)
    assert found.at.tzinfo is UTC


def test_year_without_notice_is_flagged_for_working_time_only(uow: UnitOfWork) -> None:
    december = at("2026-12-15 10:00")
    assert due(uow, december, Duration.parse("13d working")).estimated
    assert not due(uow, december, Duration.parse("30d")).estimated
    assert not due(uow, december, Duration.parse("3d working")).estimated


def test_sum_names_what_was_not_counted(uow: UnitOfWork) -> None:
    found = due(uow, at("2026-02-12 09:00"), Duration.parse("3d working")).because
    with use_locale("zh_CN"):
        text = "\n".join(str(line.text) for line in found.lines)
        assert "2026-02-12 周四 09:00" in text
        assert "2026-02-15 周日 – 2026-02-23 周一 春节" in text
        assert "调休上班：2026-02-14 周六" in text
        assert str(found.value) == "2026-02-24 周二 17:30"
    with use_locale("en"):
        text = "\n".join(str(line.text) for line in found.lines)
        assert "Spring Festival" in text
        assert "3 working days" in text
    assert any(line.source == "民法典 201, 203" for line in found.lines)


def test_natural_sum_is_short(uow: UnitOfWork) -> None:
    found = due(uow, at("2026-11-21 08:10"), Duration.parse("2h")).because
    with use_locale("en"):
        assert [str(line.text) for line in found.lines] == [
            "Counted from 2026-11-21 Sat 08:10.",
            "2 h by the clock, day and night.",
        ]


def test_estimated_sum_says_so(uow: UnitOfWork) -> None:
    found = due(uow, at("2026-12-30 10:00"), Duration.parse("3d working")).because
    with use_locale("en"):
        assert "Estimated" in str(found.lines[-1].text)


def test_minutes_between(uow: UnitOfWork) -> None:
    assert working_minutes_between(uow, at("2026-02-13 16:30"), at("2026-02-24 09:00")) == 600
    assert working_minutes_between(uow, at("2026-11-21 08:00"), at("2026-11-22 20:00")) == 0
    assert working_minutes_between(uow, at("2026-11-24 09:00"), at("2026-11-23 09:00")) == 0


@pytest.mark.both_databases
def test_seeding_is_complete_and_repeatable(uow_as: UowAs) -> None:
    with uow_as("system") as uow:
        assert seed_years(uow) == []  # the installation has done so
        assert year_is_known(uow, 2004)
        assert year_is_known(uow, 2026)
        assert not year_is_known(uow, 2027)
        assert not is_working_day(uow, date(2026, 10, 1))
        assert is_working_day(uow, date(2026, 10, 10))


def test_imported_notice_is_seen_by_the_next_unit_of_work(uow_as: UowAs) -> None:
    saturday, friday = date(2027, 2, 20), date(2027, 2, 12)
    with uow_as("system") as uow:
        assert not is_working_day(uow, saturday)
        days = [
            CalendarDay(day=friday, kind="holiday", name="春节", name_en="Spring Festival"),
            CalendarDay(day=saturday, kind="makeup", name="春节", name_en="Spring Festival"),
        ]
        store_year(uow, 2027, days, source="国办发明电")
        assert is_working_day(uow, saturday)
    with uow_as("system", write=False) as uow:
        assert year_is_known(uow, 2027)
        assert is_working_day(uow, saturday)
        assert not is_working_day(uow, friday)
    with uow_as("system") as uow:
        store_year(uow, 2027, [], source="correction")
    with uow_as("system", write=False) as uow:
        assert not is_working_day(uow, saturday)


def test_wrong_days_are_refused(uow: UnitOfWork) -> None:
    with pytest.raises(Invalid, match="2028"):
        store_year(uow, 2027, [CalendarDay(day=date(2028, 1, 1), kind="holiday")], source="x")
    with pytest.raises(Invalid, match="party"):
        store_year(uow, 2027, [CalendarDay(day=date(2027, 1, 1), kind="party")], source="x")
    twice = [CalendarDay(day=date(2027, 1, 1), kind="holiday") for _ in range(2)]
    with pytest.raises(Invalid):
        store_year(uow, 2027, twice, source="x")


@pytest.mark.parametrize("duration", ["4h", "5d", "4h working", "13d working"])
def test_due_time_is_fast(uow: UnitOfWork, duration: str) -> None:
    start, length = at("2026-09-28 10:00"), Duration.parse(duration)
    due(uow, start, length)
    rounds = []
    for _ in range(10):
        begin = time.process_time()
        for _ in range(50):
            due(uow, start, length)
        rounds.append((time.process_time() - begin) / 50)
    assert min(rounds) < 0.0003
