"""What is kept of approval chains: the chain of a record, its signatures, who urged, who stood in.

Steps with one ``group`` number run together, groups one after the other. What was signed is never
deleted: a signature given before the record was sent back stays as *superseded*.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Date, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Base, unscoped
from aftersales.db.types import Key, Money, UtcDateTime
from aftersales.events import Event
from aftersales.i18n import _, current_locale

GUARDED_BY_ROLE = unscoped(
    "a step is listed to those who fill its role, and read through its record"
)
GONE = ("superseded", "returned")
"""States of what is only left to be read: the step stands again further on."""

ChainEnd = Literal["rejected", "returned", "withdrawn"]


class ApprovalChain(Base):
    """The chain of one record for one purpose.

    ``state`` is open, approved, rejected, returned to who asked, or withdrawn. ``sign_twice``: one
    person may give two of its signatures.
    """

    __tablename__ = "workflow_chain"
    __scope__ = GUARDED_BY_ROLE
    __table_args__ = (
        Index("ix_workflow_chain_record", "model", "record_id"),
        Index("ix_workflow_chain_asked", "opened_by_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200), default="")
    mode: Mapped[str] = mapped_column(String(10))
    after_the_fact: Mapped[bool] = mapped_column(default=False)
    sign_twice: Mapped[bool] = mapped_column(default=False, server_default=false())
    amount: Mapped[Decimal | None] = mapped_column(Money)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    opened_by_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="open")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    steps: Mapped[list["Approval"]] = relationship(
        back_populates="chain",
        order_by="(Approval.group_number, Approval.position)",
        lazy="selectin",
    )

    def groups(self) -> Iterator[list["Approval"]]:
        """The steps that count, those that run together together, in their order."""
        counting = [step for step in self.steps if step.counts]
        counting.sort(key=lambda step: (self.turn_of(step), step.position))
        for _number, members in groupby(counting, key=self.turn_of):
            yield list(members)

    def turn_of(self, step: "Approval") -> int:
        """The number of a step's group; the release before this one kept none."""
        return step.group_number or (step.position if self.mode == "serial" else 1)


class Approval(Base):
    """One signature of a chain.

    ``state``: waiting (not its turn), open, approved, rejected, skipped (enough others of its joint
    group agreed, or the chain ended), returned (sent back from here), superseded (signed, before
    the record was sent back). The next columns say who may sign: a person, or the holders of a
    role, of certain departments (``words``) where it says so. ``on_behalf``: whose substitute
    signed; ``recorded_by``: who wrote a spoken yes down; ``added_by``: who asked for this
    signature as well, and for what (``asked_note``).
    """

    __tablename__ = "workflow_approval"
    __scope__ = GUARDED_BY_ROLE
    __table_args__ = (
        Index("ix_workflow_approval_open", "state", "role"),
        Index("ix_workflow_approval_decided", "decided_by_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    chain_id: Mapped[int] = mapped_column(
        Key, ForeignKey("workflow_chain.id", ondelete="RESTRICT"), index=True
    )
    position: Mapped[int]
    group_number: Mapped[int] = mapped_column(default=0, server_default="0")
    needed: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(40))
    departments: Mapped[str] = mapped_column(String(400), default="", server_default="")
    user_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    title_zh: Mapped[str] = mapped_column("title", String(80))
    title_en: Mapped[str] = mapped_column(String(80), default="", server_default="")
    within: Mapped[str] = mapped_column(String(20), default="", server_default="")
    after_the_fact: Mapped[bool] = mapped_column(default=False, server_default=false())
    verbal: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(String(10))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    on_behalf_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    on_behalf_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    recorded_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    recorded_by_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    added_by_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    asked_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="")
    chain: Mapped[ApprovalChain] = relationship(back_populates="steps", lazy="joined")
    urges: Mapped[list["Urge"]] = relationship(order_by="Urge.id", lazy="select")

    @property
    def title(self) -> str:
        """What the signature is called, in the reader's language."""
        return shown_title(self.title_zh, self.title_en)

    @property
    def signer(self) -> str:
        """Who gave the signature, with the person he stood in for, or who wrote it down."""
        return signer_text(self.decided_by_name, self.on_behalf_name, self.recorded_by_name)

    @property
    def counts(self) -> bool:
        """Whether the step is asked for still, or was."""
        return self.state not in GONE


def shown_title(zh: str, en: str) -> str:
    """The title of a step in the reader's language; older chains kept the company's alone."""
    return en if en and current_locale() == "en" else zh


def signer_text(by: str, behalf: str, recorder: str) -> str:
    """``B for A``; ``A (spoken, written down by B)``; else the name."""
    if behalf:
        return _("{by} for {person}", by=by, person=behalf)
    return _("{name} (spoken, written down by {by})", name=by, by=recorder) if recorder else by


class Urge(Base):
    """A reminder 催办 to those who may sign a step: who sent it, and when."""

    __tablename__ = "workflow_urge"
    __scope__ = GUARDED_BY_ROLE

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    approval_id: Mapped[int] = mapped_column(
        Key, ForeignKey("workflow_approval.id", ondelete="CASCADE"), index=True
    )
    reminded_id: Mapped[int] = mapped_column(Key, ForeignKey("auth_user.id", ondelete="RESTRICT"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("auth_user.id", ondelete="RESTRICT"))
    by_name: Mapped[str] = mapped_column(String(120))


class Substitute(Base):
    """A stands aside, B signs for him (代理人) from one day to another, both included.

    :param chains: ``words`` of the kinds of chains (``model/chain``); empty: all of them.
    """

    __tablename__ = "workflow_substitute"
    __scope__ = unscoped("who signs for whom is known to everybody inside")
    __table_args__ = (Index("ix_workflow_substitute_days", "substitute_id", "until_on"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    substitute_id: Mapped[int] = mapped_column(Key, ForeignKey("auth_user.id", ondelete="RESTRICT"))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date] = mapped_column(Date)
    chains: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def covers(self, chain: ApprovalChain) -> bool:
        """Whether the substitute signs chains of this kind."""
        return not self.chains or words(kind_key(chain.model, chain.name)) in self.chains


def words(*codes: str) -> str:
    """Codes as one text in which each is found with the blanks around it, also by SQL."""
    return f" {' '.join(codes)} " if codes else ""


def kind_key(model: str, name: str) -> str:
    """What chains of one kind have in common: ``service.TripPlan/trip``."""
    return f"{model}/{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainApproved(Event):
    """The last signature of a chain was given."""

    model: str
    record_id: int
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRejected(Event):
    """The chain is closed without its signatures; the record goes back to who asked.

    ``end``: somebody refused, or sent it back to be changed, or who asked withdrew it.
    """

    model: str
    record_id: int
    chain: str
    note: str
    end: ChainEnd = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainMoved(Event):
    """A step is open since now, further on or further back, for ``role`` (empty: a person)."""

    model: str
    record_id: int
    chain: str
    role: str


def names_of(chain: ApprovalChain) -> dict[str, Any]:
    """What every event of a chain carries."""
    return {"model": chain.model, "record_id": chain.record_id, "chain": chain.name}
