"""The visit 现场服务: from check-in to check-out, what was found and done."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, via
from aftersales.db.types import Key, UtcDateTime
from modules.service.models.order import Order


class Visit(Record):
    """One stay on site. Arrival and leaving are reported to the head of department (S0-5.4.4b)."""

    __tablename__ = "service_visit"
    __scope__ = via("order")
    __table_args__ = (Index(None, "order_id", "position", unique=True),)

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("service_order.id", ondelete="RESTRICT"))
    position: Mapped[int] = mapped_column(default=1)
    departed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    arrived_location: Mapped[str] = mapped_column(String(200), default="")
    arrived_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_location: Mapped[str] = mapped_column(String(200), default="")
    fault: Mapped[str] = mapped_column(Text, default="")
    inspection: Mapped[str] = mapped_column(Text, default="")
    cause: Mapped[str] = mapped_column(Text, default="")
    cause_class: Mapped[str | None] = mapped_column(String(20), index=True)
    measures: Mapped[str] = mapped_column(Text, default="")
    trial_result: Mapped[str] = mapped_column(Text, default="")
    recovered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remaining: Mapped[str] = mapped_column(Text, default="")
    remaining_reason: Mapped[str | None] = mapped_column(String(20))
    needs: Mapped[str] = mapped_column(Text, default="")

    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)
    arrived_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[arrived_by_id])

    def __str__(self) -> str:
        return f"{self.order.number}-{self.position}"

    @property
    def is_recorded(self) -> bool:
        """Whether fault, cause with its class, and measures are written down."""
        return bool(self.fault and self.cause and self.cause_class and self.measures)
