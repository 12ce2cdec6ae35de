"""The product list and the product's page."""

from aftersales.i18n import _l
from aftersales.views import (
    Column,
    EmptyState,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    ListView,
    SmartButton,
    Verb,
    counting,
)
from aftersales.views.urls import list_url
from modules.customers import manifest as may
from modules.customers.forms.product import ProductForm
from modules.customers.models import Equipment, Product
from modules.customers.queries import products
from modules.customers.services.products import change_product, create_product

PRODUCTS = ListView(
    name="customers.products",
    title=_l("Products"),
    model=Product,
    path="/customers/products",
    permission=may.PRODUCT_READ,
    query=products,
    form="customers.product",
    order="code",
    columns=(
        Column(name="code", title=_l("Code number"), source=Product.code, mobile="side"),
        Column(name="name", title=_l("Name"), source=Product.name, kind="link", mobile="primary"),
        Column(name="model", title=_l("Model"), source=Product.model, mobile="secondary"),
        Column(name="unit", title=_l("Unit"), source=Product.unit),
        Column(
            name="warranty_months",
            title=_l("Warranty (months)"),
            source=Product.warranty_months,
            kind="number",
        ),
        Column(name="is_key", title=_l("Key product"), source=Product.is_key, kind="bool"),
        Column(name="is_large", title=_l("Large product"), source=Product.is_large, kind="bool"),
    ),
    filters=(
        Filter(name="key", title=_l("Key products"), where=Product.is_key.is_(True)),
        Filter(name="large", title=_l("Large products"), where=Product.is_large.is_(True)),
    ),
    facets=(
        Facet(name="model", title=_l("Model"), source=Product.model),
        Facet(name="name", title=_l("Name"), source=Product.name),
    ),
    groups=(GroupBy(name="name", title=_l("Name"), source=Product.name),),
    search=(Product.name, Product.model, Product.code),
    search_hint=_l("Name, model, code"),
    empty=EmptyState(
        sentence=_l("No product yet. Enter the first model, or import the price list."),
        button=_l("New product"),
    ),
)

PRODUCT = FormView(
    name="customers.product",
    title=_l("Product"),
    model=Product,
    path="/customers/products",
    permission=may.PRODUCT_READ,
    list="customers.products",
    form=ProductForm,
    heading=lambda product: f"{product.name} {product.model}",
    subheading=lambda product: product.code,
    groups=(
        Group(
            fields=(
                "code",
                "name",
                "model",
                "unit",
                "warranty_months",
                "is_key",
                "is_large",
                Field(name="note", wide=True),
            )
        ),
    ),
    create=Verb(permission=may.PRODUCT_WRITE, fn=create_product),
    update=Verb(permission=may.PRODUCT_WRITE, fn=change_product),
    create_title=_l("New product"),
    smart=(
        SmartButton(
            title=_l("Equipment"),
            icon="engine",
            count=counting(Equipment.product_id),
            url=lambda _uow, product: list_url("customers.equipment_list", product=product.id),
            permission=may.EQUIPMENT_READ,
        ),
    ),
)
