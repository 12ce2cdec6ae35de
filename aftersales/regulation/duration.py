"""A length of time as a regulation writes it: ``4h``, ``5d``, ``3d working``, ``immediate``."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from aftersales.regulation.because import Bilingual

Unit = Literal["min", "h", "d"]
ClockKind = Literal["natural", "working"]

MINUTES: dict[str, int] = {"min": 1, "h": 60, "d": 1440}
_SPELLING = re.compile(r"^(\d+)\s*(min|h|d)(?:\s+(natural|working))?$")
_UNITS: dict[str, Bilingual] = {
    "min": Bilingual("分钟", "min"),
    "h": Bilingual("小时", "h"),
    "d": Bilingual("天", "d"),
}


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of time and the clock it runs on.

    ``natural`` runs day and night; ``working`` counts the minutes of company working time, and a
    working *day* is a day on the working calendar (make-up Saturdays count, holidays do not), the
    day of the start not included, until close of business.
    """

    amount: int
    unit: Unit = "h"
    clock: ClockKind = "natural"

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a duration is not negative")

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read a spelling such as ``"4h"`` or ``"3d working"``; ``ValueError`` when it is none."""
        if text.strip() == "immediate":
            return cls(0, "min")
        match = _SPELLING.match(text.strip())
        if match is None:
            raise ValueError(
                f"{text!r} is not a duration: write 'immediate', '30min', '4h' or '3d working'"
            )
        return cls(int(match[1]), match[2], match[3] or "natural")  # type: ignore[arg-type] # matched above

    @property
    def is_immediate(self) -> bool:
        """No time at all: at once."""
        return self.amount == 0

    @property
    def counts_days(self) -> bool:
        """Whether it is a number of working days, which end at close of business."""
        return self.clock == "working" and self.unit == "d"

    @property
    def minutes(self) -> int:
        """Length in minutes; a working day has no fixed length (``ValueError``)."""
        if self.counts_days:
            raise ValueError("working days have no fixed number of minutes")
        return self.amount * MINUTES[self.unit]

    @property
    def timedelta(self) -> timedelta:
        """The natural length; ``ValueError`` for working time, which the calendar places."""
        if self.clock == "working":
            raise ValueError("working time is placed by the calendar, see aftersales.calendar.due")
        return timedelta(minutes=self.minutes)

    @property
    def label(self) -> Bilingual:
        """How a person says it: 4 小时 / 4 h, 3 个工作日 / 3 working days, 即时 / at once."""
        if self.is_immediate:
            return Bilingual("即时", "at once")
        if self.counts_days:
            plural = "s" if self.amount > 1 else ""
            return Bilingual(f"{self.amount} 个工作日", f"{self.amount} working day{plural}")
        unit = _UNITS[self.unit]
        if self.clock == "working":
            return Bilingual(f"{self.amount} 个工作{unit.zh}", f"{self.amount} working {unit.en}")
        return Bilingual(f"{self.amount} {unit.zh}", f"{self.amount} {unit.en}")

    def __str__(self) -> str:
        """The spelling that ``parse`` reads back."""
        if self.is_immediate:
            return "immediate"
        suffix = " working" if self.clock == "working" else ""
        return f"{self.amount}{self.unit}{suffix}"
