"""The unit of work: opened once at the edge, it commits when the block ends well.

A request, a CLI command, a job and a test each open exactly one. Everything inside (verbs,
handlers, listeners) joins it; ``commit`` stands nowhere else, and a test sees to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeAlias, TypeVar

from sqlalchemy import Executable, Result, ScalarResult, Select, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from aftersales.actor import Actor
from aftersales.db import audit, clock, numbers
from aftersales.db.base import Base, RecordRef
from aftersales.db.contention import explained, is_away, unknown_outcome
from aftersales.db.session import db, make_session
from aftersales.errors import DomainError, NotFound, OutcomeUnknown
from aftersales.i18n import _l

R = TypeVar("R", bound=Base)
T = TypeVar("T")
Values: TypeAlias = Mapping[str, Any] | None
"""What the places of a statement stand for."""

LARGEST_KEY = 2**63 - 1

_current: ContextVar["UnitOfWork | None"] = ContextVar("unit_of_work", default=None)


class Bus(Protocol):
    """What carries events out of a unit of work (``aftersales.events.EventBus``)."""

    def publish(self, uow: "UnitOfWork", event: Any) -> None:
        """Run the handlers of ``event`` inside, and queue those for after the commit."""


class NoBus:
    """Carries nothing: a kernel without modules."""

    def publish(self, uow: "UnitOfWork", event: Any) -> None:
        """Drop the event."""


class UnitOfWork:
    """One transaction of one actor; the handle every verb takes first.

    ``held`` is released when it has ended, however it ended; ``after_rollback`` runs after that.
    ``hindrance`` is the weightiest refusal by the database itself, kept where a page has already
    shown it. ``recognisable`` work leaves a mark in its own transaction by which a repetition would
    see that it was done (a form's token, an outbox message).
    """

    def __init__(self, session: Session, actor: Actor, bus: Bus) -> None:
        self.session = session
        self.actor = actor
        self.bus = bus
        self.after_commit: list[Callable[[], None]] = []
        self.after_rollback: list[Callable[[], None]] = []
        self.held = ExitStack()
        self._together = False
        self.hindrance: DomainError | None = None
        self.recognisable = False
        self.shown: set[RecordRef] = set()
        self.known: dict[tuple[str, RecordRef], Sequence[Any]] = {}
        """What was read of a record and need not be read again; who writes it, takes it out."""
        session.info.update(actor=actor, system=actor.system_reason or None)

    @property
    def now(self) -> datetime:
        """This moment, in UTC."""
        return clock.now()

    def find(self, model: type[R], key: int | None, *, lock: bool = False) -> R | None:
        """The row, or None when there is none this actor may see.

        Always asks the database, so that a row loaded in the system's name is not handed to a
        person.
        """
        if key is None or not 0 < key <= LARGEST_KEY:
            return None
        statement = select(model).where(model.id == key)  # type: ignore[attr-defined]
        if lock:
            # Of this table alone: PostgreSQL cannot lock what an outer join may leave empty.
            statement = statement.with_for_update(of=model).execution_options(
                populate_existing=True
            )
        return self.scalars(statement).one_or_none()

    def get(self, model: type[R], key: int | None, *, lock: bool = False) -> R:
        """The row; :raises NotFound: when there is none this actor may see.

        :param lock: hold the row until the end of the unit of work (PostgreSQL; SQLite holds the
            file).
        """
        row = self.find(model, key, lock=lock)
        if row is None:
            raise NotFound(_l("There is no such record, or you may not see it."))
        return row

    def show(self, record: RecordRef) -> None:
        """Note that the actor's own rules let him see a record (not so inside ``system``)."""
        if not self.session.info.get("system"):
            self.shown.add(record)

    def add(self, row: R) -> R:
        """Put a new row into the session and give it its key."""
        self.session.add(row)
        if not self._together:
            self.flush()
        return row

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the rows the block adds wait for one flush at its end; they have no key until then.

        For verbs that are known to bear it: many rows of an import at once.
        """
        self._together = True
        try:
            with self.session.no_autoflush:
                yield
        finally:
            self._together = False
        self.flush()

    def delete(self, row: Base) -> None:
        """Delete a row at the next flush."""
        self.session.delete(row)

    def flush(self) -> None:
        """Send pending changes; a stale or clashing save becomes a sentence."""
        with self._explained():
            self.session.flush()

    def start_over(self) -> None:
        """Take back what a refused verb did, so that the page beside the refusal shows the rows."""
        self.session.rollback()
        self.known.clear()
        self.shown.clear()
        self.after_commit.clear()

    def execute(self, statement: Executable, **options: Any) -> Result[Any]:
        """Run a statement under the record rules of the actor."""
        with self._explained():
            return self.session.execute(statement, **options)

    def scalars(self, statement: Select[T], params: Values = None) -> ScalarResult[T]:
        """The first column of each row."""
        with self._explained():
            return self.session.scalars(statement, params)

    def scalar(self, statement: Select[T], params: Values = None) -> T | None:
        """The first column of the first row."""
        with self._explained():
            return self.session.scalar(statement, params)

    def rows(self, statement: Select[*tuple[Any, ...]], params: Values = None) -> Sequence[Any]:
        """All rows."""
        return self.execute(statement, params=params).all()

    def emit(self, event: Any) -> None:
        """Tell the other modules a fact; their inside handlers run now and may veto."""
        self.flush()
        self.bus.publish(self, event)

    def number(self, series: str) -> str:
        """The next number of a series, without gaps: a rollback gives it back."""
        return numbers.take(self.session, series)

    def commit(self) -> None:
        """Save everything; only ``unit_of_work`` does."""
        self.flush()
        audit.seal(self.session)
        try:
            self.session.commit()
        except DBAPIError as error:
            if not is_away(error):
                raise
            self.hindrance = unknown_outcome(recognisable=self.recognisable)
            raise self.hindrance from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what the database refuses into a sentence, and keep the weightiest."""
        try:
            yield
        except (SQLAlchemyError, OverflowError) as error:
            # After a lost connection the session itself refuses every further statement.
            told = explained(error) or self.hindrance
            if told is None:
                raise
            if self.hindrance is None or told.repeats > self.hindrance.repeats:
                self.hindrance = told
            raise told from error

    @contextmanager
    def acting_as(self, actor: Actor) -> Iterator[None]:
        """Let ``actor`` act for the block, under its own rules: demo data, replayed work, tests."""
        before = {key: self.session.info.get(key) for key in ("actor", "system", "criteria")}
        self.flush()
        audit.seal(self.session)
        self.actor, shown = actor, self.shown
        self.shown = set()
        self.session.info.update(actor=actor, system=actor.system_reason or None, criteria={})
        try:
            yield
            self.flush()
            audit.seal(self.session)  # in the name of the one who did it
        finally:
            self.session.info.update(before)
            if before["criteria"] is None:
                self.session.info.pop("criteria", None)
            self.actor, self.shown = before["actor"] or actor, shown

    @contextmanager
    def entitled(self, reason: str) -> Iterator[None]:
        """Let what follows from the actor's act need no permission of his own, for the block.

        He stays the one who acts; which rows he reaches is not touched.
        """
        person = self.actor
        self.actor = replace(person, system_reason=reason)
        try:
            yield
        finally:
            self.actor = person

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that may be refused while the rest goes on: what it did is taken back alone."""
        self.flush()
        audit.seal(self.session)  # or a savepoint taken back would take these notes with it
        try:
            with self.session.begin_nested():
                yield
                self.flush()
        except DomainError:
            self.known.clear()
            self.shown.clear()
            raise

    @contextmanager
    def system(self, reason: str) -> Iterator[None]:
        """Lift record rules for the block, for a reason that stands in the code."""
        before = self.session.info.get("system")
        # What the person changed so far must still be judged by the person's own rules.
        self.flush()
        self.session.info["system"] = reason
        try:
            yield
            self.flush()
        finally:
            self.session.info["system"] = before


def current_uow() -> UnitOfWork:
    """The unit of work of this request, command or job; :raises RuntimeError: outside of one."""
    uow = _current.get()
    if uow is None:
        raise RuntimeError("no unit of work: open one with unit_of_work(actor) at the edge")
    return uow


def has_uow() -> bool:
    """Whether a unit of work is open."""
    return _current.get() is not None


@contextmanager
def unit_of_work(
    actor: Actor, *, write: bool = True, bus: Bus | None = None
) -> Iterator[UnitOfWork]:
    """Open the one transaction of an edge.

    :param write: False for a pure read; it takes no write lock and is rolled back at the end.
    :param bus: defaults to the application's.
    """
    from flask import current_app

    if _current.get() is not None:
        raise RuntimeError("a unit of work is already open; join it with current_uow()")
    session = make_session(db.engine, write=write)
    uow = UnitOfWork(session, actor, bus or current_app.extensions.get("aftersales.bus") or NoBus())
    token = _current.set(uow)
    then = uow.after_rollback
    try:
        with uow._explained():
            yield uow
            if write:
                uow.commit()
                then = uow.after_commit
    except OutcomeUnknown:
        then = []
        raise
    finally:
        _current.reset(token)
        _close(session)
        uow.held.close()
        for action in then:
            action()


def _close(session: Session) -> None:
    try:
        session.close()
    except DBAPIError:  # the connection was lost meanwhile, and with it the transaction
        session.invalidate()
