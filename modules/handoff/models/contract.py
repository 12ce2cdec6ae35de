"""The contract 合同 with what it sells: items, and the machines of each item by serial number."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, scoped, via
from aftersales.db.types import Key, Money, UtcDateTime
from modules.customers.api import Contact, Customer, Product, WarrantyPlan


class Contract(Record):
    """A sales contract on its way through the departments to service (W1, F40).

    ``special_promises`` is decided when it is filled or ``no_promises`` is ticked: silence is no
    answer. ``needs_acceptance`` says that acceptance on site was agreed (S0-5.4.3).
    """

    __tablename__ = "handoff_contract"
    __scope__ = scoped()

    number: Mapped[str] = mapped_column(String(60), unique=True)
    customer_id: Mapped[int] = mapped_column(
        Key, ForeignKey("customers_customer.id", ondelete="RESTRICT"), index=True
    )
    contact_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("customers_contact.id", ondelete="RESTRICT"), index=True
    )
    signed_on: Mapped[date | None] = mapped_column(index=True)
    delivery_on: Mapped[date | None] = mapped_column(index=True)
    amount: Mapped[Decimal | None] = mapped_column(Money, index=True)
    salesperson: Mapped[str] = mapped_column(String(60), default="", index=True)
    site_address: Mapped[str] = mapped_column(String(200), default="")
    payment_terms: Mapped[str] = mapped_column(Text, default="")
    warranty_plan_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("customers_warranty_plan.id", ondelete="RESTRICT"), index=True
    )
    warranty_terms: Mapped[str] = mapped_column(Text, default="")
    special_promises: Mapped[str] = mapped_column(Text, default="")
    no_promises: Mapped[bool] = mapped_column(default=False)
    emergency_clause: Mapped[str] = mapped_column(Text, default="")
    needs_acceptance: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    note: Mapped[str] = mapped_column(Text, default="")

    customer: Mapped[Customer] = relationship(lazy="joined", innerjoin=True)
    contact: Mapped[Contact | None] = relationship(lazy="joined")
    warranty_plan: Mapped[WarrantyPlan | None] = relationship(lazy="joined")

    def __str__(self) -> str:
        return self.number


class ContractItem(Record):
    """One line of a contract: so many machines of one model."""

    __tablename__ = "handoff_contract_item"
    __scope__ = via("contract")

    contract_id: Mapped[int] = mapped_column(
        Key, ForeignKey("handoff_contract.id", ondelete="RESTRICT"), index=True
    )
    product_id: Mapped[int] = mapped_column(
        Key, ForeignKey("customers_product.id", ondelete="RESTRICT"), index=True
    )
    quantity: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(String(200), default="")

    contract: Mapped[Contract] = relationship(lazy="raise")
    product: Mapped[Product] = relationship(lazy="joined", innerjoin=True)
    machines: Mapped[list["Machine"]] = relationship(
        back_populates="item", order_by="Machine.serial", lazy="selectin"
    )

    @property
    def serials(self) -> str:
        """The serial numbers, in one line."""
        return ", ".join(machine.serial for machine in self.machines)


class Machine(Record):
    """One machine of an item; ``equipment_id`` is set when service takes it over."""

    __tablename__ = "handoff_machine"
    __scope__ = via("item")
    __table_args__ = (UniqueConstraint("serial"),)

    item_id: Mapped[int] = mapped_column(
        Key, ForeignKey("handoff_contract_item.id", ondelete="RESTRICT"), index=True
    )
    serial: Mapped[str] = mapped_column(String(60))
    equipment_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("customers_equipment.id", ondelete="RESTRICT"), index=True
    )

    item: Mapped[ContractItem] = relationship(back_populates="machines", lazy="raise")
