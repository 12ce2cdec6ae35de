"""The shortage notice 缺料通知单 (F18): customers before production (S0-5.4.6.1d, e)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, scoped
from aftersales.db.types import Key, Quantity, UtcDateTime
from modules.parts.models.part import Part
from modules.parts.models.requisition import Requisition


class ShortageNotice(Record):
    """A part a case waits for; supply or production answers with a date."""

    __tablename__ = "parts_shortage"
    __scope__ = scoped()
    __table_args__ = (Index("ix_parts_shortage_state_created_at", "state", "created_at"),)

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="open")
    requisition_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_requisition.id", ondelete="RESTRICT"), index=True
    )
    part_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_part.id", ondelete="RESTRICT"), index=True
    )
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    expected_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )

    requisition: Mapped[Requisition] = relationship(lazy="joined")
    part: Mapped[Part] = relationship(lazy="joined")

    def __str__(self) -> str:
        return self.number
