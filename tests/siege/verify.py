"""After the siege: the journal of what was acknowledged against what is in the database."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select

from aftersales.actor import system_actor
from aftersales.db.audit import AuditEntry
from aftersales.db.outbox import OutboxMessage
from aftersales.db.session import db
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.documents.models import IssuedDocument
from aftersales.files.models import Attachment, StoredFile
from aftersales.files.store import disk
from modules.parts.models import Stock, StockMove
from modules.service.models import Case
from tests.siege.people import Journal
from tests.siege.siege import Siege


def drained(siege: Siege) -> bool:
    """Whether the worker has delivered everything that was committed."""
    with siege.app.app_context(), unit_of_work(system_actor("siege"), write=False) as uow:
        return not uow.scalar(
            select(func.count(OutboxMessage.id)).where(
                OutboxMessage.done_at.is_(None), OutboxMessage.failed_at.is_(None)
            )
        )


def still_waiting(siege: Siege) -> list[tuple[object, ...]]:
    """What the worker has not delivered, and why."""
    one = OutboxMessage
    columns = (one.id, one.handler, one.attempts, one.available_at, one.error)
    with siege.app.app_context(), unit_of_work(system_actor("siege"), write=False) as uow:
        waiting = select(*columns).where(one.done_at.is_(None), one.failed_at.is_(None))
        return [tuple(row) for row in uow.rows(waiting)]


def differences(siege: Siege) -> list[str]:
    """Everything acknowledged that is not there, and everything there twice."""
    with siege.app.app_context():
        with unit_of_work(system_actor("siege"), write=False) as uow:
            found = [
                *_cases(uow, siege.journal),
                *_files(uow, siege.journal),
                *_phones(uow, siege.journal),
                *_closed(uow, siege.journal),
                *_stock(uow, siege),
            ]
        db.engine.dispose()
    return found


def _kept(journal: Journal, kind: str) -> list[dict[str, object]]:
    return [fact for fact in journal.kept if fact["kind"] == kind]


def _maybe(journal: Journal, kind: str) -> list[dict[str, object]]:
    return [fact for fact in journal.unknown if fact["kind"] == kind]


def _cases(uow: UnitOfWork, journal: Journal) -> Iterator[str]:
    there = Counter(uow.scalars(select(Case.summary)))
    ids = dict(uow.rows(select(Case.summary, Case.id)))
    for fact in _kept(journal, "case"):
        summary = str(fact["summary"])
        if there[summary] != 1:
            yield f"case {summary} was acknowledged and is there {there[summary]} times"
        elif fact["location"] != f"/service/cases/{ids[summary]}":
            yield f"case {summary} was acknowledged as {fact['location']}, it is {ids[summary]}"
    for fact in _maybe(journal, "case"):
        if there[str(fact["summary"])] > 1:
            yield f"case {fact['summary']} was sent without an answer and is there more than once"


def _files(uow: UnitOfWork, journal: Journal) -> Iterator[str]:
    query = select(Attachment.owner_id, StoredFile.sha256).join(
        StoredFile, StoredFile.id == Attachment.file_id
    )
    there = Counter((owner, sha256) for owner, sha256 in uow.rows(query))
    for fact in _kept(journal, "file"):
        times = there[(fact["case_id"], fact["sha256"])]
        if times != 1 or not disk().path(str(fact["sha256"])).exists():
            yield f"file {fact['sha256']} was acknowledged and hangs {times} times on its case"


def _phones(uow: UnitOfWork, journal: Journal) -> Iterator[str]:
    """The last acknowledged number, or one sent later of which nothing was heard."""
    last: dict[object, object] = {
        fact["case_id"]: fact["phone"] for fact in _kept(journal, "phone")
    }
    maybe: dict[object, set[object]] = {}
    for fact in _maybe(journal, "phone"):
        maybe.setdefault(fact["case_id"], set()).add(fact["phone"])
    for case_id, phone in last.items():
        actual = uow.scalar(select(Case.contact_phone).where(Case.id == case_id))
        if actual != phone and actual not in maybe.get(case_id, ()):
            yield f"case {case_id}: {phone} was acknowledged, {actual} is there"


def _closed(uow: UnitOfWork, journal: Journal) -> Iterator[str]:
    for fact in _kept(journal, "closed"):
        state = uow.scalar(select(Case.state).where(Case.id == fact["case_id"]))
        if state not in ("closed", "filed"):
            yield f"case {fact['case_id']} was closed, it is {state}"
        changes = uow.rows(
            select(AuditEntry.changes).where(
                AuditEntry.model == "service.Case",
                AuditEntry.record_id == str(fact["case_id"]),
                AuditEntry.action == "update",
            )
        )
        closings = [one for (one,) in changes if one.get("state", [0, 0])[1] == "closed"]
        if len(closings) != 1:
            yield f"case {fact['case_id']} was closed {len(closings)} times"
        papers = uow.scalar(
            select(func.count(IssuedDocument.id)).where(
                IssuedDocument.model == "service.Case", IssuedDocument.record_id == fact["case_id"]
            )
        )
        if papers != 1:
            yield f"case {fact['case_id']} was closed, its entry was printed {papers} times"


def _stock(uow: UnitOfWork, siege: Siege) -> Iterator[str]:
    moves = Counter(
        uow.scalars(select(StockMove.reason).where(StockMove.part_id == siege.facts.part_id))
    )
    for fact in _kept(siege.journal, "moved"):
        if moves[str(fact["reason"])] != 1:
            yield f"move {fact['reason']} was acknowledged and is not there once"
    for reason, times in moves.items():
        if times > 1:
            yield f"move {reason} is there {times} times"
    there = uow.scalar(select(func.sum(Stock.quantity))) or Decimal(0)
    moved = uow.scalar(select(func.sum(StockMove.quantity))) or Decimal(0)
    if there != moved:
        yield f"{there} in stock, {moved} by the moves"
