"""Reads of the customers module that lists, look-ups and other modules share."""

from typing import Any

from sqlalchemy import Date, Select, bindparam, case, func, literal, or_, select

from aftersales.auth.models import Region
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from modules.customers.models import Contact, Customer, Equipment, Product, WarrantyPlan

ON_TODAY: Any = bindparam("customers_today", callable_=clock.today, type_=Date())
"""The company's date at the moment a statement runs, though the statement was built at start."""


def verdict_source() -> Any:
    """The warranty verdict of ``Equipment`` today as an SQL expression: a code of ``VERDICTS``."""
    return case(
        (Equipment.warranty_end_on >= ON_TODAY, literal("in")),
        (Equipment.goodwill_until_on >= ON_TODAY, literal("goodwill")),
        (Equipment.warranty_end_on.is_(None), literal("disputed")),
        else_=literal("out"),
    )


def customers() -> Select[Any]:
    """Customers with region and primary contact."""
    primary = (Contact.customer_id == Customer.id) & Contact.is_primary
    return select(Customer).outerjoin(Customer.region).outerjoin(Contact, primary)


def equipment() -> Select[Any]:
    """Machines with product, customer and region."""
    return (
        select(Equipment)
        .join(Equipment.product)
        .join(Equipment.customer)
        .outerjoin(Region, Customer.region_id == Region.id)
    )


def products() -> Select[Any]:
    """The catalogue."""
    return select(Product)


def plans() -> Select[Any]:
    """The warranty plans."""
    return select(WarrantyPlan)


def contacts() -> Select[Any]:
    """People at customers."""
    return select(Contact).join(Contact.customer)


def equipment_of(customer_id: int) -> Select[Equipment]:
    """The machines of one customer, newest first."""
    return (
        select(Equipment)
        .where(Equipment.customer_id == customer_id)
        .order_by(Equipment.shipped_on.desc(), Equipment.id.desc())
    )


def equipment_by_serial(uow: UnitOfWork, serial: str) -> Equipment | None:
    """The machine with a serial number, whatever the case of its letters."""
    return uow.scalar(
        select(Equipment).where(func.upper(Equipment.serial) == serial.strip().upper())
    )


def primary_contact(uow: UnitOfWork, customer_id: int | None) -> Contact | None:
    """The person to call first at a customer, if anybody is on record."""
    return uow.scalar(
        select(Contact)
        .where(Contact.customer_id == customer_id)
        .order_by(Contact.is_primary.desc(), Contact.id)
        .limit(1)
    )


def key_machine() -> Any:
    """Machines the urgent-arrival rule is about: key or large product, key customer (S0-5.4.2a)."""
    return or_(Product.is_key, Product.is_large, Customer.is_key)
