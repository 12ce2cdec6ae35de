"""The session class of every unit of work, its engines, and the stamps each saved row gets."""

import sqlite3
from collections.abc import Sequence
from functools import cache, partial
from time import monotonic
from typing import Any, NoReturn
from weakref import WeakSet

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Dialect, Engine, String, event, func, inspect, literal, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.pool import ConnectionPoolEntry

from aftersales.db import clock
from aftersales.db.base import Base, Record
from aftersales.errors import Invalid
from aftersales.i18n import _l

BUSY_SECONDS = 15
"""How long a statement waits for somebody else's lock before the unit of work begins again."""
REST_SECONDS = 1.0
MANY = 20
"""New rows of one class in a flush that are worth a question for the largest key."""
PREPARED = 300
"""Statements a connection keeps planned: psycopg's hundred is less than a day's work asks."""
PENDING = "64kB"
"""What an index of searches may put off filing: each search looks through it piece by piece."""
IN_TRANSACTION = 2
"""``PQTRANS_INTRANS`` of libpq: a transaction is open, and nothing in it failed."""

db = SQLAlchemy(metadata=Base.metadata)
"""Owns the engines of an application and nothing else; sessions are ours."""


class GuardedSession(Session):
    """A session bound to one actor; ``aftersales.access.guard`` listens to it."""

    def _identity_lookup(self, *args: Any, **options: Any) -> Any:
        """What the session remembers, but for rows that were loaded in the system's name.

        ``session.get`` and many-to-one relationships would hand those to the person without asking
        the database; so they are looked up again, under the record rules. SQLAlchemy's own sharding
        extension overrides this method as well.
        """
        found = super()._identity_lookup(*args, **options)
        lent = self.info.get("lent")
        if lent and found in lent and not self.info.get("system"):
            return None
        return found

    def _refuse_bulk(self, *_args: Any, **_options: Any) -> NoReturn:
        raise RuntimeError("bulk writes would skip the audit trail and the record rules")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = _refuse_bulk


@event.listens_for(GuardedSession, "loaded_as_persistent")
def _remember_lent(session: Session, row: Any) -> None:
    """Remember which rows of a person's session the system loaded."""
    actor = session.info.get("actor")
    if session.info.get("system") and actor is not None and not actor.is_system:
        session.info.setdefault("lent", WeakSet()).add(row)


def make_session(engine: Engine, *, write: bool) -> GuardedSession:
    """A session on ``engine``. SQLite takes its write lock at the start of a writing one.

    Taking it at the first write instead would let two transactions read the same state and one of
    them fail half-way, with nothing it could wait for.
    """
    bind = engine.execution_options(aftersales_write=write)
    return GuardedSession(bind=bind, autoflush=True, expire_on_commit=False)


def prepare_engine(engine: Engine) -> None:
    """Give an engine the ways this program relies on (foreign keys, WAL, explicit BEGIN)."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", partial(_ask_after_rest, engine.dialect))
        event.listen(engine, "rollback", _end_reading)


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = monotonic()


def _ask_after_rest(
    dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: Any
) -> None:
    """See whether a connection that rested still lives; the pool replaces it when it does not.

    One used a moment ago is not asked: the question would cost every request a way to the database.
    """
    if monotonic() - record.info.get("rests_since", monotonic()) < REST_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error
    connection.rollback()


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # NORMAL loses the last commits with the power
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.execute(f"SET gin_pending_list_limit = '{PENDING}'")
    connection.autocommit = False
    connection.prepared_max = PREPARED


def _end_reading(connection: Connection) -> None:
    """Roll back a reading transaction so that what the server has prepared stays prepared.

    psycopg's own rollback forgets it all, for tables that may have been made and taken back, and
    the server would plan every statement of every page anew. A reading unit of work makes no
    tables. What failed is left to psycopg.
    """
    if connection.invalidated or connection.get_execution_options().get("aftersales_write", True):
        return
    raw: Any = connection.connection.dbapi_connection
    if raw is not None and raw.pgconn.transaction_status == IN_TRANSACTION:
        raw.pgconn.exec_(b"ROLLBACK")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("aftersales_write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def deleted_rows(context: UOWTransaction) -> dict[int, Any]:
    """The rows a flush deletes, by ``id()``; the session's own list omits orphaned children."""
    found = (state.obj() for state, (is_deleted, _) in context.states.items() if is_deleted)
    return {id(row): row for row in found if row is not None}


@event.listens_for(GuardedSession, "before_flush")
def _stamp(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    moment = clock.now()
    actor = session.info.get("actor")
    user_id = actor.user_id if actor else None
    for row in session.new:
        if isinstance(row, Record):
            row.created_at = row.created_at or moment
            row.created_by_id = row.created_by_id or user_id
            row.updated_at = moment
            row.updated_by_id = user_id
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            row.updated_at = moment
            row.updated_by_id = user_id


@event.listens_for(GuardedSession, "before_flush")
def _give_keys(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Number many new rows at once, so that they go in without asking back for their keys.

    SQLite returns keys in no order SQLAlchemy may rely on, so that it asks row by row; for
    PostgreSQL it puts them all into one long statement, which psycopg takes apart anew each time.
    """
    many: dict[type[Base], list[Any]] = {}
    for row in session.new:
        if isinstance(row, Record) and row.__dict__.get("id") is None:
            many.setdefault(type(row), []).append(row)
    for model, rows in many.items():
        if len(rows) >= MANY:
            keys = _next_keys(session.connection(), model, len(rows))
            for row, number in zip(rows, keys, strict=True):
                row.id = number


def _next_keys(connection: Connection, model: type[Base], count: int) -> Sequence[int]:
    """The keys the database would give to the next rows of a class."""
    key = inspect(model).primary_key[0]
    if connection.dialect.name == "sqlite":
        # Whoever writes holds the file, so nobody else takes them.
        last: int = connection.scalar(select(func.max(key))) or 0
        return range(last + 1, last + 1 + count)
    sequence = func.pg_get_serial_sequence(literal(key.table.name), literal(key.name))
    each = func.generate_series(1, count).table_valued("n")
    return connection.scalars(select(func.nextval(sequence)).select_from(each)).all()


@event.listens_for(GuardedSession, "before_flush")
def _refuse_long_texts(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """SQLite would keep any length and PostgreSQL refuse it without naming the field."""
    for row in (*session.new, *session.dirty):
        state = inspect(row)
        model: type[Base] = type(row)
        for name, longest in _limits(model):
            value = row.__dict__.get(name)
            is_new = state.key is None or name in state.committed_state
            if is_new and isinstance(value, str) and len(value) > longest:
                raise Invalid(_l("At most {n} characters.", n=longest), field=name)


@cache
def _limits(model: type[Base]) -> tuple[tuple[str, int], ...]:
    """The text attributes of a class that hold so many characters and no more."""
    return tuple(
        (attribute.key, column.type.length)
        for attribute in inspect(model).column_attrs
        for column in attribute.columns
        if isinstance(column.type, String) and column.type.length
    )


__all__ = ["PENDING", "GuardedSession", "db", "deleted_rows", "make_session", "prepare_engine"]
