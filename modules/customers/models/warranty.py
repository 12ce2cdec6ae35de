"""Warranty plans 质保方案: from which event, for how many months (C13)."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Record, unscoped
from aftersales.i18n import _l, current_locale
from aftersales.views.declare import Labels

START_EVENTS: Labels = {
    "acceptance": (_l("Acceptance"), "green"),
    "commissioning": (_l("Commissioning"), "azure"),
    "delivery": (_l("Delivery of goods"), "blue"),
    "invoice": (_l("Invoice"), "grey"),
}
"""What starts the warranty (C13); the sources name all four."""


class WarrantyPlan(Record):
    """A rule a contract refers to: warranty runs ``months`` from ``start_event``."""

    __tablename__ = "customers_warranty_plan"
    __scope__ = unscoped("a short list of the company's own rules, printed in every contract")

    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    start_event: Mapped[str] = mapped_column(String(20), default="acceptance")
    months: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return self.name_en if current_locale() == "en" and self.name_en else self.name

    def __str__(self) -> str:
        return self.title
