"""The service report 售后服务报告: written on site, signed, reviewed, locked (W4)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, via
from aftersales.db.types import JsonList, Key, Money, UtcDateTime
from modules.service.models.case import Case
from modules.service.models.order import Order


class ServiceReport(Record):
    """What was found and done, what was explained, and what the customer says to it (S0-5.4.4c–d).

    A reviewed report is locked. A correction is a new ``revision`` with its reason, which
    supersedes the one before. ``signature_id`` is the attachment with the signature; a customer
    who refuses leaves ``refused_reason`` and ``witness`` instead.
    """

    __tablename__ = "service_report"
    __scope__ = via("case")
    __table_args__ = (
        Index(None, "number", "revision", unique=True),
        Index("ix_service_report_state", "state"),
    )

    number: Mapped[str] = mapped_column(String(30))
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    case_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_case.id", ondelete="RESTRICT"), index=True
    )
    order_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_order.id", ondelete="RESTRICT"), index=True
    )
    previous_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("service_report.id", ondelete="RESTRICT"), index=True
    )
    correction_reason: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    departed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recovered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    symptom: Mapped[str] = mapped_column(Text, default="")
    inspection: Mapped[str] = mapped_column(Text, default="")
    cause_class: Mapped[str | None] = mapped_column(String(20), index=True)
    cause: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text, default="")
    trial_result: Mapped[str] = mapped_column(Text, default="")
    remaining: Mapped[str] = mapped_column(Text, default="")
    suggestions: Mapped[str] = mapped_column(Text, default="")
    explained: Mapped[list[str]] = mapped_column(JsonList, default=list)
    explained_gap: Mapped[str] = mapped_column(Text, default="")
    fee_parts: Mapped[Decimal | None] = mapped_column(Money)
    fee_labour: Mapped[Decimal | None] = mapped_column(Money)
    fee_travel: Mapped[Decimal | None] = mapped_column(Money)
    fee_other: Mapped[Decimal | None] = mapped_column(Money)
    customer_opinion: Mapped[str] = mapped_column(Text, default="")
    satisfaction: Mapped[str | None] = mapped_column(String(12), index=True)
    signer_name: Mapped[str] = mapped_column(String(60), default="")
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signature_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("files_attachment.id", ondelete="RESTRICT"), index=True
    )
    refused_reason: Mapped[str] = mapped_column(Text, default="")
    witness: Mapped[str] = mapped_column(String(60), default="")
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    return_note: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)
    author: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[author_id])

    def __str__(self) -> str:
        return self.title_number

    @property
    def title_number(self) -> str:
        """``BG-202611-0001``, from the second revision on with ``/2``."""
        return self.number if self.revision == 1 else f"{self.number}/{self.revision}"

    @property
    def has_opinion(self) -> bool:
        """Whether the customer signed, or refused before a witness."""
        return self.signed_at is not None or bool(self.refused_reason and self.witness)

    @property
    def is_editable(self) -> bool:
        """Whether the author may still write."""
        return self.state == "draft" or (self.state == "customer" and not self.has_opinion)
