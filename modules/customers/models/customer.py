"""The customer 客户 with its contacts 联系人."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import Region
from aftersales.db.base import Record, scoped, via
from aftersales.db.types import Key
from aftersales.i18n import _l
from aftersales.views.declare import Labels

CLASSES: Labels = {
    "A": (_l("Class A"), "red"),
    "B": (_l("Class B"), "blue"),
    "C": (_l("Class C"), "grey"),
}
"""Customer classes; A is the key account of the urgent-arrival rule (S0-5.4.2a)."""

KINDS: Labels = {
    "customer": (_l("Customer"), "blue"),
    "dealer": (_l("Dealer"), "purple"),
}


class Customer(Record):
    """A company that bought machines, or a dealer who sells them on.

    ``is_key`` marks the key customer 重点顾客, which class A always is. The class of the region
    decides the arrival time (C01).
    """

    __tablename__ = "customers_customer"
    __scope__ = scoped()

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="customer", index=True)
    customer_class: Mapped[str] = mapped_column(String(1), default="C", index=True)
    is_key: Mapped[bool] = mapped_column(default=False)
    region_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_region.id", ondelete="RESTRICT"), index=True
    )
    address: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    region: Mapped[Region | None] = relationship(lazy="select", foreign_keys=[region_id])
    people: Mapped[list["Contact"]] = relationship(
        back_populates="customer",
        order_by="(Contact.is_primary.desc(), Contact.id)",
        lazy="raise",
    )

    def __str__(self) -> str:
        return self.name

    @property
    def region_class(self) -> str:
        """``local``, ``domestic`` or ``remote``; empty when the region is not known."""
        return self.region.region_class if self.region else ""


class Contact(Record):
    """A person at a customer; the phone is masked for those who need not call (2.9)."""

    __tablename__ = "customers_contact"
    __scope__ = via("customer")

    customer_id: Mapped[int] = mapped_column(
        Key, ForeignKey("customers_customer.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30), default="", index=True)
    title: Mapped[str] = mapped_column(String(60), default="")
    is_primary: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(200), default="")

    customer: Mapped[Customer] = relationship(back_populates="people", lazy="raise")

    def __str__(self) -> str:
        return self.name
