"""Who sees which rows: everybody inside who may see customers sees them all (rules 1.9).

Personal data is guarded field by field: a telephone number is masked for those who need not call.
"""

from aftersales.access.fields import FieldRule
from aftersales.access.rules import every_row
from aftersales.i18n import _l
from modules.customers import manifest as may
from modules.customers.models import Contact, Customer, Equipment, Product

RULES = (
    every_row(Customer, may.CUSTOMER_READ, _l("All customers, for whoever may see customers")),
    every_row(
        Customer,
        may.CUSTOMER_WRITE,
        _l("All customers may be changed by whoever keeps them"),
        write=True,
    ),
    every_row(Product, may.PRODUCT_READ, _l("All products, for whoever may see products")),
    every_row(
        Product,
        may.PRODUCT_WRITE,
        _l("All products may be changed by whoever keeps them"),
        write=True,
    ),
    every_row(Equipment, may.EQUIPMENT_READ, _l("All equipment, for whoever may see equipment")),
    every_row(
        Equipment,
        may.EQUIPMENT_WRITE,
        _l("All equipment may be changed by whoever keeps it"),
        write=True,
    ),
    every_row(
        Equipment,
        may.EQUIPMENT_SITE,
        _l("Site and technical data may be corrected by engineers"),
        write=True,
    ),
    every_row(Equipment, may.GOODWILL, _l("Goodwill may be granted on all equipment"), write=True),
)

FIELD_RULES = (FieldRule(model=Contact, field="phone", permission=may.PHONE, mode="masked"),)
