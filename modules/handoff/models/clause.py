"""Clauses 合同条款: what the contract asks, given to one department with a due date (S1-in-1)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import Department, User
from aftersales.db.base import Record, via
from aftersales.db.types import Key, UtcDateTime
from aftersales.i18n import _l
from aftersales.views.declare import Labels
from modules.handoff.models.contract import Contract

CLAUSE_KINDS: Labels = {
    "technical": (_l("Technical"), "blue"),
    "quality": (_l("Assurance"), "green"),
    "commercial": (_l("Commercial"), "purple"),
    "service": (_l("Service clause"), "orange"),
}
CLAUSE_STATES: Labels = {
    "open": (_l("Not done yet"), "orange"),
    "done": (_l("Clause done"), "green"),
}


class Clause(Record):
    """One requirement of a contract, with the department that fulfils it and by when."""

    __tablename__ = "handoff_clause"
    __scope__ = via("contract")
    __table_args__ = (
        Index("ix_handoff_clause_department_state", "department_id", "state", "due_on"),
    )

    contract_id: Mapped[int] = mapped_column(
        Key, ForeignKey("handoff_contract.id", ondelete="RESTRICT"), index=True
    )
    number: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(20), default="technical")
    text: Mapped[str] = mapped_column(Text)
    department_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_department.id", ondelete="RESTRICT")
    )
    due_on: Mapped[date | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    done_note: Mapped[str] = mapped_column(Text, default="")

    contract: Mapped[Contract] = relationship(lazy="raise")
    department: Mapped[Department | None] = relationship(lazy="joined")
    done_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[done_by_id])

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}".strip()
