"""The old-part ledger: taken in by the keeper, judged by quality, waived only with a reason."""

from aftersales.access import requires
from aftersales.db.uow import UnitOfWork
from aftersales.documents import issue
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.workflow import advance
from modules.parts.events import OldPartJudged, OldPartReceived
from modules.parts.models import OldPart
from modules.parts.words import VERDICTS


@requires("parts.old_part.receive")
def receive_old_part(
    uow: UnitOfWork, *, record_id: int, damage: str, serial: str = "", return_method: str = ""
) -> OldPart:
    """Take an owed part in. Emits ``OldPartReceived``.

    :param damage: what is seen at the counter.
    """
    old = uow.get(OldPart, record_id, lock=True)
    advance(uow, old, "receive")
    old.damage, old.serial, old.return_method = damage, serial, return_method
    old.received_at, old.received_by_id = uow.now, uow.actor.user_id
    uow.emit(OldPartReceived(old_part_id=old.id, case_id=old.case_id))
    return old


@requires("parts.old_part.judge")
def judge_old_part(uow: UnitOfWork, *, record_id: int, verdict: str, note: str) -> OldPart:
    """Say what the part was and what becomes of it, and issue the return slip (F19).

    :param verdict: code of ``words.VERDICTS``. Emits ``OldPartJudged``.
    """
    if verdict not in VERDICTS:
        raise Invalid(_l("Choose what becomes of the part."), field="verdict")
    old = uow.get(OldPart, record_id, lock=True)
    advance(uow, old, "judge")
    old.verdict, old.verdict_note = verdict, note
    old.judged_at, old.judged_by_id = uow.now, uow.actor.user_id
    uow.flush()
    issue(uow, "parts.old_part", old)
    uow.emit(OldPartJudged(old_part_id=old.id, case_id=old.case_id, verdict=verdict))
    return old


@requires("parts.old_part.waive")
def waive_old_part(uow: UnitOfWork, *, record_id: int, reason: str) -> OldPart:
    """Let an owed part go, for a reason that stays in the ledger."""
    if not reason.strip():
        raise Invalid(_l("Say why the old part need not come back."), field="reason")
    old = uow.get(OldPart, record_id, lock=True)
    advance(uow, old, "waive", reason)
    old.waiver = reason.strip()
    uow.flush()
    return old
