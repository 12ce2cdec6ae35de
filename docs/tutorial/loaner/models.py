"""The pool of machines and their loans."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, scoped, via
from aftersales.db.types import Key, UtcDateTime
from modules.service.api import Order


class PoolMachine(Record):
    """One machine of the pool. ``state`` is free, out or retired."""

    __tablename__ = "loaner_machine"
    __scope__ = scoped()

    number: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(20), default="free", index=True)
    note: Mapped[str] = mapped_column(Text, default="")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Loan(Record):
    """A machine at a customer's, for the time of a service order; seen by who sees the order."""

    __tablename__ = "loaner_loan"
    __scope__ = via("order")
    __table_args__ = (Index(None, "order_id", "returned_at"),)

    number: Mapped[str] = mapped_column(String(30), unique=True)
    order_id: Mapped[int] = mapped_column(Key, ForeignKey("service_order.id", ondelete="RESTRICT"))
    machine_id: Mapped[int] = mapped_column(
        Key, ForeignKey("loaner_machine.id", ondelete="RESTRICT"), index=True
    )
    lent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date]
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    condition: Mapped[str] = mapped_column(Text, default="")
    asked_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)
    machine: Mapped[PoolMachine] = relationship(lazy="joined", innerjoin=True)
