"""The identity of the customers module: rights, their roles (rules 1.9) and the menu."""

from aftersales.access.permissions import Permission
from aftersales.i18n import _l
from aftersales.registry.manifest import Grant, Manifest, MenuItem

CUSTOMER_READ = "customers.customer.read"
CUSTOMER_WRITE = "customers.customer.write"
EQUIPMENT_READ = "customers.equipment.read"
EQUIPMENT_WRITE = "customers.equipment.write"
EQUIPMENT_SITE = "customers.equipment.site"
PRODUCT_READ = "customers.product.read"
PRODUCT_WRITE = "customers.product.write"
GOODWILL = "customers.equipment.goodwill"
PHONE = "customers.contact.phone"

_READ = (CUSTOMER_READ, EQUIPMENT_READ, PRODUCT_READ)
_KEEP = (*_READ, CUSTOMER_WRITE, EQUIPMENT_WRITE, PHONE)

MANIFEST = Manifest(
    name="customers",
    title=_l("Customers & equipment"),
    summary=_l("Customers, contacts, products, machines by serial number, warranty verdicts."),
    version="0.1.0",
    kernel=">=0.1,<1",
    permissions=(
        Permission(CUSTOMER_READ, _l("See customers")),
        Permission(CUSTOMER_WRITE, _l("Enter and change customers")),
        Permission(EQUIPMENT_READ, _l("See equipment")),
        Permission(EQUIPMENT_WRITE, _l("Enter and change equipment")),
        Permission(EQUIPMENT_SITE, _l("Correct site and technical data of equipment")),
        Permission(PRODUCT_READ, _l("See products")),
        Permission(PRODUCT_WRITE, _l("Enter and change products and warranty plans")),
        Permission(GOODWILL, _l("Grant service free of charge after the warranty")),
        Permission(PHONE, _l("See contacts' telephone numbers in full")),
    ),
    roles=(
        Grant("admin", *_READ, PHONE),
        Grant("leader", *_READ, PHONE, GOODWILL),
        Grant("sales", *_KEEP, PRODUCT_WRITE),
        Grant("commercial", *_KEEP, PRODUCT_WRITE, GOODWILL),
        Grant("clerk", *_KEEP),
        Grant("dispatcher", *_KEEP, EQUIPMENT_SITE),
        Grant("engineer", *_READ, EQUIPMENT_SITE, PHONE),
        Grant("technical", *_READ, EQUIPMENT_SITE, PRODUCT_WRITE),
        Grant("office", *_READ, PHONE),
        Grant("purchasing", *_READ),
        Grant("production", *_READ),
        Grant("quality", *_READ),
        Grant("keeper", *_READ),
        Grant("finance", *_READ),
        Grant("archivist", *_READ),
        Grant("auditor", *_READ),
    ),
    menu=(
        MenuItem(title=_l("Equipment"), view="customers.equipment_list", weight=10),
        MenuItem(title=_l("Customers"), view="customers.customers", weight=20),
        MenuItem(title=_l("Products"), view="customers.products", weight=30),
        MenuItem(title=_l("Warranty plans"), view="customers.warranty_plans", weight=40),
        MenuItem(title=_l("Import"), url="/imports", permission="imports.use", weight=90),
    ),
    icon="building-factory-2",
    color="#0ca678",
    weight=10,
)
