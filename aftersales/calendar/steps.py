"""Clocks of internal steps (issue, purchase, review …): a duration of the regulation, one line."""

from datetime import datetime

from aftersales.calendar.clocks import cancel, clock_of, meet, start_clock
from aftersales.calendar.models import CalendarClock
from aftersales.calendar.named import COMPANY, Place
from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.regulation.resolve import resolve


def begin_step(
    uow: UnitOfWork,
    record: Base,
    name: str,
    parameter: str,
    *,
    started_at: datetime | None = None,
    place: Place = COMPANY,
) -> CalendarClock | None:
    """Start the clock of a step with the duration a parameter gives.

    Nothing happens where the regulation gives none, or the step has its clock already.
    """
    within = resolve(uow, parameter, scope=place.scope)
    if not within.is_set or clock_of(uow, record, name) is not None:
        return None
    return start_clock(
        uow,
        record,
        name,
        within.duration,
        started_at=started_at,
        because=within.because,
        place=place,
    )


def end_step(uow: UnitOfWork, record: Base, name: str, *, at: datetime | None = None) -> None:
    """The step was taken; nothing happens where no clock of it runs."""
    clock = clock_of(uow, record, name)
    if clock is not None and clock.met_at is None and clock.stopped_at is None:
        meet(uow, clock, at=at)


def drop_step(uow: UnitOfWork, record: Base, name: str, reason: str) -> None:
    """The step will not be taken any more; nothing happens where no clock of it runs."""
    clock = clock_of(uow, record, name)
    if clock is not None and clock.met_at is None and clock.stopped_at is None:
        cancel(uow, clock, reason)
