"""Warnings of deadlines: each share once, one digest an hour, urgent ones at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from aftersales.auth.models import Region, User
from aftersales.calendar.clocks import clock_of, meet, pause, resume, retarget, start_clock
from aftersales.calendar.kinds import Clocked, install
from aftersales.calendar.missing import ask_for_notice
from aftersales.calendar.models import CalendarWarning
from aftersales.calendar.warnings import tell
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import use_locale
from aftersales.jobs import run_due_jobs
from aftersales.notify import Message
from aftersales.regulation.duration import Duration

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]


@pytest.fixture
def clocked(app: Flask, uow_as: UowAs) -> int:
    """Regions have clocks; the clerk answers for them, those coded ``!…`` are urgent."""
    with uow_as("system") as uow:
        clerk = uow.scalar(select(User.id).where(User.username == "clerk"))
    assert clerk is not None
    kind = Clocked(
        model=Region,
        titles={"fix": "Repair"},
        label=lambda region: region.code,
        people=lambda _uow, _region: (clerk,),
        urgent=lambda region: region.code.startswith("!"),
    )
    install(app, [kind], lambda _model: None)
    return clerk


def promise(uow_as: UowAs, code: str, target: str) -> None:
    with uow_as("system") as uow:
        start_clock(uow, uow.add(Region(code=code, name="片区")), "fix", Duration.parse(target))


def clock_row(uow: UnitOfWork, code: str) -> Any:
    region = uow.scalar(select(Region).where(Region.code == code))
    assert region is not None
    return clock_of(uow, region, "fix")


def turn(uow_as: UowAs) -> list[str]:
    """One turn of the job; the titles of all notes so far."""
    with uow_as("system") as uow:
        tell(uow)
    with uow_as("system", write=False) as uow, use_locale("en"):
        notes = uow.scalars(select(Message).order_by(Message.id)).all()
        return [note.shown_title for note in notes if note.kind == "warning"]


def test_each_share_is_told_once(uow_as: UowAs, clocked: int, clock: Any) -> None:
    promise(uow_as, "a", "10h")
    assert turn(uow_as) == []
    clock.advance(hours=5)
    half = turn(uow_as)
    assert half == ["a · Repair: 50 % of the time is used up"]
    assert turn(uow_as) == half
    clock.advance(hours=3)
    assert turn(uow_as)[1:] == ["a · Repair: 80 % of the time is used up"]
    clock.advance(hours=2)
    assert turn(uow_as)[2:] == ["a · Repair: deadline missed"]
    clock.advance(days=3)
    assert len(turn(uow_as)) == 3


def test_after_a_standstill_only_the_highest_share_is_told(
    uow_as: UowAs, clocked: int, clock: Any
) -> None:
    promise(uow_as, "a", "10h")
    clock.advance(days=2)
    assert turn(uow_as) == ["a · Repair: deadline missed"]


def test_one_digest_an_hour(uow_as: UowAs, clocked: int, clock: Any) -> None:
    promise(uow_as, "a", "2h")
    clock.advance(minutes=20)
    promise(uow_as, "b", "2h")
    clock.advance(minutes=40)
    assert turn(uow_as) == ["a · Repair: 50 % of the time is used up"]
    clock.advance(minutes=40)  # b half, a 80 %: within the hour of quiet
    assert len(turn(uow_as)) == 1
    clock.advance(minutes=20)
    assert turn(uow_as)[1:] == ["2 deadlines run out, 1 are missed"]


def test_urgent_ones_are_told_at_once(uow_as: UowAs, clocked: int, clock: Any) -> None:
    promise(uow_as, "a", "2h")
    promise(uow_as, "!b", "4h")
    clock.advance(hours=1)
    assert len(turn(uow_as)) == 1
    clock.advance(minutes=40)
    promise(uow_as, "c", "4h")
    clock.advance(minutes=20)
    turn(uow_as)
    promise(uow_as, "!d", "10min")
    clock.advance(minutes=5)
    assert turn(uow_as)[-1] == "!d · Repair: 50 % of the time is used up"


def test_a_clock_that_stands_still_or_is_met_warns_nobody(
    uow_as: UowAs, clocked: int, clock: Any
) -> None:
    promise(uow_as, "a", "2h")
    promise(uow_as, "b", "2h")
    with uow_as("system") as uow:
        pause(uow, clock_row(uow, "a"), "part")
        meet(uow, clock_row(uow, "b"))
    clock.advance(hours=5)
    assert turn(uow_as) == []
    with uow_as("system") as uow:
        resume(uow, clock_row(uow, "a"))
    assert turn(uow_as) == []
    clock.advance(hours=1)
    assert turn(uow_as) == ["a · Repair: 50 % of the time is used up"]


def test_what_is_met_before_its_digest_is_not_told(uow_as: UowAs, clocked: int, clock: Any) -> None:
    promise(uow_as, "a", "2h")
    clock.advance(minutes=10)
    promise(uow_as, "b", "2h")
    clock.advance(minutes=50)
    assert len(turn(uow_as)) == 1
    clock.advance(minutes=15)
    assert len(turn(uow_as)) == 1
    with uow_as("system") as uow:
        meet(uow, clock_row(uow, "b"))
    clock.advance(hours=1)
    assert turn(uow_as)[1:] == ["a · Repair: deadline missed"]


def test_share_is_one_of_working_time(uow_as: UowAs, clocked: int, clock: Any) -> None:
    # Saturday 08:10; 4 working hours run on Monday 08:00–12:00, half of them are over at 10:00.
    promise(uow_as, "a", "4h working")
    clock.advance(days=2)
    assert turn(uow_as) == []
    clock.advance(hours=2)
    assert turn(uow_as) == ["a · Repair: 50 % of the time is used up"]


def test_another_target_keeps_what_was_told(uow_as: UowAs, clocked: int, clock: Any) -> None:
    promise(uow_as, "a", "2h")
    clock.advance(hours=1)
    assert len(turn(uow_as)) == 1
    with uow_as("system") as uow:
        retarget(uow, clock_row(uow, "a"), Duration(10))
    clock.advance(hours=5)
    assert len(turn(uow_as)) == 1
    clock.advance(hours=2)
    assert turn(uow_as)[1:] == ["a · Repair: 80 % of the time is used up"]


@pytest.mark.both_databases
def test_the_job_tells_once_however_often_it_runs(
    app: Flask, uow_as: UowAs, clocked: int, clock: Any
) -> None:
    promise(uow_as, "a", "2h")
    clock.advance(hours=1)
    for _turn in range(3):
        with app.app_context():
            run_due_jobs()
        clock.advance(minutes=2)
    with uow_as("system", write=False) as uow:
        kept = uow.scalars(select(CalendarWarning)).all()
        assert [(one.percent, one.user_id) for one in kept] == [(50, clocked)]
        notes = select(func.count()).select_from(Message).where(Message.kind == "warning")
        assert uow.scalar(notes) == 1


def test_administrators_are_asked_for_the_notice_once_a_week(uow_as: UowAs, clock: Any) -> None:
    def asked() -> int:
        with uow_as("system") as uow:
            ask_for_notice(uow)
        with uow_as("system", write=False) as uow:
            found = select(func.count()).select_from(Message)
            return uow.scalar(found.where(Message.url == "/calendar?year=2027")) or 0

    first = asked()
    assert first > 0  # 21 November 2026, and nobody knows 2027
    clock.advance(days=1)
    assert asked() == first
    clock.advance(days=6)
    assert asked() == 2 * first
