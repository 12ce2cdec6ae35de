"""Answers to shortage notices (rules S0-5.4.6.1d; C18)."""

from datetime import date

from aftersales.access import requires
from aftersales.calendar.steps import end_step
from aftersales.db.uow import UnitOfWork
from aftersales.workflow import advance
from modules.parts.models import ShortageNotice


@requires("parts.shortage.answer")
def answer_shortage(
    uow: UnitOfWork, *, record_id: int, expected_on: date, answer: str = ""
) -> ShortageNotice:
    """Say when the part will be there."""
    notice = uow.get(ShortageNotice, record_id, lock=True)
    advance(uow, notice, "answer", answer)
    notice.expected_on, notice.answer = expected_on, answer
    notice.answered_at, notice.answered_by_id = uow.now, uow.actor.user_id
    end_step(uow, notice, "answer")
    uow.flush()
    return notice
