"""Clocks on a record: running, met, missed, paused, aimed anew."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from aftersales.auth.models import Region
from aftersales.calendar.aim import target_of
from aftersales.calendar.clocks import (
    because_of_clock,
    cancel,
    clock_of,
    clocks_of,
    meet,
    pause,
    paused_minutes,
    resume,
    retarget,
    start_clock,
    state,
)
from aftersales.calendar.models import CalendarClock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import use_locale
from aftersales.regulation.because import because, line
from aftersales.regulation.duration import Duration

CHINA = timezone(timedelta(hours=8))
UowAs = Callable[..., AbstractContextManager[UnitOfWork]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def uow(uow_as: UowAs, clock: Any) -> Iterator[UnitOfWork]:
    """A unit of work on Saturday 2026-11-21, 08:10."""
    with uow_as("system") as unit:
        yield unit


@pytest.fixture
def record(uow: UnitOfWork) -> Region:
    """Any record may have clocks."""
    return uow.add(Region(code="clocked", name="片区"))


def begin(
    uow: UnitOfWork, record: Region, target: str, start: str = "2026-11-21 08:10", name: str = "x"
) -> CalendarClock:
    return start_clock(uow, record, name, Duration.parse(target), started_at=at(start))


def stand_still(
    uow: UnitOfWork, row: CalendarClock, begins: str, ends: str, reason: str = "customer"
) -> None:
    pause(uow, row, reason, at=at(begins))
    resume(uow, row, at=at(ends))


def test_arrival_in_time(uow: UnitOfWork, record: Region, clock: Any) -> None:
    row = begin(uow, record, "2h", name="arrive")
    assert row.due_at == at("2026-11-21 10:10")
    assert state(row, uow.now).code == "running"
    assert state(row, uow.now).remaining == timedelta(hours=2)
    clock.advance(minutes=70)
    assert meet(uow, row).code == "met"
    assert row.met_at == at("2026-11-21 09:20")


def test_arrival_too_late_is_a_breach_for_good(uow: UnitOfWork, record: Region, clock: Any) -> None:
    row = begin(uow, record, "2h")
    clock.advance(hours=3)
    found = state(row, uow.now)
    assert (found.code, found.remaining) == ("breached", timedelta(hours=-1))
    assert found.is_open
    assert meet(uow, row).code == "breached"
    assert not state(row, uow.now).is_open


def test_time_entered_afterwards_is_kept_and_marked(
    uow: UnitOfWork, record: Region, clock: Any
) -> None:
    row = begin(uow, record, "2h")
    assert not row.recorded_late
    clock.advance(hours=8)
    assert meet(uow, row, at=at("2026-11-21 09:55")).code == "met"
    assert row.recorded_late


def test_meeting_twice_keeps_the_first_time(uow: UnitOfWork, record: Region, clock: Any) -> None:
    row = begin(uow, record, "2h")
    meet(uow, row)
    clock.advance(hours=1)
    meet(uow, row)
    assert row.met_at == at("2026-11-21 08:10")


def test_impossible_times_are_refused(uow: UnitOfWork, record: Region, clock: Any) -> None:
    row = begin(uow, record, "2h")
    clock.advance(hours=1)
    for wrong in ("2026-11-21 08:00", "2026-11-22 09:00"):
        with pytest.raises(Invalid):
            meet(uow, row, at=at(wrong))
    with pytest.raises(Invalid):
        pause(uow, row, "customer", at=at("2026-11-21 08:00"))
    pause(uow, row, "customer", at=at("2026-11-21 08:30"))
    with pytest.raises(Invalid):
        resume(uow, row, at=at("2026-11-21 08:20"))


def test_wrong_order_is_refused(uow: UnitOfWork, record: Region) -> None:
    row = begin(uow, record, "2h")
    with pytest.raises(Refused):
        start_clock(uow, record, "x", None)
    with pytest.raises(Refused):
        resume(uow, row)
    pause(uow, row, "part")
    with pytest.raises(Refused):
        pause(uow, row, "part")
    cancel(uow, row, "duplicate")
    for verb in (lambda: meet(uow, row), lambda: cancel(uow, row, "again")):
        with pytest.raises(Refused):
            verb()
    found = state(row, uow.now)
    assert (found.code, found.is_open, row.stop_reason) == ("cancelled", False, "duplicate")


@pytest.mark.parametrize(
    ("target", "start", "pauses", "expected"),
    [
        # Natural time moves by what it stood still.
        ("2h", "2026-11-21 08:10", [("08:30", "09:00")], "2026-11-21 10:40"),
        ("2h", "2026-11-21 08:10", [("08:30", "09:00"), ("09:30", "09:45")], "2026-11-21 10:55"),
        ("24h", "2026-09-30 12:00", [("2026-09-30 13:00", "2026-10-08 08:00")], "2026-10-09 07:00"),
        # A pause after the promise was broken does not rescue it.
        ("2h", "2026-11-21 08:10", [("11:00", "12:00")], "2026-11-21 10:10"),
        # Working time: only the working part of a pause counts.
        ("4h working", "2026-11-23 08:00", [("09:00", "10:00")], "2026-11-23 14:30"),
        ("4h working", "2026-11-23 08:00", [("12:10", "13:20")], "2026-11-23 12:00"),
        ("4h working", "2026-11-23 09:00", [("12:00", "13:30")], "2026-11-23 14:30"),
        ("8h working", "2026-11-20 13:30", [("17:30", "2026-11-23 08:00")], "2026-11-23 12:00"),
        # Over a holiday and a make-up Saturday.
        ("2h working", "2026-02-13 16:30", [("17:00", "2026-02-24 09:00")], "2026-02-24 10:30"),
        ("2h working", "2026-02-13 16:30", [("17:30", "2026-02-14 09:00")], "2026-02-14 10:00"),
        # Working days: the days of the pause are not counted.
        ("3d working", "2026-11-23 09:00", [("10:00", "2026-11-25 10:00")], "2026-11-30 17:30"),
        ("3d working", "2026-11-20 09:00", [("2026-11-23 10:00", "11:00")], "2026-11-25 17:30"),
        ("3d working", "2026-02-12 09:00", [("10:00", "2026-02-25 10:00")], "2026-02-28 17:30"),
        ("15min working", "2026-11-23 11:50", [("11:55", "13:30")], "2026-11-23 13:40"),
    ],
)
def test_pause_moves_the_due_time(
    uow: UnitOfWork,
    record: Region,
    *,
    target: str,
    start: str,
    pauses: list[tuple[str, str]],
    expected: str,
) -> None:
    row = begin(uow, record, target, start)
    day = start
    for begins, ends in pauses:
        first = begins if len(begins) > 5 else f"{day[:10]} {begins}"
        day = ends if len(ends) > 5 else f"{first[:10]} {ends}"
        stand_still(uow, row, first, day)
    assert row.due_at == at(expected)


def test_paused_clock_shows_what_is_left(uow: UnitOfWork, record: Region, clock: Any) -> None:
    row = begin(uow, record, "2h")
    clock.advance(minutes=30)
    pause(uow, row, "customer", note="客户停电")
    clock.advance(hours=5)
    found = state(row, uow.now)
    assert (found.code, found.remaining) == ("paused", timedelta(minutes=90))
    resume(uow, row)
    assert state(row, uow.now).remaining == timedelta(minutes=90)
    assert paused_minutes(row, uow.now) == {"customer": 300}


def test_each_reason_has_its_total(uow: UnitOfWork, record: Region, clock: Any) -> None:
    row = begin(uow, record, "24h")
    stand_still(uow, row, "2026-11-21 09:00", "2026-11-21 09:30", "customer")
    stand_still(uow, row, "2026-11-21 10:00", "2026-11-21 11:00", "part")
    stand_still(uow, row, "2026-11-21 12:00", "2026-11-21 12:15", "customer")
    assert paused_minutes(row, uow.now) == {"customer": 45, "part": 60}
    assert row.due_at == at("2026-11-22 09:55")


def test_target_changed_while_paused_keeps_the_pause(
    uow: UnitOfWork, record: Region, clock: Any
) -> None:
    row = begin(uow, record, "24h")
    stand_still(uow, row, "2026-11-21 09:00", "2026-11-21 10:00")
    pause(uow, row, "part", at=at("2026-11-21 10:30"))
    retarget(uow, row, Duration.parse("4h"))
    assert row.due_at == at("2026-11-21 13:10")
    resume(uow, row, at=at("2026-11-21 11:00"))
    assert row.due_at == at("2026-11-21 13:40")
    assert target_of(row) == Duration(4)


def test_meeting_ends_an_open_pause(uow: UnitOfWork, record: Region, clock: Any) -> None:
    row = begin(uow, record, "2h")
    pause(uow, row, "part", at=at("2026-11-21 08:20"))
    clock.advance(hours=4)
    assert meet(uow, row).code == "met"
    assert row.pauses[0].until_at == row.met_at


def test_clock_without_target_only_measures(uow: UnitOfWork, record: Region, clock: Any) -> None:
    row = start_clock(uow, record, "reply", None)
    clock.advance(days=30)
    found = state(row, uow.now)
    assert (found.code, found.remaining) == ("running", None)


def test_clock_tells_why(uow: UnitOfWork, record: Region) -> None:
    told = because("到场", "2 h", [line("Key customer", clause="2小时内到场", source="S0-5.4.2b")])
    row = start_clock(uow, record, "arrive", Duration(2), because=told)
    kept = because_of_clock(row)
    assert kept is not None
    assert kept.lines[0].source == "S0-5.4.2b"
    with use_locale("en"):
        assert str(kept.lines[-1].text) == "2 h by the clock, day and night."
    assert because_of_clock(begin(uow, record, "2h", name="other")) is None


@pytest.mark.both_databases
def test_clocks_of_a_record_and_no_other(uow_as: UowAs) -> None:
    with uow_as("system") as uow:
        mine, other = (uow.add(Region(code=f"c{n}", name="片区")) for n in (1, 2))
        for name in ("reply", "arrive"):
            start_clock(uow, mine, name, Duration(4))
        pause(uow, clock_of(uow, mine, "arrive"), "customer")  # type: ignore[arg-type]
        key, stranger = mine.id, other.id
    with uow_as("system") as uow:
        again = uow.get(Region, key)
        assert [row.name for row in clocks_of(uow, again)] == ["reply", "arrive"]
        row = clock_of(uow, again, "arrive")
        assert row is not None
        assert row.pauses[0].reason == "customer"
        assert clocks_of(uow, uow.get(Region, stranger)) == []
