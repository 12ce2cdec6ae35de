"""Facts of the duty calendar."""

from dataclasses import dataclass
from datetime import date

from aftersales.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone(Event):
    """A duty was done, ``late_days`` calendar days after its due day (0: in time)."""

    duty_id: int
    parameter: str
    code: str
    due_on: date
    late_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyMissed(Event):
    """Due day and period of a duty are over and it was not done; told once."""

    duty_id: int
    parameter: str
    code: str
    due_on: date
