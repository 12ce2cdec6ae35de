"""The session guard: record rules attached to every statement and every flush, in one place.

A statement that touches a guarded table gets the criteria of exactly those tables. What the guard
cannot judge is refused: a session without an actor, Core statements and text on guarded tables,
bulk updates (the audit trail would not see them). The way around is ``uow.system("reason")``; a
test lists the reasons. Needs SQLAlchemy ≥ 2.1: on 2.0 ``exists()`` and ``any()`` would leak.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, has_app_context
from sqlalchemy import ColumnElement, event, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from aftersales.access.limits import RowLimit, unlimited
from aftersales.access.permissions import refuse_looker
from aftersales.access.reach import Reached
from aftersales.access.rules import AccessPolicy
from aftersales.db.base import Base
from aftersales.db.session import GuardedSession, deleted_rows
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden
from aftersales.i18n import _l

SHAPES = 1000
"""Statements of so many shapes are remembered; then the memory begins anew."""


class Unguarded(RuntimeError):
    """Code tried to reach guarded rows around the rules; a defect, never a person's mistake."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with statements of one shape (empty: nothing), and whose rows they touch."""

    touched: tuple[type[Base], ...]
    hidden: str
    strange: str
    escaping: str


def _policy() -> AccessPolicy | None:
    if not has_app_context():
        return None
    policy: AccessPolicy | None = current_app.extensions.get("aftersales.access")
    return policy


def _criteria(session: Session, policy: AccessPolicy, model: type[Base], *, write: bool) -> Any:
    """Criteria for the session's actor, ready for a statement (those of writes: for a WHERE).

    Built once and kept for the session's life.
    """
    cache: dict[tuple[type[Base], bool], Any] = session.info.setdefault("criteria", {})
    key = (model, write)
    if key not in cache:
        limit = policy.criteria(session.info["actor"], model, write=write)
        if limit is None or write:
            cache[key] = limit
        else:
            cache[key] = RowLimit(model, limit, include_aliases=True)
    return cache[key]


@event.listens_for(GuardedSession, "do_orm_execute")
def guard_statement(state: ORMExecuteState) -> None:
    """Attach record rules to a statement, or refuse it."""
    session, policy = state.session, _policy()
    if policy is None or session.info.get("system"):
        return
    judged = _judged(policy, state.statement)
    if judged.hidden:
        raise Unguarded(f"table({judged.hidden!r}) reaches rows around the record rules")
    if not (state.is_insert or state.is_update or state.is_delete) and judged.strange:
        raise Unguarded(
            f"{judged.strange} reaches rows around the record rules; "
            "use select() on mapped classes, or uow.system()"
        )
    if judged.touched:
        _refuse_unguardable(state, judged)
        _limit(state, policy, judged.touched)


def sees_every_row(uow: UnitOfWork, statement: Any) -> bool:
    """Whether the record rules limit the actor on no table that a statement reaches."""
    session, policy = uow.session, _policy()
    if policy is None or session.info.get("system"):
        return True
    touched = _judged(policy, statement).touched
    return all(_criteria(session, policy, model, write=False) is None for model in touched)


def _judged(policy: AccessPolicy, statement: Any) -> Judged:
    """Look through a statement; one of each shape is enough.

    SQLAlchemy's cache key is the shape: what two statements have in common that differ in nothing
    but the values they carry. It keeps compiled SQL, criteria included, under the same key.
    """
    key = statement._generate_cache_key()
    if key is None:
        return _looked_through(policy, statement)
    found = policy.judged.get(key.key)
    if found is None:
        if len(policy.judged) >= SHAPES:
            policy.judged.clear()
        found = policy.judged[key.key] = _looked_through(policy, statement)
    return found


def _looked_through(policy: AccessPolicy, statement: Any) -> Judged:
    reached = policy.reach.of(statement)
    touched = tuple(policy.guarded[table] for table in reached.tables if table in policy.guarded)
    escaping = unlimited(reached.selects, policy.guarded.keys()) if touched else ""
    return Judged(touched, _hidden(policy, reached), reached.strange, escaping)


def _hidden(policy: AccessPolicy, reached: Reached) -> str:
    """A guarded table may not be reached by its bare name; an index no class is mapped to may."""
    names = {table.name for table in policy.guarded} if reached.loose else ()
    return min((name for name in reached.loose if name.lower() in names), default="")


def _refuse_unguardable(state: ORMExecuteState, judged: Judged) -> None:
    model = judged.touched[0]
    if state.session.info.get("actor") is None:
        raise Unguarded(f"no actor is bound, yet {model.__name__} is read")
    if not state.is_orm_statement:
        raise Unguarded(f"a Core statement on {model.__tablename__} would skip the record rules")
    if state.is_insert or state.is_update or state.is_delete:
        raise Unguarded(f"a bulk write on {model.__tablename__} would skip audit and record rules")
    if state.is_relationship_load:
        return  # SQLAlchemy's own, made from declared relationships
    if judged.escaping:
        raise Unguarded(
            f"{judged.escaping} would not be narrowed here: select it alone, name it in a "
            "comparison of the WHERE, or join it with .join()"
        )


def _limit(state: ORMExecuteState, policy: AccessPolicy, touched: Iterable[type[Base]]) -> None:
    limits = (_criteria(state.session, policy, model, write=False) for model in touched)
    options = [limit for limit in limits if limit is not None]
    if options:
        state.statement = state.statement.options(*options)


@event.listens_for(GuardedSession, "before_flush")
def judge_old_rows(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Changed and deleted rows must be the actor's to change as they stand in the database."""
    actor = session.info.get("actor")
    if actor is not None and not session.info.get("system"):
        refuse_looker(actor)
    changed = [row for row in session.dirty if session.is_modified(row, include_collections=False)]
    _judge(session, [*changed, *session.deleted])


@event.listens_for(GuardedSession, "after_flush_postexec")
def judge_new_rows(session: Session, _context: UOWTransaction) -> None:
    """New and changed rows must still be the actor's to change as they now are."""
    _judge(session, session.info.pop("written", []))


@event.listens_for(GuardedSession, "after_flush")
def remember_written(session: Session, context: UOWTransaction) -> None:
    """Keep the rows this flush wrote, which the session forgets at its end."""
    if not session.info.get("system"):
        gone = deleted_rows(context)
        session.info["written"] = [r for r in (*session.new, *session.dirty) if id(r) not in gone]


def _judge(session: Session, rows: Iterable[Any]) -> None:
    policy = _policy()
    if policy is None or session.info.get("system"):
        return
    by_model: dict[type[Base], list[Any]] = {}
    for row in rows:
        if type(row).__scope__.kind != "open":
            by_model.setdefault(type(row), []).append(row)
    for model, members in by_model.items():
        if session.info.get("actor") is None:
            raise Unguarded(f"no actor is bound, yet {model.__name__} is written")
        limit = _criteria(session, policy, model, write=True)
        if limit is not None:
            _judge_rows(session, model, {row.id for row in members if row.id is not None}, limit)


def _judge_rows(session: Session, model: Any, keys: set[int], limit: ColumnElement[bool]) -> None:
    before = session.info.get("system")
    session.info["system"] = "judging a write"
    try:
        with session.no_autoflush:
            allowed = set(session.scalars(select(model.id).where(model.id.in_(keys), limit)))
    finally:
        session.info["system"] = before
    if keys - allowed:
        raise Forbidden(
            _l(
                "You may see this record but not change it: it belongs to others ({what}).",
                what=model.__name__,
            ),
            details={"model": model.__name__},
        )
