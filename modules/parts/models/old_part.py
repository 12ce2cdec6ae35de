"""The old-part ledger: every important part that went out is owed back (rule S0-5.4.6.2)."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, scoped
from aftersales.db.types import Key, Quantity, UtcDateTime
from modules.parts.models.part import Part
from modules.parts.models.requisition import Requisition

if TYPE_CHECKING:
    from modules.service.api import Case


class OldPart(Record):
    """One old part: owed by ``holder`` until ``due_on``, taken in, judged, disposed of."""

    __tablename__ = "parts_old_part"
    __scope__ = scoped()
    __table_args__ = (Index("ix_parts_old_part_state_due_on", "state", "due_on"),)

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="due")
    case_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_case.id", ondelete="RESTRICT"), index=True
    )
    requisition_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_requisition.id", ondelete="RESTRICT"), index=True
    )
    part_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_part.id", ondelete="RESTRICT"), index=True
    )
    holder_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    due_on: Mapped[date | None] = mapped_column(index=True)
    serial: Mapped[str] = mapped_column(String(60), default="")
    damage: Mapped[str] = mapped_column(Text, default="")
    return_method: Mapped[str] = mapped_column(String(60), default="")
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    verdict: Mapped[str] = mapped_column(String(20), default="")
    verdict_note: Mapped[str] = mapped_column(Text, default="")
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    waiver: Mapped[str] = mapped_column(Text, default="")

    case: Mapped["Case"] = relationship("modules.service.models.case.Case", lazy="joined")
    requisition: Mapped[Requisition] = relationship(lazy="joined")
    part: Mapped[Part] = relationship(lazy="joined")
    holder: Mapped[User] = relationship(foreign_keys=[holder_id], lazy="joined")
    received_by: Mapped[User | None] = relationship(foreign_keys=[received_by_id], lazy="joined")
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id], lazy="joined")

    def __str__(self) -> str:
        return self.number
