"""The audit trail: who changed what, from what to what, in a chain nobody can mend unseen.

A listener notes each flushed insert, update and delete with old and new values; at the end of the
unit of work they are written as rows that each carry the hash of the row before. The rows have no
foreign key to what they describe, so they outlive it; triggers in the first migration refuse to
change them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Index, String, bindparam, event, insert, inspect, select, update
from sqlalchemy.orm import (
    Mapped,
    Mapper,
    Session,
    SessionTransaction,
    UOWTransaction,
    mapped_column,
)
from sqlalchemy.orm.base import NO_VALUE
from sqlalchemy.orm.state import InstanceState

from aftersales.db import clock
from aftersales.db.base import Base, model_name, unscoped
from aftersales.db.notes import Note, Notes
from aftersales.db.session import GuardedSession, deleted_rows
from aftersales.db.types import JsonDict, JsonText, Key, UtcDateTime

HIDDEN = "•••"
QUIET = frozenset({"version", "created_at", "updated_at", "created_by_id", "updated_by_id"})
GENESIS = "0" * 64
AS_THEY_ARE = frozenset({str, int, bool, float, type(None), dict, list})
AT_ONCE = 1000
"""Entries written in one statement."""


class AuditEntry(Base):
    """One change of one row. ``changes`` maps column to ``[old, new]``."""

    __tablename__ = "audit_entry"
    __scope__ = unscoped(
        "read only by holders of audit.read, in the admin pages and the record's thread"
    )
    __audit__ = False
    __table_args__ = (Index("ix_audit_entry_model_record", "model", "record_id"),)

    seq: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(Key)
    actor_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(10))
    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[str] = mapped_column(String(40))
    changes: Mapped[dict[str, Any]] = mapped_column(JsonDict)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


_WRITE = insert(AuditEntry).values(changes=bindparam("written", type_=JsonText()))


class AuditHead(Base):
    """The end of the chain; its single row makes writers wait for the last moment only."""

    __tablename__ = "audit_head"
    __scope__ = unscoped("one row of bookkeeping")
    __audit__ = False

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Key)
    hash: Mapped[str] = mapped_column(String(64))


def plain(value: Any) -> Any:
    """``value`` as JSON keeps it: numbers and moments as text in one notation."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value


def digest(previous: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry, over its content and the hash before it (SHA-256, canonical JSON).

    ``changes`` may be canonical JSON already.
    """
    changes = entry["changes"]
    if not isinstance(changes, str):
        changes = _canonical(changes)
    before, after = (
        _canonical({key: plain(entry[key]) for key in keys})
        for keys in (("action", "actor_id", "actor_name", "at"), ("model", "record_id", "seq"))
    )
    text = f'{before[:-1]},"changes":{changes},{after[1:]}'
    return hashlib.sha256((previous + text).encode()).hexdigest()


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def notes_of(session: Session) -> Notes:
    """What this session has changed and not yet written into the trail."""
    notes: Notes | None = session.info.get("audit")
    if notes is None:
        notes = session.info["audit"] = Notes()
    return notes


@event.listens_for(GuardedSession, "after_flush")
def _note_changes(session: Session, context: UOWTransaction) -> None:
    notes = notes_of(session)
    for row in session.new:
        _note(notes, row, "insert")
    gone = deleted_rows(context)
    for row in session.dirty:
        if id(row) not in gone and session.is_modified(row, include_collections=False):
            _note(notes, row, "update")
    for row in gone.values():
        _note(notes, row, "delete")


@event.listens_for(GuardedSession, "after_transaction_create")
def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks: dict[int, int] = session.info.setdefault("audit_marks", {})
        marks[id(transaction)] = len(notes_of(session))


@event.listens_for(GuardedSession, "after_soft_rollback")
def _forget_changes(session: Session, transaction: SessionTransaction) -> None:
    """What a savepoint or transaction took back was never changed."""
    mark = session.info.get("audit_marks", {}).pop(id(transaction), 0) if transaction.nested else 0
    notes_of(session).cut(mark)


def _note(notes: Notes, row: Any, action: str) -> None:
    cls = type(row)
    if not getattr(cls, "__audit__", True):
        return
    state: InstanceState[Any] = row._sa_instance_state
    mapper: Mapper[Any] = state.mapper
    secret: frozenset[str] = getattr(cls, "__audit_hide__", frozenset())
    changes = dict(_changed_columns(state, mapper, action, secret))
    if action == "update" and not changes:
        return
    key = "-".join(str(part) for part in mapper.primary_key_from_instance(row))
    notes.append(Note(action, model_name(cls), key, _canonical(changes)))


def _changed_columns(
    state: InstanceState[Any], mapper: Mapper[Any], action: str, secret: frozenset[str]
) -> Iterator[tuple[str, list[Any]]]:
    for name in _audited(mapper):
        if action == "update":
            history = state.attrs[name].history
            if not history.has_changes():
                continue
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
        else:
            value = state.dict.get(name)
            if value is None:
                continue
            old, new = (None, value) if action == "insert" else (value, None)
        if name in secret:
            old, new = (HIDDEN if old else None), (HIDDEN if new else None)
        yield name, [None if old is NO_VALUE else plain(old), plain(new)]


@cache
def _audited(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(attribute.key for attribute in mapper.column_attrs if attribute.key not in QUIET)


def seal(session: Session) -> None:
    """Write the noted changes to the end of the chain (the unit of work does, before commit)."""
    notes: Notes | None = session.info.pop("audit", None)
    if not notes:
        return
    connection = session.connection()
    head = connection.execute(
        update(AuditHead)
        .where(AuditHead.id == 1)
        .values(seq=AuditHead.seq + len(notes))
        .returning(AuditHead.seq, AuditHead.hash)
    ).one()
    actor = session.info.get("actor")
    previous, moment = head.hash, clock.now()
    rows: list[dict[str, Any]] = []
    for seq, note in enumerate(notes, head.seq - len(notes) + 1):
        entry = {
            **note._asdict(),
            "seq": seq,
            "at": moment,
            "actor_id": actor.user_id if actor else None,
            "actor_name": (actor.name if actor else "")[:120],
            "previous": previous,
        }
        entry["hash"] = previous = digest(previous, entry)
        entry["written"] = entry.pop("changes")
        rows.append(entry)
        if len(rows) == AT_ONCE:
            connection.execute(_WRITE, rows)
            rows.clear()
    if rows:
        connection.execute(_WRITE, rows)
    connection.execute(update(AuditHead).where(AuditHead.id == 1).values(hash=previous))


def verify(session: Session) -> int | None:
    """Walk the chain; the ``seq`` of the first entry that does not fit, None when all do."""
    previous, expected = GENESIS, 1
    columns = AuditEntry.__table__.c
    statement = select(AuditEntry.__table__).order_by(columns.seq).execution_options(yield_per=1000)
    with session.connection().execute(statement) as rows:
        for row in rows:
            entry = dict(row._mapping)
            fits = row.previous == previous and row.hash == digest(previous, entry)
            if row.seq != expected or not fits:
                return expected
            previous, expected = row.hash, expected + 1
    head = session.connection().execute(select(AuditHead.seq, AuditHead.hash)).one()
    return None if (head.seq, head.hash) == (expected - 1, previous) else expected


def note(session: Session, action: str, row: Base, changes: dict[str, list[Any]]) -> None:
    """Put a fact about ``row`` that is no change of it (a login) into the trail of this session.

    :param action: at most ten letters, for instance ``login``.
    """
    key = "-".join(str(part) for part in inspect(type(row)).primary_key_from_instance(row))
    notes_of(session).append(Note(action, model_name(type(row)), key, _canonical(changes)))
