"""The service order 服务单(派工单): who goes, and how far they are."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Base, Record, via
from aftersales.db.partial import partial_index
from aftersales.db.types import Key, UtcDateTime
from modules.service.models.case import Case

OPEN_ORDERS = ("draft", "assigned", "accepted", "en_route", "on_site", "recovered", "reported")
"""States in which an order is not finished."""


class Order(Record):
    """One assignment of a chief 首席责任人 and helpers to a case (S0-2.18).

    An order may take several visits until the customer is satisfied (S0-5.4.4e, C28).
    """

    __tablename__ = "service_order"
    __scope__ = via("case")
    __table_args__ = (
        Index("ix_service_order_state_chief", "state", "chief_id"),
        partial_index(
            "ix_service_order_open", "assigned_at", "id", column="state", values=OPEN_ORDERS
        ),
    )

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    case_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_case.id", ondelete="RESTRICT"), index=True
    )
    chief_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    requirements: Mapped[str] = mapped_column(Text, default="")
    plan: Mapped[str] = mapped_column(Text, default="")
    tools: Mapped[str] = mapped_column(Text, default="")
    planned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    assigned_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    departed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    chief: Mapped[User] = relationship(lazy="joined", innerjoin=True, foreign_keys=[chief_id])
    assigned_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[assigned_by_id])
    accepted_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[accepted_by_id])
    members: Mapped[list["OrderMember"]] = relationship(
        back_populates="order",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="OrderMember.id",
    )

    def __str__(self) -> str:
        return self.number

    @property
    def team(self) -> tuple[User, ...]:
        """The chief and the helpers."""
        return (self.chief, *(member.user for member in self.members))

    def is_on(self, user_id: int | None) -> bool:
        """Whether this person is the chief or a helper."""
        return user_id is not None and user_id in {person.id for person in self.team}


class OrderMember(Base):
    """A helper on an order."""

    __tablename__ = "service_order_member"
    __scope__ = via("order")
    __table_args__ = (Index(None, "order_id", "user_id", unique=True), Index(None, "user_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    order_id: Mapped[int] = mapped_column(Key, ForeignKey("service_order.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("auth_user.id", ondelete="RESTRICT"))
    order: Mapped[Order] = relationship(back_populates="members", lazy="raise")
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
