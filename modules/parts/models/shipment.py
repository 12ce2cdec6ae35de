"""The register of parts sent 配件发送登记 with its proof of dispatch (rules S0-5.4.6.4b, c)."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, scoped
from aftersales.db.types import Key, Quantity, UtcDateTime
from modules.parts.models.exit_permit import ExitPermit

if TYPE_CHECKING:
    from modules.service.api import Case


class Shipment(Record):
    """One sending: destination, product model, time, quantity and variety, as the rule asks."""

    __tablename__ = "parts_shipment"
    __scope__ = scoped()

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="sent")
    case_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_case.id", ondelete="RESTRICT"), index=True
    )
    permit_id: Mapped[int] = mapped_column(
        Key, ForeignKey("parts_exit_permit.id", ondelete="RESTRICT"), index=True
    )
    destination: Mapped[str] = mapped_column(String(200))
    product_model: Mapped[str] = mapped_column(String(80), default="")
    variety: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    method: Mapped[str] = mapped_column(String(20))
    waybill: Mapped[str] = mapped_column(String(60), default="")
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    receiver: Mapped[str] = mapped_column(String(60), default="")
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proof_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("files_attachment.id", ondelete="RESTRICT"), index=True
    )

    case: Mapped["Case"] = relationship("modules.service.models.case.Case", lazy="joined")
    permit: Mapped[ExitPermit] = relationship(lazy="joined")

    def __str__(self) -> str:
        return self.number
