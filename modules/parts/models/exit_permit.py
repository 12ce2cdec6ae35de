"""The exit permit 出门证 (F16): no part leaves the gate without one (rule S0-5.4.6.4a)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, scoped, via
from aftersales.db.types import Key, Quantity, UtcDateTime
from modules.parts.models.part import Part
from modules.parts.models.requisition import Requisition


class ExitPermit(Record):
    """What may leave, where to, by whom; valid once, on or before ``valid_until``."""

    __tablename__ = "parts_exit_permit"
    __scope__ = scoped()
    __table_args__ = (Index("ix_parts_exit_permit_state_created_at", "state", "created_at"),)

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="drawn")
    requisition_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_requisition.id", ondelete="RESTRICT"), index=True
    )
    destination: Mapped[str] = mapped_column(String(200))
    product_model: Mapped[str] = mapped_column(String(80), default="")
    transport: Mapped[str] = mapped_column(String(20))
    vehicle: Mapped[str] = mapped_column(String(60), default="")
    carrier: Mapped[str] = mapped_column(String(60), default="")
    packages: Mapped[int] = mapped_column(default=1)
    valid_until: Mapped[date]
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )

    requisition: Mapped[Requisition] = relationship(lazy="joined")
    released_by: Mapped[User | None] = relationship(foreign_keys=[released_by_id], lazy="joined")
    lines: Mapped[list["ExitLine"]] = relationship(
        back_populates="permit",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="ExitLine.id",
    )

    def __str__(self) -> str:
        return self.number


class ExitLine(Record):
    """One kind of part on the permit."""

    __tablename__ = "parts_exit_line"
    __scope__ = via("permit")

    permit_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_exit_permit.id", ondelete="CASCADE"), index=True
    )
    part_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_part.id", ondelete="RESTRICT"), index=True
    )
    quantity: Mapped[Decimal] = mapped_column(Quantity)

    permit: Mapped[ExitPermit] = relationship(back_populates="lines", lazy="raise")
    part: Mapped[Part] = relationship(lazy="joined")
