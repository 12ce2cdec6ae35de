"""Approval chains: who must agree, in which order, before or after the fact (C16).

A chain belongs to any record. Its steps name roles; a step is decided by one person who fills the
role and who did not open the chain. Serial chains open one step after the other, joint (会签)
ones all at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from flask import current_app
from sqlalchemy import ForeignKey, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Base, RecordRef, points_here, ref, unscoped
from aftersales.db.types import Key, UtcDateTime
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Invalid, NotFound, Refused
from aftersales.events import Event
from aftersales.i18n import _l, use_locale
from aftersales.workflow.model import Workflow

GUARDED_BY_ROLE = unscoped(
    "a step is listed to those who fill its role, and read through its record"
)

SIGNATURES = "signatures"
"""What a unit of work knows of a record: who signed it, and who shall."""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One signature: the role that gives it and what it is called on paper."""

    role: str
    title: object


class ApprovalChain(Base):
    """The chain of one record for one purpose.

    ``state`` is open, approved, rejected, or withdrawn by who had opened it.
    """

    __tablename__ = "workflow_chain"
    __scope__ = GUARDED_BY_ROLE
    __table_args__ = (Index("ix_workflow_chain_record", "model", "record_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200), default="")
    mode: Mapped[str] = mapped_column(String(10))
    after_the_fact: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="open")
    steps: Mapped[list["Approval"]] = relationship(
        back_populates="chain", order_by="Approval.position", lazy="selectin"
    )


class Approval(Base):
    """One signature of a chain. ``state`` is waiting (not its turn), open, approved or rejected."""

    __tablename__ = "workflow_approval"
    __scope__ = GUARDED_BY_ROLE
    __table_args__ = (Index("ix_workflow_approval_open", "state", "role"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    chain_id: Mapped[int] = mapped_column(Key, ForeignKey("workflow_chain.id", ondelete="RESTRICT"))
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    chain: Mapped[ApprovalChain] = relationship(back_populates="steps", lazy="joined")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainApproved(Event):
    """The last signature of a chain was given."""

    model: str
    record_id: int
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRejected(Event):
    """Somebody said no; the chain is closed."""

    model: str
    record_id: int
    chain: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainMoved(Event):
    """A signature was given and the next step of a serial chain is open, for ``role``."""

    model: str
    record_id: int
    chain: str
    role: str


def open_chain(
    uow: UnitOfWork,
    record: Base,
    name: str,
    steps: Sequence[ChainStep],
    *,
    mode: Literal["serial", "parallel"] = "serial",
    title: str = "",
    due_at: datetime | None = None,
    after_the_fact: bool = False,
) -> ApprovalChain:
    """Ask for the signatures of ``steps`` on ``record``.

    :param title: what the record is called in a list: its number.
    :param due_at: until when all must have signed (after-the-fact chains have their own hours,
        C16).
    :raises Refused: when the record already has an open chain of this name.
    :raises Invalid: when there is no step.
    """
    if not steps:
        raise Invalid(_l("An approval chain needs at least one step."))
    if not _is_signed(record):
        raise TypeError(f"{type(record).__name__}: its workflow does not say that it is signed")
    target = ref(record)
    existing = chain_of(uow, record, name)
    if existing and existing.state == "open":
        raise Refused(_l("This record is already waiting for approval."))
    chain = ApprovalChain(
        model=target.model,
        record_id=target.id,
        name=name,
        title=title,
        mode=mode,
        after_the_fact=after_the_fact,
        opened_at=uow.now,
        opened_by_id=uow.actor.user_id,
        due_at=due_at,
        state="open",
    )
    for position, step in enumerate(steps, 1):
        is_open = mode == "parallel" or position == 1
        chain.steps.append(
            Approval(
                position=position,
                role=step.role,
                title=company_words(step.title),
                state="open" if is_open else "waiting",
                opened_at=uow.now if is_open else None,
            )
        )
    uow.known.pop((SIGNATURES, target), None)
    return uow.add(chain)


def _is_signed(record: Base) -> bool:
    workflow: Workflow | None = current_app.extensions["aftersales.workflows"].get(type(record))
    return workflow is None or workflow.signed


def company_words(text: object) -> str:
    """``text`` in the company's language: what is kept does not depend on who asked for it."""
    with use_locale(current_app.config["SETTINGS"].default_locale):
        return str(text)


def chain_of(uow: UnitOfWork, record: Base, name: str) -> ApprovalChain | None:
    """The newest chain of this name on a record."""
    return chain_of_ref(uow, ref(record), name)


def chain_of_ref(uow: UnitOfWork, target: RecordRef, name: str) -> ApprovalChain | None:
    """The newest chain of this name on a referenced record."""
    return uow.scalar(
        select(ApprovalChain)
        .where(
            ApprovalChain.model == target.model,
            ApprovalChain.record_id == target.id,
            ApprovalChain.name == name,
        )
        .order_by(ApprovalChain.id.desc())
        .limit(1)
    )


def signatures_of(uow: UnitOfWork, record: Base) -> Sequence[Any]:
    """What was and is to be signed on a record, chain by chain.

    Rows of ``title, role, state, at, by, note`` of the step and ``chain``, the state of its chain.
    Read once in a unit of work, and again after a decision.
    """
    if not _is_signed(record):
        return ()
    key = SIGNATURES, ref(record)
    if key not in uow.known:
        uow.known[key] = uow.rows(_signatures_statement(), key[1].values)
    return uow.known[key]


@cache
def _signatures_statement() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Approval.title,
            Approval.role,
            Approval.state,
            Approval.decided_at.label("at"),
            Approval.decided_by_name.label("by"),
            Approval.note,
            ApprovalChain.state.label("chain"),
        )
        .join(ApprovalChain, Approval.chain_id == ApprovalChain.id)
        .where(points_here(ApprovalChain.model, ApprovalChain.record_id))
        .order_by(ApprovalChain.id, Approval.position)
    )


def withdraw_chain(uow: UnitOfWork, record: Base, name: str) -> None:
    """Ask for the open chain's signatures no longer; those given stay to be read."""
    chain = chain_of(uow, record, name)
    if chain is not None and chain.state == "open":
        chain.state = "withdrawn"
        uow.known.pop((SIGNATURES, ref(record)), None)
        uow.flush()


def pending_for(uow: UnitOfWork) -> list[Approval]:
    """The open steps the actor's roles may decide, oldest first; not of chains he opened."""
    return list(
        uow.scalars(
            select(Approval)
            .join(Approval.chain)
            .where(
                Approval.state == "open",
                Approval.role.in_(uow.actor.roles),
                ApprovalChain.state == "open",
                ApprovalChain.opened_by_id.is_distinct_from(uow.actor.user_id),
            )
            .order_by(Approval.opened_at, Approval.id)
        ).unique()
    )


def decide(uow: UnitOfWork, approval_id: int, *, approve: bool, note: str = "") -> ApprovalChain:
    """Sign one step, or refuse it with a reason.

    :raises Forbidden: the actor does not fill the step's role, or opened the chain himself.
    :raises Refused: it is not this step's turn, or it was decided meanwhile.
    :raises Invalid: a refusal without a reason.
    """
    step = uow.session.scalar(
        select(Approval)
        .where(Approval.id == approval_id)
        .with_for_update(of=Approval)
        .execution_options(populate_existing=True)
    )
    if step is None:
        raise NotFound(_l("There is no such record, or you may not see it."))
    chain = uow.session.get_one(ApprovalChain, step.chain_id, with_for_update=True)
    _may_decide(uow, step, chain)
    if not approve and not note.strip():
        raise Invalid(_l("Say why you refuse."), field="note")
    step.state = "approved" if approve else "rejected"
    step.decided_at, step.decided_by_id = uow.now, uow.actor.user_id
    step.decided_by_name, step.note = uow.actor.name, note.strip()
    uow.flush()
    uow.known.pop((SIGNATURES, RecordRef(chain.model, chain.record_id)), None)
    _move_on(uow, chain, note if not approve else "")
    return chain


def _may_decide(uow: UnitOfWork, step: Approval, chain: ApprovalChain) -> None:
    if step.state != "open" or chain.state != "open":
        raise Refused(_l("This step was already decided, or it is not its turn yet."))
    if not uow.actor.has_role(step.role):
        raise Forbidden(_l("Only “{role}” may sign this step.", role=step.title))
    if chain.opened_by_id is not None and chain.opened_by_id == uow.actor.user_id:
        raise Forbidden(_l("Nobody approves what he asked for himself."))


def _move_on(uow: UnitOfWork, chain: ApprovalChain, refusal: str) -> None:
    names: dict[str, Any] = {
        "model": chain.model,
        "record_id": chain.record_id,
        "chain": chain.name,
    }
    if any(step.state == "rejected" for step in chain.steps):
        chain.state = "rejected"
        uow.emit(ChainRejected(**names, note=refusal))
        return
    waiting = [step for step in chain.steps if step.state == "waiting"]
    if waiting and not any(step.state == "open" for step in chain.steps):
        waiting[0].state, waiting[0].opened_at = "open", uow.now
        uow.emit(ChainMoved(**names, role=waiting[0].role))
    elif all(step.state == "approved" for step in chain.steps):
        chain.state = "approved"
        uow.emit(ChainApproved(**names))
