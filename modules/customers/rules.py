"""Who sees which rows: everybody inside who may see customers sees them all (rules 1.9).

Personal data is guarded field by field: a telephone number is masked for those who need not call.
"""

from aftersales.access.fields import FieldRule
from aftersales.access.rules import RecordRule
from aftersales.i18n import _l
from modules.customers import manifest as may
from modules.customers.models import Contact, Customer, Equipment, Product

RULES = (
    RecordRule(
        name="customers.customer.all",
        model=Customer,
        permission=may.CUSTOMER_READ,
        title=_l("All customers, for whoever may see customers"),
    ),
    RecordRule(
        name="customers.customer.write",
        model=Customer,
        permission=may.CUSTOMER_WRITE,
        title=_l("All customers may be changed by whoever keeps them"),
        write=True,
    ),
    RecordRule(
        name="customers.product.all",
        model=Product,
        permission=may.PRODUCT_READ,
        title=_l("All products, for whoever may see products"),
    ),
    RecordRule(
        name="customers.product.write",
        model=Product,
        permission=may.PRODUCT_WRITE,
        title=_l("All products may be changed by whoever keeps them"),
        write=True,
    ),
    RecordRule(
        name="customers.equipment.all",
        model=Equipment,
        permission=may.EQUIPMENT_READ,
        title=_l("All equipment, for whoever may see equipment"),
    ),
    RecordRule(
        name="customers.equipment.write",
        model=Equipment,
        permission=may.EQUIPMENT_WRITE,
        title=_l("All equipment may be changed by whoever keeps it"),
        write=True,
    ),
    RecordRule(
        name="customers.equipment.site",
        model=Equipment,
        permission=may.EQUIPMENT_SITE,
        title=_l("Site and technical data may be corrected by engineers"),
        write=True,
    ),
    RecordRule(
        name="customers.equipment.goodwill",
        model=Equipment,
        permission=may.GOODWILL,
        title=_l("Goodwill may be granted on all equipment"),
        write=True,
    ),
)

FIELD_RULES = (FieldRule(model=Contact, field="phone", permission=may.PHONE, mode="masked"),)
