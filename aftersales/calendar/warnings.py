"""Telling people that time runs out: each share of each clock once, without storms.

Every minute a job looks for clocks that reached a share of their time (``calendar.warn_at``) and
notes it for the people who answer for them. What is urgent is told at once; the rest waits until
an hour has passed since the person's last digest. Notes and telling are one transaction, so that
a worker that is killed, or a second one, tells nothing twice and forgets nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from aftersales.calendar.aim import course_of, target_of, warning_moments
from aftersales.calendar.clocks import state
from aftersales.calendar.due import Moment
from aftersales.calendar.kinds import Owned, owned
from aftersales.calendar.models import CalendarClock, CalendarWarning
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.notify import notify

QUIET = timedelta(hours=1)
AT_ONE_TURN = 500
SHOWN = 12


def tell(uow: UnitOfWork) -> None:
    """One turn of the job: notice what ran out, tell what may be told now."""
    _notice(uow)
    _deliver(uow)


def _notice(uow: UnitOfWork) -> None:
    ripe = (
        select(CalendarClock)
        .where(
            CalendarClock.warn_at <= uow.now,
            CalendarClock.met_at.is_(None),
            CalendarClock.stopped_at.is_(None),
        )
        .order_by(CalendarClock.warn_at)
        .limit(AT_ONE_TURN)
        .with_for_update(of=CalendarClock, skip_locked=True)
    )
    for clock in uow.scalars(ripe).all():
        percent, following = _reached(uow, clock)
        # Not through the record: a person who works on the clock now must not find it changed.
        uow.execute(
            update(CalendarClock)
            .where(CalendarClock.id == clock.id)
            .values(warned=percent, warn_at=following)
            .execution_options(synchronize_session=False)
        )
        found = owned(uow, clock) if percent > clock.warned else None
        for person in found.people if found else ():
            uow.session.add(
                CalendarWarning(
                    clock_id=clock.id,
                    percent=percent,
                    user_id=person,
                    urgent=bool(found and found.urgent),
                    noticed_at=uow.now,
                )
            )
    uow.flush()


def _reached(uow: UnitOfWork, clock: CalendarClock) -> tuple[int, datetime | None]:
    """The highest share that is used up, and when the next one will be."""
    target = target_of(clock)
    if target is None or clock.due_at is None:
        return clock.warned, None
    course = course_of(uow, clock, target)
    moments = warning_moments(uow, course, course.read(clock.due_at))
    percent = max((share for share, at in moments if at <= uow.now), default=0)
    following = [at for share, at in moments if at > uow.now and share > clock.warned]
    return max(percent, clock.warned), min(following, default=None)


@dataclass(frozen=True, slots=True)
class _Line:
    warning: CalendarWarning
    owned: Owned


def _deliver(uow: UnitOfWork) -> None:
    waiting = uow.scalars(
        select(CalendarWarning)
        .where(CalendarWarning.told_at.is_(None))
        .order_by(CalendarWarning.user_id, CalendarWarning.percent.desc())
    ).all()
    people: dict[int, list[_Line]] = {}
    for warning in waiting:
        found = owned(uow, warning.clock)
        standing = state(warning.clock, uow.now)
        if found is None or not standing.is_open or standing.code == "paused":
            uow.session.delete(warning)
            continue
        people.setdefault(warning.user_id, []).append(_Line(warning, found))
    for person, lines in people.items():
        _tell_person(uow, person, lines)
    uow.flush()


def _tell_person(uow: UnitOfWork, person: int, lines: list[_Line]) -> None:
    last = uow.scalar(
        select(func.max(CalendarWarning.told_at)).where(
            CalendarWarning.user_id == person, CalendarWarning.urgent.is_(False)
        )
    )
    rested = last is None or last <= uow.now - QUIET
    now = [one for one in lines if rested or one.warning.urgent]
    if not now:
        return
    for one in now:
        one.warning.told_at = uow.now
    shown = _one_a_clock(now)
    notify(
        uow,
        [person],
        title=_title(shown),
        body=_Lines(shown),
        url=shown[0].owned.url if len(shown) == 1 else "/",
        kind="warning",
    )


def _one_a_clock(lines: Sequence[_Line]) -> list[_Line]:
    """The highest share of each clock, what is due first in front."""
    kept = {one.warning.clock_id: one for one in reversed(lines)}
    return sorted(kept.values(), key=lambda one: one.owned.clock.due_at or one.warning.noticed_at)


def _title(lines: Sequence[_Line]) -> object:
    late = sum(one.warning.percent >= 100 for one in lines)
    if len(lines) == 1:
        return _Sentence(lines[0])
    if late:
        return _l("{count} deadlines run out, {late} are missed", count=len(lines), late=late)
    return _l("{count} deadlines run out", count=len(lines))


class _Sentence:
    def __init__(self, one: _Line) -> None:
        self.one = one

    def __str__(self) -> str:
        found, percent = self.one.owned, self.one.warning.percent
        if percent >= 100:
            return str(_l("{record} · {clock}: deadline missed",
                          record=found.label, clock=found.title))  # fmt: skip
        return str(_l("{record} · {clock}: {percent} % of the time is used up",
                      record=found.label, clock=found.title, percent=percent))  # fmt: skip


def _due(one: _Line) -> object:
    due_at = one.owned.clock.due_at or one.warning.noticed_at
    return _l("Due {moment}", moment=Moment(due_at))


class _Lines:
    """One line a clock, in the language of the reader."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.lines = lines

    def __str__(self) -> str:
        if len(self.lines) == 1:
            return str(_due(self.lines[0]))
        texts = [f"{_Sentence(one)} ({_due(one)})" for one in self.lines[:SHOWN]]
        if len(self.lines) > SHOWN:
            texts.append(str(_l("and {count} others", count=len(self.lines) - SHOWN)))
        return "\n".join(texts)
