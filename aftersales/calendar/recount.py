"""Open deadlines after a calendar changed: counted anew, with the reason, and told once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Select, select

from aftersales.calendar.aim import aim, explain, target_of
from aftersales.calendar.due import Moment
from aftersales.calendar.kinds import Owned, owned
from aftersales.calendar.models import CalendarClock
from aftersales.db import clock as wall
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.notify import notify
from aftersales.regulation.because import line

SHOWN = 12
"""Lines of a digest; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due time is another now."""

    clock: CalendarClock
    before: datetime
    after: datetime


def recount_year(uow: UnitOfWork, year: int, why: object) -> list[Moved]:
    """Count the open working clocks anew that run within a year (company time)."""
    first = datetime.combine(date(year, 1, 1), time(), wall.zone()).astimezone(UTC)
    last = datetime.combine(date(year + 1, 1, 1), time(), wall.zone()).astimezone(UTC)
    touched = _open().where(CalendarClock.started_at < last, CalendarClock.due_at >= first)
    return recount(uow, uow.scalars(touched).all(), why)


def recount_calendar(uow: UnitOfWork, code: str, why: object) -> list[Moved]:
    """Count the open clocks of a named calendar anew."""
    return recount(uow, uow.scalars(_open().where(CalendarClock.calendar == code)).all(), why)


def recount(uow: UnitOfWork, clocks: Iterable[CalendarClock], why: object) -> list[Moved]:
    """Aim each clock anew; those that moved keep why, and their people are told in one note.

    :param why: what changed (lazy text), e.g. *The calendar of 2027 was taken in*.
    """
    moved = []
    for clock in clocks:
        before = clock.due_at
        aim(uow, clock, target_of(clock))
        if before is None or clock.due_at is None or clock.due_at == before:
            continue
        text = _l(
            "{why}: due {after} instead of {before}.",
            why=why,
            after=Moment(clock.due_at),
            before=Moment(before),
        )
        explain(clock, line(text))
        moved.append(Moved(clock, before, clock.due_at))
    uow.flush()
    _tell(uow, moved, why)
    return moved


def _open() -> Select[CalendarClock]:
    return (
        select(CalendarClock)
        .where(
            CalendarClock.met_at.is_(None),
            CalendarClock.stopped_at.is_(None),
            CalendarClock.target.endswith(" working"),
        )
        .order_by(CalendarClock.id)
        .with_for_update(of=CalendarClock)
    )


def _tell(uow: UnitOfWork, moved: Sequence[Moved], why: object) -> None:
    lines: dict[int, list[tuple[Owned, Moved]]] = {}
    for one in moved:
        found = owned(uow, one.clock)
        for person in found.people if found else ():
            lines.setdefault(person, []).append((found, one))  # type: ignore[arg-type]  # people: found
    for person, items in sorted(lines.items()):
        notify(
            uow,
            [person],
            title=_l("{why}: {count} of your deadlines moved", why=why, count=len(items)),
            body=_MovedLines(items),
            url=items[0][0].url if len(items) == 1 else "/",
            kind="info",
        )


class _MovedLines:
    def __init__(self, items: list[tuple[Owned, Moved]]) -> None:
        self.items = items

    def __str__(self) -> str:
        lines = [
            str(
                _l(
                    "{record} · {clock}: {after} (was {before})",
                    record=found.label,
                    clock=found.title,
                    after=Moment(one.after),
                    before=Moment(one.before),
                )
            )
            for found, one in self.items[:SHOWN]
        ]
        if more := len(self.items) - SHOWN:
            lines += [str(_l("and {count} others", count=more))] if more > 0 else []
        return "\n".join(lines)
