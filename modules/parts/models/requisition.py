"""The requisition 领料单 (F15): what a case needs from the warehouse, and who agreed to it."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, scoped, via
from aftersales.db.types import Key, Quantity, UtcDateTime
from modules.parts.models.part import Part

if TYPE_CHECKING:
    from modules.service.api import Case


class Requisition(Record):
    """Parts asked for one case. ``reason`` and ``basis`` are the choices of rule S0-5.4.6.1a."""

    __tablename__ = "parts_requisition"
    __scope__ = scoped()
    __table_args__ = (Index("ix_parts_requisition_state_created_at", "state", "created_at"),)

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    case_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_case.id", ondelete="RESTRICT"), index=True
    )
    order_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("service_order.id", ondelete="RESTRICT"), index=True
    )
    requester_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    reason: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(20))
    warranty: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    refusal: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    receiver: Mapped[str] = mapped_column(String(60), default="")

    case: Mapped["Case"] = relationship("modules.service.models.case.Case", lazy="joined")
    requester: Mapped[User] = relationship(foreign_keys=[requester_id], lazy="joined")
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id], lazy="joined")
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id], lazy="joined")
    lines: Mapped[list["RequisitionLine"]] = relationship(
        back_populates="requisition",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="RequisitionLine.id",
    )

    def __str__(self) -> str:
        return self.number


class RequisitionLine(Record):
    """One part of a requisition, asked for and issued, in the part's stock unit."""

    __tablename__ = "parts_requisition_line"
    __scope__ = via("requisition")

    requisition_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_requisition.id", ondelete="CASCADE"), index=True
    )
    part_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_part.id", ondelete="RESTRICT"), index=True
    )
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    issued: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    bins: Mapped[str] = mapped_column(String(200), default="")
    is_old_part_due: Mapped[bool] = mapped_column(default=False)

    requisition: Mapped[Requisition] = relationship(back_populates="lines", lazy="joined")
    part: Mapped[Part] = relationship(lazy="joined")

    @property
    def missing(self) -> Decimal:
        """What is still to be issued."""
        return self.quantity - self.issued
