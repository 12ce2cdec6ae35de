"""The product 产品: one model the company sells."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Record, scoped


class Product(Record):
    """One model of the catalogue, with the months of warranty the company gives by default.

    ``is_key`` (重点产品) and ``is_large`` (大型产品) trigger the urgent-arrival rule (S0-5.4.2a).
    """

    __tablename__ = "customers_product"
    __scope__ = scoped()

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    model: Mapped[str] = mapped_column(String(60), unique=True)
    unit: Mapped[str] = mapped_column(String(10), default="台")
    warranty_months: Mapped[int | None]
    is_key: Mapped[bool] = mapped_column(default=False)
    is_large: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")

    def __str__(self) -> str:
        return f"{self.name} {self.model}"

    @property
    def product_class(self) -> str:
        """``large``, ``key`` or nothing: what the regulation's scope of products compares with."""
        return "large" if self.is_large else ("key" if self.is_key else "")
