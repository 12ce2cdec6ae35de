"""Marking a duty done with its proof, and saying why one was missed."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from aftersales.access import requires
from aftersales.db import clock
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork
from aftersales.duties.daily import write_down
from aftersales.duties.events import DutyDone
from aftersales.duties.models import OwedDuty
from aftersales.duties.rules import READ, may_write
from aftersales.errors import Forbidden, Invalid, Refused
from aftersales.files import store
from aftersales.i18n import _l

PROOF = "duty_proof"
LINK = re.compile(r"(/(?![/\\])|https?://)\S{1,280}")


@requires(READ)
def mark_done(
    uow: UnitOfWork,
    *,
    record_id: int,
    proof: str = "",
    link: str = "",
    files: Sequence[Any] = (),
    reason: str = "",
) -> OwedDuty:
    """Mark a duty done, with a text, the link of a record or a file as proof.

    What was missed can still be done; it then needs the reason too. Emits ``DutyDone``.

    :param files: uploads with ``filename``, ``content`` and ``content_type``.
    :raises Forbidden: the actor neither owes it nor is a leader.
    :raises Invalid: no proof, a link that leads nowhere, a missed duty without a reason.
    :raises Refused: it is done already.
    """
    duty = _own(uow, record_id)
    if duty.state == "done":
        raise Refused(_l("This duty is done already."))
    proof, link = proof.strip(), link.strip()
    if not (proof or link or files):
        sentence = _l("Show that it was done: a sentence, the link of a record, or a file.")
        raise Invalid(sentence, field="proof")
    if link and not LINK.fullmatch(link):
        raise Invalid(_l("A link begins with / or https://."), field="link")
    if duty.lacks_reason:
        _explain(uow, duty, reason)
    for one in files:
        store(uow, one.content, one.filename, one.content_type, owner=ref(duty), kind=PROOF)
    _done(uow, duty, proof, link)
    return duty


@requires(READ)
def give_reason(uow: UnitOfWork, *, record_id: int, reason: str) -> OwedDuty:
    """Say why a duty was missed; it stays missed until it is done.

    :raises Forbidden: the actor neither owes it nor is a leader.
    :raises Refused: it was not missed.
    """
    duty = _own(uow, record_id)
    if duty.missed_at is None:
        raise Refused(_l("This duty was not missed."))
    _explain(uow, duty, reason)
    uow.flush()
    return duty


def fulfil(
    uow: UnitOfWork, *, parameter: str, code: str, day: date, proof: str, link: str
) -> OwedDuty | None:
    """Mark done what a fact of a module fulfils: the duty in the period that ``day`` lies in.

    For handlers of a ``Fulfilment``. The same ``link`` counts once, however often it is told;
    ``None`` when the regulation asks for no such duty then, or all its times are done.
    """
    write_down(uow)
    found = uow.scalars(
        select(OwedDuty)
        .where(
            OwedDuty.parameter == parameter,
            OwedDuty.code == code,
            OwedDuty.start <= day,
            OwedDuty.end >= day,
        )
        .order_by(OwedDuty.number)
        .with_for_update(of=OwedDuty)
    ).all()
    told = next((one for one in found if one.link == link), None)
    if told is not None:
        return told
    duty = next((one for one in found if one.state != "done"), None)
    if duty is not None:
        duty.by_program = True
        _done(uow, duty, proof, link)
    return duty


def _own(uow: UnitOfWork, record_id: int) -> OwedDuty:
    duty = uow.get(OwedDuty, record_id, lock=True)
    if not may_write(uow.actor, duty):
        raise Forbidden(_l("Only those who owe this duty and the company's leaders may do this."))
    return duty


def _explain(uow: UnitOfWork, duty: OwedDuty, reason: str) -> None:
    if not reason.strip():
        raise Invalid(_l("Say why it was missed."), field="reason")
    duty.reason, duty.reason_by_id = reason.strip(), uow.actor.user_id


def _done(uow: UnitOfWork, duty: OwedDuty, proof: str, link: str) -> None:
    duty.state, duty.done_at, duty.done_by_id = "done", uow.now, uow.actor.user_id
    duty.proof, duty.link = proof, link
    duty.late_days = max(0, (clock.today() - duty.due_on).days)
    uow.emit(
        DutyDone(
            duty_id=duty.id,
            parameter=duty.parameter,
            code=duty.code,
            due_on=duty.due_on,
            late_days=duty.late_days,
        )
    )
