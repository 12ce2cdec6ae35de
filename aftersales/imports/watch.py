"""What a row really did: each flush is watched, so counts, history and undo agree with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from sqlalchemy import Date, event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from aftersales.db.audit import QUIET, notes_of, plain
from aftersales.db.base import Base
from aftersales.db.types import ScaledDecimal, UtcDateTime
from aftersales.db.uow import UnitOfWork

Outcome = Literal["created", "updated", "unchanged"]
Identity = tuple[type[Base], tuple[Any, ...]]


@dataclass(slots=True)
class Change:
    """One record a row wrote. ``before`` holds the changed columns of an updated one."""

    record: Base
    action: Literal["created", "updated"]
    before: dict[str, Any] = field(default_factory=dict)

    def after(self) -> dict[str, Any]:
        """The columns as they are now: all of a created record, the changed ones of an updated."""
        values = snapshot(self.record)
        return values if self.action == "created" else {name: values[name] for name in self.before}


class Entangled(Exception):
    """Rows written together cannot be told apart; each must be written alone."""


class Watch:
    """The changes of rows; tables that are not audited (counters) do not count.

    ``turn`` is the row being written. What is added belongs to it; what a flush of several rows
    changed belongs to the row whose record it is.
    """

    def __init__(self) -> None:
        self.changes: dict[Identity, Change] = {}
        self.turn = 0
        self._owner: dict[Base, int] = {}

    def note_new(self, _session: Session, record: object) -> None:
        """Listener: called when a record is added."""
        if isinstance(record, Base):
            self._owner[record] = self.turn

    def own(self, record: Base) -> None:
        """Say that a record is the one of this turn; :raises Entangled: it is another's."""
        if self._owner.setdefault(record, self.turn) != self.turn:
            raise Entangled

    def note(self, session: Session, _context: UOWTransaction) -> None:
        """Listener: called after each flush, while the history of the values is still there."""
        for record in session.new:
            if _counts(record):
                self.changes[_identity(record)] = Change(record, "created")
        for record in session.dirty:
            if _counts(record) and session.is_modified(record, include_collections=False):
                self._note_update(record)
        for record in session.deleted:
            if _counts(record):
                raise RuntimeError(f"an importer's verb deleted a {type(record).__name__}")

    def _note_update(self, record: Base) -> None:
        change = self.changes.get(_identity(record))
        before = _old_values(record)
        if change is None:
            if before:
                self.changes[_identity(record)] = Change(record, "updated", before)
        elif change.action == "updated":
            change.before = {**before, **change.before}

    def take(self) -> dict[int, list[Change]]:
        """The changes by turn, in the order they were first seen.

        :raises Entangled: there were several turns, and one changed a record of nobody's.
        """
        alone = self.turn if len(set(self._owner.values())) < 2 else None
        changes: dict[int, list[Change]] = {}
        for change in self.changes.values():
            turn = self._owner.get(change.record, alone)
            if turn is None:
                raise Entangled
            changes.setdefault(turn, []).append(change)
        return changes


def outcome(record: object, changes: list[Change]) -> Outcome:
    """What a row counts as: a created record, an updated one, or nothing to save."""
    if any(change.record is record and change.action == "created" for change in changes):
        return "created"
    return "updated" if changes else "unchanged"


@contextmanager
def watching(uow: UnitOfWork) -> Iterator[Watch]:
    """Watch the flushes of a unit of work for the block."""
    watch = Watch()
    event.listen(uow.session, "after_flush", watch.note)
    event.listen(uow.session, "transient_to_pending", watch.note_new)
    try:
        yield watch
    finally:
        event.remove(uow.session, "transient_to_pending", watch.note_new)
        event.remove(uow.session, "after_flush", watch.note)


@contextmanager
def savepoint(uow: UnitOfWork) -> Iterator[None]:
    """All of the block or nothing of it, audit notes and actions after the commit included."""
    uow.flush()
    notes = len(notes_of(uow.session))
    actions = list(uow.after_commit)
    nested = uow.session.begin_nested()
    try:
        yield
        uow.flush()
        nested.commit()
    except BaseException:
        if nested.is_active or uow.session.in_nested_transaction():
            nested.rollback()
        notes_of(uow.session).cut(notes)
        uow.after_commit[:] = actions
        raise


def snapshot(record: Base) -> dict[str, Any]:
    """The columns of a record by attribute, as JSON keeps them; bookkeeping columns left out."""
    there = record.__dict__
    return {
        name: _kept(kind, there[name] if name in there else getattr(record, name))
        for name, kind in _kinds(type(record))
    }


@cache
def _kinds(model: type[Base]) -> tuple[tuple[str, Any], ...]:
    """The attributes of columns with their types; bookkeeping columns left out."""
    attributes = inspect(model).column_attrs
    return tuple((one.key, one.columns[0].type) for one in attributes if one.key not in QUIET)


def _kept(kind: Any, value: Any) -> Any:
    """A value in one notation, whether a verb has just set it or the database gave it back."""
    if isinstance(kind, ScaledDecimal) and value is not None:
        value = Decimal(value).quantize(Decimal(1).scaleb(-kind.scale))
    return plain(value)


def restored(model: type[Base], name: str, value: Any) -> Any:
    """A value of a snapshot as the column takes it."""
    if value is None:
        return None
    kind = inspect(model).column_attrs[name].columns[0].type
    if isinstance(kind, ScaledDecimal):
        return Decimal(value)
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return value


def key_of(record: Base) -> tuple[Any, ...]:
    """The primary key of a flushed record."""
    return tuple(inspect(type(record)).primary_key_from_instance(record))


def _identity(record: Base) -> Identity:
    return type(record), key_of(record)


def _counts(record: Any) -> bool:
    return isinstance(record, Base) and getattr(type(record), "__audit__", True)


def _old_values(record: Base) -> dict[str, Any]:
    state = inspect(record)
    old = {}
    for name, kind in _kinds(type(record)):
        history = state.attrs[name].history
        if history.has_changes():
            old[name] = _kept(kind, history.deleted[0] if history.deleted else None)
    return old
