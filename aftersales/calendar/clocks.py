"""Clocks on records: a promise of time that runs, is met, is missed, stands still for a reason.

The clock keeps what it promised (target, start, due time and why) and when it stood still. Its
due time moves with every pause, so that lists can sort and filter by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, select

from aftersales.calendar.aim import aim, explain, place_clock, sum_of, target_of
from aftersales.calendar.due import Moment
from aftersales.calendar.models import CalendarClock, CalendarPause
from aftersales.calendar.named import COMPANY, Place
from aftersales.db.base import Base, points_here, ref
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _l
from aftersales.regulation.because import Because, BecauseLine, line
from aftersales.regulation.duration import Duration

Code = Literal["running", "met", "breached", "paused", "cancelled"]
CODE_TITLES = {
    "running": _l("running"),
    "met": _l("met"),
    "breached": _l("overdue"),
    "paused": _l("paused"),
    "cancelled": _l("cancelled"),
}
CODE_COLORS = {
    "running": "blue",
    "met": "green",
    "breached": "red",
    "paused": "grey",
    "cancelled": "grey",
}
LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ClockState:
    """How a clock stands at a moment.

    ``remaining`` is the natural time left until it is due (negative: overdue by that much);
    ``None`` without a target or once it stopped. A clock that was met too late is ``breached``
    and has ``met_at``.
    """

    code: Code
    remaining: timedelta | None
    due_at: datetime | None
    met_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.met_at is None and self.code != "cancelled"

    @property
    def color(self) -> str:
        """Colour of its pill."""
        return CODE_COLORS[self.code]

    def __str__(self) -> str:
        return str(CODE_TITLES[self.code])


def start_clock(
    uow: UnitOfWork,
    record: Base,
    name: str,
    target: Duration | None,
    *,
    started_at: datetime | None = None,
    because: Because | None = None,
    place: Place = COMPANY,
) -> CalendarClock:
    """Start the clock ``name`` (``reply``, ``arrive`` …) of a record; one of each name.

    :param target: how long there is; ``None`` only measures.
    :param started_at: when the promise began (notice, dispatch, arrival: C34); now when left out.
    :param because: why this target; the sum of the due time is added to it.
    :param place: whose working time counts; kept with the clock.
    :raises Refused: the record already has such a clock; use ``retarget``.
    """
    if clock_of(uow, record, name) is not None:
        raise Refused(_l("The clock “{name}” is already running on this record.", name=name))
    target_ref = ref(record)
    moment = started_at or uow.now
    row = CalendarClock(
        model=target_ref.model,
        record_id=target_ref.id,
        name=name,
        target="",
        started_at=moment,
        recorded_late=uow.now - moment > LATE_AFTER,
        because=because.to_json() if because else None,
        warned=0,
    )
    place_clock(uow, row, place)
    aim(uow, row, target)
    _told(uow, row, target, because)
    return uow.add(row)


def retarget(
    uow: UnitOfWork,
    clock: CalendarClock,
    target: Duration | None,
    *,
    because: Because | None = None,
    place: Place | None = None,
) -> None:
    """Give a running clock another target; pauses so far stay counted.

    :param place: another place whose working time counts; that of the start when left out.

    :raises Refused: the clock has stopped.
    """
    _require_open(clock)
    if place is not None:
        place_clock(uow, clock, place)
    aim(uow, clock, target)
    _told(uow, clock, target, because)


def meet(uow: UnitOfWork, clock: CalendarClock, *, at: datetime | None = None) -> ClockState:
    """The promised thing happened, now or at a time entered afterwards.

    Meeting a clock twice keeps the first time. An open pause ends there.

    :raises Invalid: a time before the clock started or in the future.
    :raises Refused: the clock was cancelled.
    """
    if clock.met_at is not None:
        return state(clock, uow.now)
    _require_open(clock)
    moment = at or uow.now
    if moment < clock.started_at or moment > uow.now + LATE_AFTER:
        raise Invalid(_l("The time must lie between the start of the clock and now."), field="at")
    if _open_pause(clock) is not None:
        resume(uow, clock, at=max(moment, clock.pauses[-1].from_at))
    clock.met_at, clock.warn_at = moment, None
    clock.recorded_late = clock.recorded_late or uow.now - moment > LATE_AFTER
    uow.flush()
    return state(clock, uow.now)


def pause(
    uow: UnitOfWork,
    clock: CalendarClock,
    reason: str,
    *,
    note: str = "",
    at: datetime | None = None,
) -> CalendarPause:
    """Let the clock stand still for a reason (``customer``, ``part``, ``supplier`` …).

    :raises Refused: it stands still already, or has stopped.
    :raises Invalid: a time before the clock started or inside an earlier pause.
    """
    _require_open(clock)
    moment = at or uow.now
    if _open_pause(clock) is not None:
        raise Refused(_l("The clock is already paused."))
    earliest = max([clock.started_at, *(one.until_at for one in clock.pauses if one.until_at)])
    if moment < earliest:
        raise Invalid(_l("The pause would begin before the clock ran."), field="at")
    row = CalendarPause(reason=reason, note=note, from_at=moment)
    clock.pauses.append(row)
    clock.warn_at = None
    uow.flush()
    return row


def resume(uow: UnitOfWork, clock: CalendarClock, *, at: datetime | None = None) -> None:
    """Let the clock run on; its due time moves by what it stood still.

    :raises Refused: it is not paused.
    :raises Invalid: a time before the pause began.
    """
    row = _open_pause(clock)
    if row is None:
        raise Refused(_l("The clock is not paused."))
    moment = at or uow.now
    if moment < row.from_at:
        raise Invalid(_l("The pause would end before it began."), field="at")
    row.until_at = moment
    before = clock.due_at
    aim(uow, clock, target_of(clock))
    if clock.due_at != before and before is not None and clock.due_at is not None:
        explain(clock, _moved(row, before, clock.due_at))
    uow.flush()


def cancel(uow: UnitOfWork, clock: CalendarClock, reason: str) -> None:
    """Stop the clock because the promise no longer holds (case cancelled, duplicate).

    :raises Refused: it has stopped already.
    """
    _require_open(clock)
    row = _open_pause(clock)
    if row is not None:
        row.until_at = max(uow.now, row.from_at)
    clock.stopped_at, clock.stop_reason, clock.warn_at = uow.now, reason, None
    uow.flush()


def state(clock: CalendarClock, now: datetime) -> ClockState:
    """How the clock stands at ``now``; pure, so lists may call it for every row."""
    code: Code
    if clock.stopped_at is not None:
        return ClockState("cancelled", None, clock.due_at, None)
    if clock.met_at is not None:
        code = "breached" if clock.due_at is not None and clock.met_at > clock.due_at else "met"
        return ClockState(code, None, clock.due_at, clock.met_at)
    halted = _open_pause(clock)
    reading = now if halted is None else halted.from_at
    remaining = None if clock.due_at is None else clock.due_at - reading
    overdue = remaining is not None and remaining < timedelta(0)
    code = "breached" if overdue else "running" if halted is None else "paused"
    return ClockState(code, remaining, clock.due_at, None)


def clock_of(uow: UnitOfWork, record: Base, name: str) -> CalendarClock | None:
    """The clock of that name on a record."""
    return next((one for one in clocks_of(uow, record) if one.name == name), None)


def clocks_of(uow: UnitOfWork, record: Base) -> Sequence[CalendarClock]:
    """All clocks of a record, in the order they were started."""
    return uow.scalars(_clocks_statement(), ref(record).values).all()


def times_of(uow: UnitOfWork, record: Base) -> Sequence[Any]:
    """The times of a record's clocks, for showing them.

    ``name, due_at, met_at, stopped_at, recorded_late, breach_at``.
    """
    return uow.rows(_times_statement(), ref(record).values)


@cache
def _times_statement() -> Select[*tuple[Any, ...]]:
    one = CalendarClock
    here = points_here(one.model, one.record_id)
    shown = (one.due_at, one.met_at, one.stopped_at, one.recorded_late, one.breach_at)
    return select(one.name, *shown).where(here)


@cache
def _clocks_statement() -> Select[CalendarClock]:
    here = points_here(CalendarClock.model, CalendarClock.record_id)
    return select(CalendarClock).where(here).order_by(CalendarClock.id)


def because_of_clock(clock: CalendarClock) -> Because | None:
    """Why the clock is due when it is."""
    return None if clock.because is None else Because.from_json(clock.because)


def paused_minutes(clock: CalendarClock, now: datetime) -> dict[str, int]:
    """Natural minutes the clock stood still so far, by reason."""
    totals: dict[str, int] = {}
    for one in clock.pauses:
        length = int(((one.until_at or now) - one.from_at).total_seconds() // 60)
        totals[one.reason] = totals.get(one.reason, 0) + max(0, length)
    return totals


def _require_open(clock: CalendarClock) -> None:
    if clock.met_at is not None or clock.stopped_at is not None:
        raise Refused(_l("The clock has stopped."))


def _open_pause(clock: CalendarClock) -> CalendarPause | None:
    last = clock.pauses[-1] if clock.pauses else None
    return last if last is not None and last.until_at is None else None


def _moved(row: CalendarPause, before: datetime, after: datetime) -> BecauseLine:
    text = _l(
        "Stood still from {begin} to {end}: due {after} instead of {before}.",
        begin=Moment(row.from_at),
        end=Moment(row.until_at or row.from_at),
        after=Moment(after),
        before=Moment(before),
    )
    return line(text)


def _told(
    uow: UnitOfWork, clock: CalendarClock, target: Duration | None, because: Because | None
) -> None:
    """Keep why the target holds, and its sum."""
    if because is not None:
        lines = () if target is None else sum_of(uow, clock, target)
        clock.because = because.then(*lines).to_json()
