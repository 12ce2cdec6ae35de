"""Verbs on customers and their contacts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from aftersales.access.permissions import requires
from aftersales.auth.models import Region
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.regulation.resolve import resolve
from modules.customers import manifest as may
from modules.customers.models import Contact, Customer


@requires(may.CUSTOMER_WRITE)
def create_customer(
    uow: UnitOfWork,
    *,
    name: str,
    code: str = "",
    kind: str = "customer",
    customer_class: str = "C",
    is_key: bool = False,
    region_id: int | None = None,
    address: str = "",
    note: str = "",
    contacts: Sequence[Mapping[str, Any]] = (),
) -> Customer:
    """Enter a customer with the people one may call; without a code it gets the next one (KH…).

    :raises Invalid: code or name is taken, or there is no such region; each names its field.
    """
    customer = Customer(code=_free_code(uow, code or uow.number("KH")), kind=kind)
    customer.name, customer.region = _free_name(uow, name), _region(uow, region_id)
    customer.customer_class = customer_class
    customer.is_key = is_key or is_key_class(uow, customer_class)
    customer.address, customer.note = address, note
    uow.add(customer)
    _save_contacts(uow, customer, contacts)
    return customer


@requires(may.CUSTOMER_WRITE)
def change_customer(
    uow: UnitOfWork,
    *,
    record_id: int,
    code: str,
    name: str,
    kind: str = "customer",
    customer_class: str = "C",
    is_key: bool = False,
    region_id: int | None = None,
    address: str = "",
    note: str = "",
    contacts: Sequence[Mapping[str, Any]] | None = None,
) -> Customer:
    """Correct a customer; ``contacts`` are all of them as they shall be (None: left alone).

    :raises Invalid: as ``create_customer``.
    """
    customer = uow.get(Customer, record_id, lock=True)
    customer.code = _free_code(uow, code, besides=customer)
    customer.name = _free_name(uow, name, besides=customer)
    customer.region, customer.kind = _region(uow, region_id), kind
    customer.customer_class = customer_class
    customer.is_key = is_key or is_key_class(uow, customer_class)
    customer.address, customer.note = address, note
    uow.flush()
    if contacts is not None:
        _save_contacts(uow, customer, contacts)
    return customer


@requires(may.CUSTOMER_WRITE)
def add_contact(
    uow: UnitOfWork, *, customer_id: int, name: str, phone: str = "", title: str = ""
) -> Contact:
    """Note one more person of a customer; the first one becomes the primary contact."""
    customer = uow.get(Customer, customer_id)
    first = (
        uow.scalar(select(Contact.id).where(Contact.customer_id == customer.id).limit(1)) is None
    )
    return uow.add(
        Contact(
            customer_id=customer.id, name=name.strip(), phone=phone, title=title, is_primary=first
        )
    )


def _free_code(uow: UnitOfWork, code: str, besides: Customer | None = None) -> str:
    clean = code.strip().upper()
    query = select(Customer.id).where(func.upper(Customer.code) == clean)
    if besides is not None:
        query = query.where(Customer.id != besides.id)
    if uow.scalar(query) is not None:
        raise Invalid(_l("Another customer already has the code {code}.", code=clean), field="code")
    return clean


def is_key_class(uow: UnitOfWork, customer_class: str) -> bool:
    """Whether customers of a class are key customers, as the regulation says (S0-2.19)."""
    row = resolve(uow, "crm.classes").table.match(code=customer_class)
    return bool(row is not None and row.get("is_key"))


def _free_name(uow: UnitOfWork, name: str, besides: Customer | None = None) -> str:
    clean = name.strip()
    query = select(Customer.code).where(Customer.name == clean)
    if besides is not None:
        query = query.where(Customer.id != besides.id)
    if (other := uow.scalar(query)) is not None:
        raise Invalid(
            _l("{code} already has this name; is it the same company?", code=other), field="name"
        )
    return clean


def _region(uow: UnitOfWork, region_id: int | None) -> Region | None:
    region = uow.find(Region, region_id)
    if region_id is not None and region is None:
        raise Invalid(_l("Choose the region from the list."), field="region_id")
    return region


def _save_contacts(uow: UnitOfWork, customer: Customer, lines: Sequence[Mapping[str, Any]]) -> None:
    """Make the contacts exactly ``lines``; the first marked one, else the first, is the primary."""
    kept = {
        contact.id: contact
        for contact in uow.scalars(select(Contact).where(Contact.customer_id == customer.id))
    }
    primary = next((i for i, entry in enumerate(lines) if entry.get("is_primary")), 0)
    for index, entry in enumerate(lines):
        contact = kept.pop(entry.get("id") or 0, None) or Contact(customer_id=customer.id)
        contact.name, contact.title = entry["name"].strip(), entry.get("title") or ""
        if "phone" in entry:
            contact.phone = entry["phone"] or ""
        contact.is_primary = index == primary
        uow.session.add(contact)
    for gone in kept.values():
        uow.delete(gone)
    uow.flush()
