"""Keeping the indexes in step: what a unit of work changes is written into them as it commits.

A listener notes the keys; at the end the texts are read again and written, in the same
transaction. A key noted for nothing (a savepoint was taken back) costs a read and changes nothing.
"""

from collections.abc import Collection, Iterable, Set
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, has_app_context
from sqlalchemy import Connection, bindparam, event, insert, inspect, literal, select
from sqlalchemy.orm import Session, UOWTransaction

from aftersales.db.session import GuardedSession, deleted_rows
from aftersales.search.models import SearchDue, SearchIndex
from aftersales.search.plan import Plan, SearchBook, Watch
from aftersales.search.store import forget, store_of

AT_ONCE = 2_000
"""Records that follow a renamed one within its own transaction; more of them follow in batches."""
BATCH = 500


@dataclass(slots=True)
class Noted:
    """What a unit of work changed: records, and related rows with the way to their records.

    ``fresh`` records were made in it.
    """

    records: dict[str, set[int]] = field(default_factory=dict)
    fresh: dict[str, set[int]] = field(default_factory=dict)
    related: dict[tuple[str, str], set[int]] = field(default_factory=dict)


def search_book() -> SearchBook | None:
    """The plans of the running application; None outside of one."""
    if not has_app_context():
        return None
    book: SearchBook | None = current_app.extensions.get("aftersales.search")
    return book


@event.listens_for(GuardedSession, "after_flush")
def _note(session: Session, context: UOWTransaction) -> None:
    book = search_book()
    if book is None or not book.watches:
        return
    gone = deleted_rows(context)
    for row in session.new:
        for watch in book.watches.get(type(row), ()):
            _note_row(session, watch, row, is_new=True)
    for row in (*session.dirty, *gone.values()):
        for watch in book.watches.get(type(row), ()):
            if id(row) in gone or _changed(row, watch.attributes):
                _note_row(session, watch, row)


def _changed(row: Any, attributes: Iterable[str]) -> bool:
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in attributes)


def _note_row(session: Session, watch: Watch, row: Any, *, is_new: bool = False) -> None:
    noted: Noted = session.info.setdefault("search", Noted())
    name = watch.plan.name
    if watch.parent:
        history = inspect(row).attrs[watch.parent].history
        keys = {key for key in history.sum() if key is not None}
        noted.records.setdefault(name, set()).update(keys)
    elif not watch.prefix:
        noted.records.setdefault(name, set()).add(row.id)
        if is_new:
            noted.fresh.setdefault(name, set()).add(row.id)
    elif not is_new:  # nothing can point at a row that was not there
        noted.related.setdefault((name, watch.prefix), set()).add(row.id)


@event.listens_for(GuardedSession, "before_commit")
def _write(session: Session) -> None:
    if session.in_nested_transaction() or "search" not in session.info:
        return
    session.flush()
    noted: Noted = session.info.pop("search")
    book = search_book()
    if book is None:
        return
    connection = session.connection()
    there = set(connection.scalars(select(SearchIndex.name)))
    plans = {plan.name: plan for plan in book.plans.values() if plan.name in there}
    for (name, prefix), keys in noted.related.items():
        if plan := plans.get(name):
            found = _concerned(connection, plan, prefix, keys)
            noted.records.setdefault(name, set()).update(found)
    for name, keys in sorted(noted.records.items()):
        if plan := plans.get(name):
            refresh(connection, plan, keys, noted.fresh.get(name, frozenset()))


def _concerned(connection: Connection, plan: Plan, prefix: str, keys: Collection[int]) -> set[int]:
    """The records that show a related row; when there are many, they are put down for later."""
    reached = plan.dependents(prefix, sorted(keys))
    found = set(connection.scalars(reached.limit(AT_ONCE + 1)))
    if len(found) <= AT_ONCE:
        return found
    waiting = select(SearchDue.record_id).where(SearchDue.name == plan.name)
    rows = reached.add_columns(literal(plan.name)).where(plan.key.not_in(waiting))
    connection.execute(insert(SearchDue).from_select(["record_id", "name"], rows))
    return set()


def refresh(
    connection: Connection,
    plan: Plan,
    keys: Collection[int],
    fresh: Set[int] = frozenset(),
) -> None:
    """Write the records ``keys`` as they now are; those that are no more are taken out.

    :param fresh: made in this very transaction: nobody else can be writing them.
    """
    store = store_of(connection)
    wanted = sorted(keys)
    statement = plan.statement.where(plan.key.in_(bindparam("keys", expanding=True)))
    with store.many(connection, plan.name) if len(wanted) >= BATCH else nullcontext():
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            # Lock before reading: whoever waits then reads what the other has committed.
            store.lock(connection, plan.name, [key for key in batch if key not in fresh])
            found = plan.read(connection, statement.params(keys=batch))
            store.put(connection, plan.name, found)
            forget(connection, plan.name, set(batch) - found.keys())
