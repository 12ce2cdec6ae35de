"""The trip plan 出差计划 with its approvals, and the departure register 外派登记 (W3)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, scoped
from aftersales.db.types import Key, Money, UtcDateTime
from modules.service.models.order import Order


class TripPlan(Record):
    """A journey of an order's team: planned, approved by four before departure (S0-1.5).

    An urgent team departs first on one spoken approval (``verbal_by``); the signatures follow
    within the hours of the regulation (C16), state ``ahead`` until they are complete.
    """

    __tablename__ = "service_trip_plan"
    __scope__ = scoped()
    __table_args__ = (Index("ix_service_trip_plan_state_departure", "state", "departs_at"),)

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    order_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_order.id", ondelete="RESTRICT"), index=True
    )
    purpose: Mapped[str] = mapped_column(Text)
    departs_at: Mapped[datetime] = mapped_column(UtcDateTime)
    returns_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    transport: Mapped[str] = mapped_column(String(20), default="car")
    carried: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[Decimal | None] = mapped_column(Money)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    depart_first: Mapped[bool] = mapped_column(default=False)
    verbal_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    verbal_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verbal_note: Mapped[str] = mapped_column(Text, default="")
    approvals_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    departed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")

    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)
    verbal_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[verbal_by_id])

    def __str__(self) -> str:
        return self.number
