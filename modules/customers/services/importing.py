"""Rows of imported lists into customers, products and equipment; blank cells say nothing."""

from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.auth.organisation import ensure_region
from aftersales.db.uow import UnitOfWork
from aftersales.imports.declare import Row
from modules.customers.models import Contact, Customer, Equipment, Product
from modules.customers.services.customers import add_contact, change_customer, create_customer
from modules.customers.services.equipment import change_equipment, register_equipment
from modules.customers.services.products import change_product, create_product

KEY_WORDS = ("重点客户", "重点顾客", "重点用户")
"""Remarks by which old lists mark a key customer (S0-2.19)."""


def apply_customer(uow: UnitOfWork, *, row: Row, existing: Customer | None) -> Customer:
    """Write one row of a customer list with its region and contact; blank cells say nothing."""
    customer = existing
    if customer is None:
        customer = create_customer(uow, code=row.get("code") or "", name=row["name"])
    region = _region(uow, row)
    note = row.get("note") or customer.note
    changed = change_customer(
        uow,
        record_id=customer.id,
        code=customer.code,
        name=row["name"],
        kind=customer.kind,
        customer_class=row.get("customer_class") or customer.customer_class,
        is_key=customer.is_key or any(word in note for word in KEY_WORDS),
        region_id=region.id if region else customer.region_id,
        address=row.get("address") or customer.address,
        note=note,
    )
    if row.get("contact") or row.get("phone"):
        _keep_contact(uow, changed, row)
    return changed


def _region(uow: UnitOfWork, row: Row) -> Region | None:
    name = row.get("region")
    if not name:
        return None
    with uow.system("regions are made as the customer list names them"):
        return ensure_region(uow, name, row.get("region_class") or "domestic")


def _keep_contact(uow: UnitOfWork, customer: Customer, row: Row) -> None:
    """The person of the row, with the remark that stood behind the number (微信同号)."""
    name = row.get("contact") or customer.name
    contact = uow.scalar(
        select(Contact).where(Contact.customer_id == customer.id, Contact.name == name)
    )
    if contact is None:
        contact = add_contact(uow, customer_id=customer.id, name=name)
    row.fill(contact, "phone", note="phone_remark")


def apply_product(uow: UnitOfWork, *, row: Row, existing: Product | None) -> Product:
    """Write one row of a product list; blank cells say nothing."""
    if existing is None:
        return create_product(
            uow,
            code=row.get("code") or row["model"],
            name=row["name"],
            model=row["model"],
            unit=row.get("unit") or "",
            warranty_months=row.get("warranty_months"),
        )
    return change_product(
        uow,
        record_id=existing.id,
        code=existing.code,
        name=row["name"],
        model=row["model"],
        unit=row.get("unit") or existing.unit,
        warranty_months=row.get("warranty_months") or existing.warranty_months,
        is_key=existing.is_key,
        is_large=existing.is_large,
        note=existing.note,
    )


def apply_equipment(uow: UnitOfWork, *, row: Row, existing: Equipment | None) -> Equipment:
    """Write one row of an equipment ledger; what hand-off has frozen stays (W1)."""
    if existing is None:
        return register_equipment(
            uow,
            serial=row["serial"],
            product_id=row["product"].id,
            customer_id=row["customer"].id,
            contract_number=row.get("contract_number") or "",
            site_address=row.get("site_address") or "",
            shipped_on=row.get("shipped_on"),
            accepted_on=row.get("accepted_on"),
            note=row.get("note") or "",
        )
    return change_equipment(
        uow,
        record_id=existing.id,
        serial=existing.serial,
        product_id=row["product"].id,
        customer_id=row["customer"].id,
        contract_number=row.get("contract_number") or existing.contract_number,
        site_address=row.get("site_address") or existing.site_address,
        technical_data=existing.technical_data,
        shipped_on=row.get("shipped_on") or existing.shipped_on,
        accepted_on=row.get("accepted_on") or existing.accepted_on,
        commissioned_on=existing.commissioned_on,
        invoiced_on=existing.invoiced_on,
        warranty_plan_id=existing.warranty_plan_id,
        note=row.get("note") or existing.note,
    )
