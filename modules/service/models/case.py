"""The case 案件: one contact of a customer, and the thread everything else hangs on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import Region, User
from aftersales.db.base import Record, scoped
from aftersales.db.partial import partial_index
from aftersales.db.types import JsonDict, JsonList, Key, UtcDateTime
from modules.customers.api import Customer, Equipment

OPEN_CASES = (
    "registered",
    "answered",
    "to_dispatch",
    "dispatched",
    "on_site",
    "to_confirm",
    "to_review",
    "suspended",
)
"""States in which somebody still has to do something for the customer."""


class Case(Record):
    """A visit, letter or call as it stands in the register 顾客服务登记本 (S0-5.4.1a).

    ``is_urgent`` and ``triggers`` are computed at registration from the regulation (S0-5.4.2a);
    ``warranty_code`` with ``warranty_because`` is the verdict of the day the case was reported,
    kept for good. ``promises`` are the contract's special promises and emergency clause as they
    stood.
    ``suspended_state`` is where a suspended case goes on. ``external_number`` is the number an
    imported case had in the old register.
    """

    __tablename__ = "service_case"
    __scope__ = scoped()
    __table_args__ = (
        Index("ix_service_case_state_reported", "state", "reported_at"),
        Index("ix_service_case_customer_reported", "customer_id", "reported_at"),
        partial_index(
            "ix_service_case_open", "reported_at", "id", column="state", values=OPEN_CASES
        ),
    )

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="registered")
    kind: Mapped[str] = mapped_column(String(20), default="repair", index=True)
    channel: Mapped[str] = mapped_column(String(20), default="phone", index=True)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    customer_id: Mapped[int] = mapped_column(
        Key, ForeignKey("customers_customer.id", ondelete="RESTRICT")
    )
    equipment_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("customers_equipment.id", ondelete="RESTRICT"), index=True
    )
    region_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_region.id", ondelete="RESTRICT"), index=True
    )
    region_class: Mapped[str] = mapped_column(String(10), default="domestic", index=True)
    travel_hours: Mapped[int | None]
    site_address: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    summary: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    is_emergency: Mapped[bool] = mapped_column(default=False)
    is_major: Mapped[bool] = mapped_column(default=False)
    fault_class: Mapped[str] = mapped_column(String(20), default="", server_default="")
    is_urgent: Mapped[bool] = mapped_column(default=False, index=True)
    triggers: Mapped[list[str]] = mapped_column(JsonList, default=list)
    chief_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    warranty_code: Mapped[str] = mapped_column(String(12), default="none", index=True)
    warranty_end_on: Mapped[date | None]
    warranty_because: Mapped[dict[str, Any] | None] = mapped_column(JsonDict)
    promises: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    opinion_grade: Mapped[str | None] = mapped_column(String(12), index=True)
    opinion_text: Mapped[str] = mapped_column(Text, default="")
    suspended_state: Mapped[str] = mapped_column(String(20), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    close_note: Mapped[str] = mapped_column(Text, default="")
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    external_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    handled_by: Mapped[str] = mapped_column(String(60), default="")

    customer: Mapped[Customer] = relationship(lazy="joined", innerjoin=True)
    equipment: Mapped[Equipment | None] = relationship(lazy="joined")
    region: Mapped[Region | None] = relationship(lazy="select")
    chief: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[chief_id])

    def __str__(self) -> str:
        return self.number

    @property
    def is_locked(self) -> bool:
        """Closed, cancelled and filed cases are not changed any more."""
        return self.state in ("closed", "cancelled", "filed")
