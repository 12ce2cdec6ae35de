"""Equipment 设备: one installed machine, known by its serial number 出厂编号."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, scoped
from aftersales.db.types import Key
from modules.customers.models.customer import Customer
from modules.customers.models.product import Product
from modules.customers.models.warranty import WarrantyPlan


class Equipment(Record):
    """A machine at a customer's site: its dates, its warranty, and what was promised with it.

    ``warranty_start_on`` and ``warranty_end_on`` (both inclusive) are empty as long as the event
    that starts the warranty has not happened or is not known; the verdict is *disputed* then. At
    hand-off ``warranty_terms``, ``special_promises`` and ``emergency_clause`` are frozen from the
    contract (W1); ``is_handed_over`` says so. ``goodwill_until_on`` is a commercial decision to
    serve free of charge after the warranty.
    """

    __tablename__ = "customers_equipment"
    __scope__ = scoped()

    serial: Mapped[str] = mapped_column(String(60), unique=True)
    product_id: Mapped[int] = mapped_column(
        Key, ForeignKey("customers_product.id", ondelete="RESTRICT"), index=True
    )
    customer_id: Mapped[int] = mapped_column(
        Key, ForeignKey("customers_customer.id", ondelete="RESTRICT"), index=True
    )
    contract_number: Mapped[str] = mapped_column(String(60), default="", index=True)
    site_address: Mapped[str] = mapped_column(String(200), default="")
    technical_data: Mapped[str] = mapped_column(Text, default="")
    shipped_on: Mapped[date | None] = mapped_column(index=True)
    accepted_on: Mapped[date | None] = mapped_column(index=True)
    commissioned_on: Mapped[date | None]
    invoiced_on: Mapped[date | None]
    warranty_plan_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("customers_warranty_plan.id", ondelete="RESTRICT"), index=True
    )
    warranty_start_on: Mapped[date | None]
    warranty_end_on: Mapped[date | None] = mapped_column(index=True)
    warranty_terms: Mapped[str] = mapped_column(Text, default="")
    special_promises: Mapped[str] = mapped_column(Text, default="")
    emergency_clause: Mapped[str] = mapped_column(Text, default="")
    is_handed_over: Mapped[bool] = mapped_column(default=False)
    goodwill_until_on: Mapped[date | None]
    goodwill_note: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")

    # SQLite reads every machine to join (machine with product) to the one case it shows.
    product: Mapped[Product] = relationship(
        lazy="joined",
        innerjoin="unnested",  # type: ignore[arg-type]  # documented, the annotation lacks it
    )
    customer: Mapped[Customer] = relationship(lazy="select")
    warranty_plan: Mapped[WarrantyPlan | None] = relationship(lazy="select")

    def __str__(self) -> str:
        return f"{self.serial} {self.product.model}"
