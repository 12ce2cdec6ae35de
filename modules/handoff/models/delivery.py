"""What goes with the machines: kit 齐套, shipments 发运, acceptance 验收, documents 资料移交."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, via
from aftersales.db.types import Key, Quantity, UtcDateTime
from aftersales.i18n import _l
from aftersales.views.declare import Labels
from modules.handoff.models.contract import Contract

RESULTS: Labels = {
    "passed": (_l("Passed"), "green"),
    "remarks": (_l("Passed with remarks"), "yellow"),
    "failed": (_l("Failed"), "red"),
}
MEDIA: Labels = {
    "paper": (_l("On paper"), "grey"),
    "electronic": (_l("Electronic"), "blue"),
    "both": (_l("Paper and electronic"), "purple"),
}


def _contract_id() -> Mapped[int]:
    return mapped_column(Key, ForeignKey("handoff_contract.id", ondelete="RESTRICT"), index=True)


class KitLine(Record):
    """One thing that must be there before anything ships (S0-4.2.2)."""

    __tablename__ = "handoff_kit_line"
    __scope__ = via("contract")

    contract_id: Mapped[int] = _contract_id()
    name: Mapped[str] = mapped_column(String(120))
    specification: Mapped[str] = mapped_column(String(120), default="")
    required: Mapped[Decimal] = mapped_column(Quantity)
    present: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    note: Mapped[str] = mapped_column(String(200), default="")
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )

    contract: Mapped[Contract] = relationship(lazy="raise")

    @property
    def missing(self) -> Decimal:
        """What is still to come; never negative."""
        return max(self.required - self.present, Decimal(0))


class ShipmentNote(Record):
    """How the machines left the works and when they arrived (S1-in-6)."""

    __tablename__ = "handoff_shipment_note"
    __scope__ = via("contract")

    contract_id: Mapped[int] = _contract_id()
    shipped_on: Mapped[date]
    carrier: Mapped[str] = mapped_column(String(80), default="")
    waybill: Mapped[str] = mapped_column(String(80), default="")
    received_on: Mapped[date | None]
    receiver: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    contract: Mapped[Contract] = relationship(lazy="raise")


class Acceptance(Record):
    """An acceptance on site with the customer, passed or not (S0-5.4.3)."""

    __tablename__ = "handoff_acceptance"
    __scope__ = via("contract")

    contract_id: Mapped[int] = _contract_id()
    accepted_on: Mapped[date]
    result: Mapped[str] = mapped_column(String(10))
    signed_by: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    contract: Mapped[Contract] = relationship(lazy="raise")


class HandoverDocument(Record):
    """A drawing, manual or certificate that goes to service and customer (S1-in-3, S2-3.3.3)."""

    __tablename__ = "handoff_document"
    __scope__ = via("contract")

    contract_id: Mapped[int] = _contract_id()
    title: Mapped[str] = mapped_column(String(120))
    copies: Mapped[int] = mapped_column(default=1)
    medium: Mapped[str] = mapped_column(String(20), default="paper")
    handed_on: Mapped[date | None]

    contract: Mapped[Contract] = relationship(lazy="raise")
