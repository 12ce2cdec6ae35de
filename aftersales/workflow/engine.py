"""Running workflows: taking a step, offering steps, and telling how long each state lasted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import ForeignKey, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.access.permissions import permission_title, require
from aftersales.db.base import Base, points_here, ref, unscoped
from aftersales.db.types import Key, UtcDateTime
from aftersales.db.uow import UnitOfWork
from aftersales.errors import DomainError, Refused
from aftersales.events import Event
from aftersales.i18n import _l
from aftersales.workflow.model import State, Transition, Workflow

STEPS = "steps"
"""What a unit of work knows of a record: the steps it took."""


class TransitionEntry(Base):
    """One step a record took: who, when, from where to where, with what remark."""

    __tablename__ = "workflow_transition"
    __scope__ = unscoped("read through the record it belongs to, whose own rules guard it")
    __audit__ = False
    __table_args__ = (Index("ix_workflow_transition_record", "model", "record_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
    workflow: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    actor_name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitioned(Event):
    """A record took a step."""

    model: str
    record_id: int
    workflow: str
    code: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A step the actor may take now, or may not: then ``refusal`` says why."""

    transition: Transition
    refusal: str | None


@dataclass(frozen=True, slots=True)
class StateSpan:
    """One state of the status bar. ``spent`` is None for a state not entered yet."""

    state: State
    entered_at: datetime | None
    spent: timedelta | None
    current: bool
    passed: bool


def workflow_for(record: Base | type[Base]) -> Workflow:
    """The workflow of a record's class, with what modules added to it."""
    model = record if isinstance(record, type) else type(record)
    workflows: dict[type[Base], Workflow] = current_app.extensions["aftersales.workflows"]
    return workflows[model]


def start(uow: UnitOfWork, record: Base, note: str = "") -> None:
    """Put a new record into the first state of its workflow and log that."""
    workflow = workflow_for(record)
    setattr(record, workflow.field, workflow.initial)
    uow.session.add(record)
    uow.flush()
    _log(uow, record, (workflow.name, "create", "", workflow.initial), note)


def advance(uow: UnitOfWork, record: Base, code: str, note: str = "") -> None:
    """Take the step ``code``.

    :raises Forbidden: the actor lacks the step's permission.
    :raises Refused: the record stands in another state, or a guard names something missing.
    """
    workflow = workflow_for(record)
    transition = workflow.transition(code)
    require(uow.actor, transition.permission)
    if refusal := _refusal(uow, workflow, transition, record):
        raise refusal
    source = getattr(record, workflow.field)
    setattr(record, workflow.field, transition.target)
    uow.flush()
    _log(uow, record, (workflow.name, code, source, transition.target), note)
    target = ref(record)
    uow.emit(
        Transitioned(
            model=target.model,
            record_id=target.id,
            workflow=workflow.name,
            code=code,
            source=source,
            target=transition.target,
        )
    )


def offers(uow: UnitOfWork, record: Base) -> list[Offer]:
    """The steps that lead on from the record's state and that the actor's rights cover."""
    workflow = workflow_for(record)
    current = getattr(record, workflow.field)
    result = []
    for transition in workflow.transitions:
        if current in transition.sources and uow.actor.can(transition.permission):
            refusal = _refusal(uow, workflow, transition, record)
            result.append(Offer(transition, str(refusal) if refusal else None))
    return result


def steps_of(uow: UnitOfWork, record: Base) -> Sequence[Any]:
    """The steps of a record, oldest first: ``target, at, source, actor_name, note``.

    Read once in a unit of work, and again when the record has taken another.
    """
    target = ref(record)
    if (STEPS, target) not in uow.known:
        uow.known[STEPS, target] = uow.rows(_steps_statement(), target.values)
    return uow.known[STEPS, target]


@cache
def _steps_statement() -> Select[*tuple[Any, ...]]:
    entry = TransitionEntry
    return (
        select(entry.target, entry.at, entry.source, entry.actor_name, entry.note)
        .where(points_here(entry.model, entry.record_id))
        .order_by(entry.id)
    )


def history(uow: UnitOfWork, record: Base) -> list[StateSpan]:
    """The states of the record's main line, with the time spent in each up to now."""
    workflow, entries = workflow_for(record), steps_of(uow, record)
    spent: dict[str, timedelta] = {}
    entered: dict[str, datetime] = {}
    for index, (state, at, *_rest) in enumerate(entries):
        end = entries[index + 1].at if index + 1 < len(entries) else uow.now
        entered.setdefault(state, at)
        spent[state] = spent.get(state, timedelta()) + (end - at)
    current = getattr(record, workflow.field)
    shown = [s for s in workflow.states if not s.side or s.code == current]
    return [
        StateSpan(
            state,
            entered.get(state.code),
            spent.get(state.code),
            state.code == current,
            state.code in entered and state.code != current,
        )
        for state in shown
    ]


def _refusal(
    uow: UnitOfWork, workflow: Workflow, transition: Transition, record: Base
) -> DomainError | None:
    current = getattr(record, workflow.field)
    if current not in transition.sources:
        return Refused(
            _l(
                "“{step}” is not possible: the record is “{state}”.",
                step=transition.title,
                state=workflow.state(current).title,
            )
        )
    for guard in transition.guards:
        try:
            guard(uow, record)
        except DomainError as error:
            return error
    return None


def _log(uow: UnitOfWork, record: Base, step: tuple[str, str, str, str], note: str) -> None:
    target = ref(record)
    uow.known.pop((STEPS, target), None)
    workflow, code, source, to = step
    uow.session.add(
        TransitionEntry(
            model=target.model,
            record_id=target.id,
            workflow=workflow,
            code=code,
            source=source,
            target=to,
            at=uow.now,
            actor_id=uow.actor.user_id,
            actor_name=uow.actor.name,
            note=note,
        )
    )
    uow.flush()


__all__ = [
    "Offer",
    "StateSpan",
    "TransitionEntry",
    "Transitioned",
    "advance",
    "history",
    "offers",
    "permission_title",
    "start",
    "steps_of",
    "workflow_for",
]
