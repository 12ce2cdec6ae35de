"""The one clock of the program: UTC moments, company dates; tests can hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)
_zone = ZoneInfo("Asia/Shanghai")


def use_zone(zone: ZoneInfo) -> None:
    """Set the company time zone for the process (called once by the application factory)."""
    global _zone
    _zone = zone


def zone() -> ZoneInfo:
    """The company time zone."""
    return _zone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """The date at the company's desk."""
    return now().astimezone(_zone).date()


def local(moment: datetime) -> datetime:
    """``moment`` on the company's wall clock."""
    return moment.astimezone(_zone)


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock at ``at`` (aware) for the block."""
    token = _held.set(at.astimezone(UTC))
    try:
        yield at
    finally:
        _held.reset(token)
