"""The clocks' part of ``aftersales fsck``: they run forward, and stand still when they are done."""

from collections.abc import Iterator

from sqlalchemy import func, select

from aftersales.calendar.models import CalendarClock, CalendarPause
from aftersales.integrity import Examination, Finding


def clocks_agree(examination: Examination) -> Iterator[Finding]:
    """Clocks met before they began, pauses that end before they begin or outlive their clock."""
    uow = examination.uow
    ended = func.coalesce(CalendarClock.met_at, CalendarClock.stopped_at)
    early = select(CalendarClock.id, CalendarClock.model, CalendarClock.record_id).where(
        ended < CalendarClock.started_at
    )
    for key, model, record_id in uow.rows(early):
        yield Finding(sentence=f"Clock {key} of {model} {record_id} ended before it began.")
    wrong = (
        select(CalendarPause.id, CalendarPause.clock_id)
        .join(CalendarClock, CalendarClock.id == CalendarPause.clock_id)
        .where(
            (CalendarPause.until_at < CalendarPause.from_at)
            | (CalendarPause.until_at.is_(None) & ended.is_not(None))
        )
    )
    for key, clock_id in uow.rows(wrong):
        yield Finding(
            sentence=f"Pause {key} of clock {clock_id} ends before it begins, or was left open "
            "when the clock ended."
        )
