"""The session guard: record rules attached to every statement and every flush, in one place.

A statement that touches a guarded table gets the criteria of exactly those tables. What the guard
cannot judge is refused: a session without an actor, Core statements and text on guarded tables,
bulk updates (the audit trail would not see them). The way around is ``uow.system("reason")``; a
test lists the reasons. Needs SQLAlchemy ≥ 2.1: on 2.0 ``exists()`` and ``any()`` would leak.
"""

from collections.abc import Iterable
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
from aftersales.errors import Forbidden
from aftersales.i18n import _l


class Unguarded(RuntimeError):
    """Code tried to reach guarded rows around the rules; a defect, never a person's mistake."""


def _policy() -> AccessPolicy | None:
    if not has_app_context():
        return None
    policy: AccessPolicy | None = current_app.extensions.get("aftersales.access")
    return policy


def _criteria(session: Session, policy: AccessPolicy, model: type[Base], *, write: bool) -> Any:
    """Criteria for the session's actor, built once and kept for its life."""
    cache: dict[tuple[type[Base], bool], Any] = session.info.setdefault("criteria", {})
    key = (model, write)
    if key not in cache:
        cache[key] = policy.criteria(session.info["actor"], model, write=write)
    return cache[key]


@event.listens_for(GuardedSession, "do_orm_execute")
def guard_statement(state: ORMExecuteState) -> None:
    """Attach record rules to a statement, or refuse it."""
    session, policy = state.session, _policy()
    if policy is None or session.info.get("system"):
        return
    reached = policy.reach.of(state.statement)
    touched = [policy.guarded[table] for table in reached.tables if table in policy.guarded]
    if reached.loose:
        _refuse_loose(policy, reached)
    if not (state.is_insert or state.is_update or state.is_delete) and reached.strange:
        raise Unguarded(
            f"{reached.strange} reaches rows around the record rules; "
            "use select() on mapped classes, or uow.system()"
        )
    if touched:
        _refuse_unguardable(state, policy, touched, reached)
        _limit(state, policy, touched)


def _refuse_loose(policy: AccessPolicy, reached: Reached) -> None:
    """A guarded table may not be reached by its bare name; an index no class is mapped to may."""
    names = {table.name for table in policy.guarded}
    if hidden := {name for name in reached.loose if name.lower() in names}:
        raise Unguarded(f"table({min(hidden)!r}) reaches rows around the record rules")


def _refuse_unguardable(
    state: ORMExecuteState, policy: AccessPolicy, touched: list[type[Base]], reached: Reached
) -> None:
    model = touched[0]
    if state.session.info.get("actor") is None:
        raise Unguarded(f"no actor is bound, yet {model.__name__} is read")
    if not state.is_orm_statement:
        raise Unguarded(f"a Core statement on {model.__tablename__} would skip the record rules")
    if state.is_insert or state.is_update or state.is_delete:
        raise Unguarded(f"a bulk write on {model.__tablename__} would skip audit and record rules")
    if state.is_relationship_load:
        return  # SQLAlchemy's own, made from declared relationships
    if what := unlimited(reached.selects, policy.guarded.keys()):
        raise Unguarded(
            f"{what} would not be narrowed here: select it alone, name it in a comparison "
            "of the WHERE, or join it with .join()"
        )


def _limit(state: ORMExecuteState, policy: AccessPolicy, touched: list[type[Base]]) -> None:
    options = []
    for model in touched:
        limit = _criteria(state.session, policy, model, write=False)
        if limit is not None:
            options.append(RowLimit(model, limit, include_aliases=True))
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
