"""Parts, bins and what lies in them."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, scoped, unscoped, via
from aftersales.db.types import Key, Money, Quantity, UtcDateTime


class Part(Record):
    """A spare part. ``is_important`` ones are exchanged against the old one (rule S0-5.4.6.2)."""

    __tablename__ = "parts_part"
    __scope__ = scoped()

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    spec: Mapped[str] = mapped_column(String(120), default="")
    unit: Mapped[str] = mapped_column(String(20), default="件")
    price: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    is_important: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Bin(Record):
    """A place in the warehouse, such as ``B-03-3``."""

    __tablename__ = "parts_bin"
    __scope__ = unscoped("bin labels carry no business data; stock in them is guarded by its part")

    code: Mapped[str] = mapped_column(String(40), unique=True)

    def __str__(self) -> str:
        return self.code


class Stock(Record):
    """How much of a part lies in a bin, in the part's unit; never below zero."""

    __tablename__ = "parts_stock"
    __scope__ = via("part")
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="not_negative"),
        Index("uq_parts_stock_part_id_bin_id", "part_id", "bin_id", unique=True),
    )

    part_id: Mapped[int] = mapped_column(Key, ForeignKey("parts_part.id", ondelete="RESTRICT"))
    bin_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_bin.id", ondelete="RESTRICT"), index=True
    )
    quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))

    part: Mapped[Part] = relationship(lazy="joined")
    bin: Mapped[Bin] = relationship(lazy="joined")


class StockMove(Record):
    """One movement in or out of a bin; ``quantity`` is signed, ``reason`` names its paper."""

    __tablename__ = "parts_stock_move"
    __scope__ = via("part")

    part_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_part.id", ondelete="RESTRICT"), index=True
    )
    bin_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_bin.id", ondelete="RESTRICT"), index=True
    )
    requisition_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("parts_requisition.id", ondelete="RESTRICT"), index=True
    )
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    reason: Mapped[str] = mapped_column(String(120))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    part: Mapped[Part] = relationship(lazy="joined")
    bin: Mapped[Bin] = relationship(lazy="joined")
