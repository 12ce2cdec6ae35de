"""Type-ahead over customers, people, machines, products, regions and warranty plans."""

from typing import Any

from sqlalchemy import Select, literal, select

from aftersales.auth.models import Region
from aftersales.i18n import _l
from aftersales.views import Lookup
from modules.customers import manifest as may
from modules.customers.models import Contact, Customer, Equipment, Product, WarrantyPlan
from modules.customers.queries import contacts, customers, equipment, plans, products
from modules.customers.views.sources import (
    plan_title,
    region_title,
    verdict_words,
    visible_phone,
)


def _machines() -> Select[Any]:
    primary = (Contact.customer_id == Customer.id) & Contact.is_primary
    return equipment().outerjoin(Contact, primary)


def _regions() -> Select[Any]:
    return select(Region)


_DOT = literal(" · ")

CUSTOMER_LOOKUP = Lookup(
    name="customers.customer",
    title=_l("Customers"),
    query=customers,
    key=Customer.id,
    label=Customer.name,
    sublabel=Customer.code + _DOT + Customer.address,
    search=(Customer.name, Customer.code, Customer.address),
    permission=may.CUSTOMER_READ,
    form="customers.customer",
    icon="building",
    extra={
        "address": Customer.address,
        "contact_id": Contact.id,
        "contact_name": Contact.name,
        "contact_phone": visible_phone(),
    },
    everywhere=True,
)

EQUIPMENT_LOOKUP = Lookup(
    name="customers.equipment",
    title=_l("Equipment"),
    query=_machines,
    key=Equipment.id,
    label=Equipment.serial + _DOT + Product.name + literal(" ") + Product.model,
    sublabel=Customer.name + _DOT + verdict_words(),
    search=(Equipment.serial, Customer.name, Product.model, Product.name, Equipment.site_address),
    order=(Equipment.serial.desc(),),
    permission=may.EQUIPMENT_READ,
    form="customers.equipment",
    icon="engine",
    extra={
        "customer_id": Customer.id,
        "customer_name": Customer.name,
        "product_id": Product.id,
        "product_name": Product.name + literal(" ") + Product.model,
        "site_address": Equipment.site_address,
        "contact_id": Contact.id,
        "contact_name": Contact.name,
        "contact_phone": visible_phone(),
    },
    filters={"customer_id": Equipment.customer_id, "product_id": Equipment.product_id},
    everywhere=True,
)

PRODUCT_LOOKUP = Lookup(
    name="customers.product",
    title=_l("Products"),
    query=products,
    key=Product.id,
    label=Product.name + literal(" ") + Product.model,
    sublabel=Product.code,
    search=(Product.model, Product.name, Product.code),
    order=(Product.name, Product.model),
    permission=may.PRODUCT_READ,
    form="customers.product",
    icon="box",
    everywhere=True,
)

CONTACT_LOOKUP = Lookup(
    name="customers.contact",
    title=_l("Contacts"),
    query=contacts,
    key=Contact.id,
    label=Contact.name,
    sublabel=Customer.name + _DOT + Contact.title,
    search=(Contact.name, Customer.name),
    order=(Contact.is_primary.desc(), Contact.name),
    permission=may.CUSTOMER_READ,
    icon="user",
    extra={
        "phone": visible_phone(),
        "contact_name": Contact.name,
        "customer_id": Customer.id,
        "customer_name": Customer.name,
    },
    filters={"customer_id": Contact.customer_id},
)

REGION_LOOKUP = Lookup(
    name="customers.region",
    title=_l("List of regions"),
    query=_regions,
    key=Region.id,
    label=region_title(),
    search=(Region.name, Region.name_en, Region.code),
    order=(Region.name,),
    icon="map-pin",
)

PLAN_LOOKUP = Lookup(
    name="customers.warranty_plan",
    title=_l("Warranty plans"),
    query=plans,
    key=WarrantyPlan.id,
    label=plan_title(),
    sublabel=WarrantyPlan.code,
    search=(WarrantyPlan.name, WarrantyPlan.name_en, WarrantyPlan.code),
    order=(WarrantyPlan.code,),
    where=WarrantyPlan.is_active.is_(True),
    form="customers.warranty_plan",
    icon="shield-check",
)

LOOKUPS = (
    CUSTOMER_LOOKUP,
    EQUIPMENT_LOOKUP,
    PRODUCT_LOOKUP,
    CONTACT_LOOKUP,
    REGION_LOOKUP,
    PLAN_LOOKUP,
)
