"""The customer list and the customer's page."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from aftersales.auth.models import Region
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import (
    Badge,
    Column,
    EmptyState,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    LinesView,
    ListView,
    SmartButton,
    Tab,
    Verb,
    counting,
)
from aftersales.views.urls import list_url
from modules.customers import manifest as may
from modules.customers.forms.customer import CustomerForm
from modules.customers.models import CLASSES, KINDS, Contact, Customer, Equipment, Product
from modules.customers.queries import customers, verdict_source
from modules.customers.services.customers import change_customer, create_customer
from modules.customers.services.warranty import VERDICTS
from modules.customers.views.sources import REGION_CLASSES, region_title

CUSTOMERS = ListView(
    name="customers.customers",
    title=_l("Customers"),
    model=Customer,
    path="/customers/customers",
    permission=may.CUSTOMER_READ,
    query=customers,
    form="customers.customer",
    order="code",
    columns=(
        Column(name="code", title=_l("Code number"), source=Customer.code, mobile="side"),
        Column(name="name", title=_l("Name"), source=Customer.name, kind="link", mobile="primary"),
        Column(
            name="class",
            title=_l("Class"),
            source=Customer.customer_class,
            kind="badge",
            labels=CLASSES,
        ),
        Column(name="is_key", title=_l("Key account"), source=Customer.is_key, kind="bool"),
        Column(name="region", title=_l("Region"), source=region_title()),
        Column(
            name="region_class",
            title=_l("Region class"),
            source=Region.region_class,
            kind="badge",
            labels=REGION_CLASSES,
        ),
        Column(name="contact", title=_l("Contact"), source=Contact.name),
        Column(name="phone", title=_l("Phone"), source=Contact.phone, kind="phone"),
        Column(name="address", title=_l("Address"), source=Customer.address, mobile="secondary"),
        Column(
            name="kind",
            title=_l("Kind"),
            source=Customer.kind,
            kind="badge",
            labels=KINDS,
            hidden=True,
        ),
        Column(name="note", title=_l("Note"), source=Customer.note, sort=False, hidden=True),
    ),
    filters=(
        Filter(name="key", title=_l("Key customers"), where=Customer.is_key.is_(True)),
        Filter(name="a", title=_l("Class A"), where=Customer.customer_class == "A", group="class"),
        Filter(name="b", title=_l("Class B"), where=Customer.customer_class == "B", group="class"),
        Filter(name="c", title=_l("Class C"), where=Customer.customer_class == "C", group="class"),
        Filter(name="dealers", title=_l("Dealers"), where=Customer.kind == "dealer"),
    ),
    facets=(
        Facet(
            name="region",
            title=_l("Region"),
            source=Customer.region_id,
            kind="lookup",
            lookup="customers.region",
        ),
        Facet(
            name="region_class",
            title=_l("Region class"),
            source=Region.region_class,
            kind="choice",
            labels=REGION_CLASSES,
        ),
        Facet(name="address", title=_l("Address"), source=Customer.address),
    ),
    groups=(
        GroupBy(name="class", title=_l("Class"), source=Customer.customer_class, labels=CLASSES),
        GroupBy(
            name="region",
            title=_l("Region"),
            source=Customer.region_id,
            title_source=region_title(),
        ),
        GroupBy(
            name="region_class",
            title=_l("Region class"),
            source=Region.region_class,
            labels=REGION_CLASSES,
        ),
    ),
    search=(Customer.name, Customer.code, Customer.address, Contact.name),
    search_hint=_l("Name, code, address, contact"),
    empty=EmptyState(
        sentence=_l("No customer yet. Enter the first one, or import the list you have in Excel."),
        button=_l("New customer"),
    ),
)


def _contacts(customer: Customer) -> Select[Any]:
    return select(Contact).where(Contact.customer_id == customer.id)


def _machines(customer: Customer) -> Select[Any]:
    return select(Equipment).join(Equipment.product).where(Equipment.customer_id == customer.id)


def _contact_values(uow: UnitOfWork, customer: Customer) -> Mapping[str, Any]:
    """The contacts as the form shows them."""
    people = uow.scalars(_contacts(customer).order_by(Contact.is_primary.desc(), Contact.id))
    names = ("id", "name", "title", "phone", "is_primary")
    return {"contacts": [{name: getattr(one, name) for name in names} for one in people]}


def _badges(_uow: UnitOfWork, customer: Customer) -> tuple[Badge, ...]:
    title, color = CLASSES[customer.customer_class]
    badges = [Badge(title=title, color=color)]
    if customer.is_key and customer.customer_class != "A":
        badges.append(Badge(title=_l("Key account"), color="red"))
    return tuple(badges)


CUSTOMER = FormView(
    name="customers.customer",
    title=_l("Customer"),
    model=Customer,
    path="/customers/customers",
    permission=may.CUSTOMER_READ,
    list="customers.customers",
    form=CustomerForm,
    heading=lambda customer: customer.name,
    subheading=lambda customer: customer.code,
    badges=_badges,
    groups=(
        Group(
            fields=(
                Field(name="name", wide=True),
                "code",
                "kind",
                "customer_class",
                "is_key",
                Field(name="region_id", value=lambda c: c.region),
                Field(
                    name="region_class",
                    title=_l("Region class"),
                    kind="badge",
                    labels=REGION_CLASSES,
                    only="read",
                ),
                Field(name="address", wide=True),
                Field(name="note", wide=True),
            )
        ),
    ),
    tabs=(
        Tab(
            name="contacts",
            title=_l("Contacts"),
            lines=LinesView(
                query=_contacts,
                edit="contacts",
                order="-is_primary",
                columns=(
                    Column(name="name", title=_l("Full name"), source=Contact.name),
                    Column(name="title", title=_l("Job title"), source=Contact.title),
                    Column(name="phone", title=_l("Phone"), source=Contact.phone, kind="phone"),
                    Column(
                        name="is_primary",
                        title=_l("Primary contact"),
                        source=Contact.is_primary,
                        kind="bool",
                    ),
                ),
                empty=EmptyState(sentence=_l("Nobody to call yet. Edit the customer to add one.")),
            ),
        ),
        Tab(
            name="equipment",
            title=_l("Equipment"),
            permission=may.EQUIPMENT_READ,
            on_create=False,
            lines=LinesView(
                query=_machines,
                order="-shipped_on",
                form="customers.equipment",
                columns=(
                    Column(
                        name="serial",
                        title=_l("Serial number"),
                        source=Equipment.serial,
                        kind="link",
                    ),
                    Column(name="product", title=_l("Product"), source=Product.name),
                    Column(name="model", title=_l("Model"), source=Product.model),
                    Column(
                        name="shipped_on",
                        title=_l("Shipped on"),
                        source=Equipment.shipped_on,
                        kind="date",
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
                    ),
                ),
                empty=EmptyState(sentence=_l("This customer has no machine on the books.")),
            ),
        ),
    ),
    create=Verb(permission=may.CUSTOMER_WRITE, fn=create_customer),
    update=Verb(permission=may.CUSTOMER_WRITE, fn=change_customer),
    create_title=_l("New customer"),
    values=_contact_values,
    smart=(
        SmartButton(
            title=_l("Equipment"),
            icon="engine",
            count=counting(Equipment.customer_id),
            url=lambda _uow, customer: list_url("customers.equipment_list", customer=customer.id),
            permission=may.EQUIPMENT_READ,
        ),
    ),
)
