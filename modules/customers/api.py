"""What other modules may use of customers: types, verbs, queries."""

from modules.customers.models import (
    CLASSES,
    START_EVENTS,
    Contact,
    Customer,
    Equipment,
    Product,
    WarrantyPlan,
)
from modules.customers.queries import (
    equipment_by_serial,
    equipment_of,
    primary_contact,
    verdict_source,
)
from modules.customers.services.customers import add_contact, create_customer
from modules.customers.services.equipment import confirm_equipment, register_equipment
from modules.customers.services.warranty import (
    VERDICTS,
    Promises,
    Verdict,
    add_months,
    freeze_warranty,
    promises_of,
    warranty_end,
    warranty_verdict,
)

__all__ = [
    "CLASSES",
    "START_EVENTS",
    "VERDICTS",
    "Contact",
    "Customer",
    "Equipment",
    "Product",
    "Promises",
    "Verdict",
    "WarrantyPlan",
    "add_contact",
    "add_months",
    "confirm_equipment",
    "create_customer",
    "equipment_by_serial",
    "equipment_of",
    "freeze_warranty",
    "primary_contact",
    "promises_of",
    "register_equipment",
    "verdict_source",
    "warranty_end",
    "warranty_verdict",
]
