"""The clocks of a record as a page shows them (template ``calendar/_clocks.html``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aftersales.auth.models import User
from aftersales.calendar.aim import target_of
from aftersales.calendar.breach import PARTIES
from aftersales.calendar.clocks import (
    ClockState,
    because_of_clock,
    clocks_of,
    paused_minutes,
    state,
)
from aftersales.calendar.kinds import title_of
from aftersales.calendar.models import CalendarClock
from aftersales.calendar.named import calendar_named
from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, current_locale
from aftersales.regulation.because import Because


@dataclass(frozen=True, slots=True)
class ShownClock:
    """One clock with all that is said about it; times in minutes."""

    clock: CalendarClock
    title: object
    target: str
    calendar: str
    state: ClockState
    pauses: Mapping[str, int]
    because: Because | None
    party: object
    explained_by: str


def clocks_tab(uow: UnitOfWork, record: Base, reasons: Mapping[str, object]) -> dict[str, Any]:
    """What the template needs.

    :param reasons: what the codes of pauses are called.
    """
    return {
        "clocks": [_shown(uow, one) for one in clocks_of(uow, record)],
        "pause_reasons": reasons,
        "length": length,
    }


def length(minutes: int) -> str:
    """``2 d 3 h``, ``3 h 20 min``, ``15 min``: the two largest units."""
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return _("{days} d {hours} h", days=days, hours=hours)
    if hours:
        return _("{hours} h {minutes} min", hours=hours, minutes=left)
    return _("{minutes} min", minutes=left)


def _shown(uow: UnitOfWork, clock: CalendarClock) -> ShownClock:
    target = target_of(clock)
    named = calendar_named(uow, clock.calendar) if clock.calendar else None
    english = current_locale() == "en"
    who = uow.session.get(User, clock.breach_by_id) if clock.breach_by_id else None
    return ShownClock(
        clock=clock,
        title=title_of(clock),
        target=str(target.label) if target else "",
        calendar="" if named is None else (english and named.name_en) or named.name,
        state=state(clock, uow.now),
        pauses=paused_minutes(clock, uow.now),
        because=because_of_clock(clock),
        party=PARTIES.get(clock.breach_party, clock.breach_party),
        explained_by=who.name if who else "",
    )
