"""The equipment list 设备台账."""

from datetime import timedelta

from sqlalchemy import Date, bindparam, case, literal

from aftersales.db import clock
from aftersales.i18n import _l
from aftersales.views import Column, EmptyState, Facet, Filter, GroupBy, ListView
from modules.customers import manifest as may
from modules.customers.models import Customer, Equipment, Product
from modules.customers.queries import ON_TODAY, equipment, key_machine, verdict_source
from modules.customers.services.warranty import VERDICTS
from modules.customers.views.equipment_page import EQUIPMENT
from modules.customers.views.sources import region_title

ENDS_SOON_DAYS = 60

_SOON = bindparam(
    "customers_soon",
    callable_=lambda: clock.today() + timedelta(days=ENDS_SOON_DAYS),
    type_=Date(),
)

EQUIPMENT_LIST = ListView(
    name="customers.equipment_list",
    title=_l("Equipment"),
    model=Equipment,
    path="/customers/equipment",
    permission=may.EQUIPMENT_READ,
    query=equipment,
    form="customers.equipment",
    order="-shipped_on",
    columns=(
        Column(
            name="serial",
            title=_l("Serial number"),
            source=Equipment.serial,
            kind="link",
            mobile="primary",
        ),
        Column(name="product", title=_l("Product"), source=Product.name),
        Column(name="model", title=_l("Model"), source=Product.model),
        Column(
            name="customer",
            title=_l("Customer"),
            source=Customer.name,
            kind="link",
            to=("customers.customer", Equipment.customer_id),
            mobile="secondary",
        ),
        Column(name="region", title=_l("Region"), source=region_title()),
        Column(name="shipped_on", title=_l("Shipped on"), source=Equipment.shipped_on, kind="date"),
        Column(
            name="accepted_on", title=_l("Accepted on"), source=Equipment.accepted_on, kind="date"
        ),
        Column(
            name="warranty_end_on",
            title=_l("Warranty until"),
            source=Equipment.warranty_end_on,
            kind="date",
        ),
        Column(
            name="verdict",
            title=_l("Warranty"),
            source=verdict_source(),
            kind="badge",
            labels=VERDICTS,
            mobile="side",
        ),
        Column(name="contract", title=_l("Contract number"), source=Equipment.contract_number),
        Column(
            name="site",
            title=_l("Site"),
            source=Equipment.site_address,
            sort=False,
            hidden=True,
        ),
        Column(
            name="handed_over",
            title=_l("Handed over"),
            source=Equipment.is_handed_over,
            kind="bool",
            hidden=True,
        ),
        Column(
            name="promises",
            title=_l("Special promises"),
            source=Equipment.special_promises,
            sort=False,
            hidden=True,
        ),
    ),
    filters=(
        Filter(
            name="in", title=_l("In warranty"), where=verdict_source() == "in", group="warranty"
        ),
        Filter(
            name="soon",
            title=_l("Warranty ends within {days} days", days=ENDS_SOON_DAYS),
            where=Equipment.warranty_end_on.between(ON_TODAY, _SOON),
            group="warranty",
        ),
        Filter(
            name="out",
            title=_l("Out of warranty"),
            where=verdict_source() == "out",
            group="warranty",
        ),
        Filter(
            name="disputed",
            title=_l("Warranty undecided"),
            where=verdict_source() == "disputed",
            group="warranty",
        ),
        Filter(
            name="not_accepted", title=_l("Not accepted"), where=Equipment.accepted_on.is_(None)
        ),
        Filter(name="key", title=_l("Urgent arrival applies"), where=key_machine()),
        Filter(
            name="promised",
            title=_l("With special promises"),
            where=Equipment.special_promises != "",
        ),
    ),
    facets=(
        Facet(
            name="customer",
            title=_l("Customer"),
            source=Equipment.customer_id,
            kind="lookup",
            lookup="customers.customer",
        ),
        Facet(
            name="product",
            title=_l("Product"),
            source=Equipment.product_id,
            kind="lookup",
            lookup="customers.product",
        ),
        Facet(
            name="region",
            title=_l("Region"),
            source=Customer.region_id,
            kind="lookup",
            lookup="customers.region",
        ),
        Facet(name="contract", title=_l("Contract number"), source=Equipment.contract_number),
        Facet(name="shipped_on", title=_l("Shipped on"), source=Equipment.shipped_on, kind="date"),
        Facet(
            name="warranty_end_on",
            title=_l("Warranty until"),
            source=Equipment.warranty_end_on,
            kind="date",
        ),
    ),
    groups=(
        GroupBy(
            name="customer",
            title=_l("Customer"),
            source=Equipment.customer_id,
            title_source=Customer.name,
        ),
        GroupBy(name="product", title=_l("Product"), source=Product.name),
        GroupBy(
            name="region",
            title=_l("Region"),
            source=Customer.region_id,
            title_source=region_title(),
        ),
        GroupBy(name="verdict", title=_l("Warranty"), source=verdict_source(), labels=VERDICTS),
        GroupBy(name="year", title=_l("Year shipped"), source=Equipment.shipped_on, by="year"),
    ),
    search=(
        Equipment.serial,
        Customer.name,
        Product.name,
        Product.model,
        Equipment.contract_number,
    ),
    search_hint=_l("Serial number, customer, model, contract"),
    tone=case((verdict_source() == "disputed", literal("warning")), else_=None),
    empty=EmptyState(
        sentence=_l(
            "No machine yet. Machines arrive with the hand-off of a contract, or by import."
        ),
        button=_l("New equipment"),
    ),
)

__all__ = ["EQUIPMENT", "EQUIPMENT_LIST"]
