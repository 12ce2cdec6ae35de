"""Pages of the customers module: lists, record pages, look-ups."""

from modules.customers.views.customer import CUSTOMER, CUSTOMERS
from modules.customers.views.equipment import EQUIPMENT, EQUIPMENT_LIST
from modules.customers.views.lookups import LOOKUPS
from modules.customers.views.plan import PLAN, PLANS
from modules.customers.views.product import PRODUCT, PRODUCTS

VIEWS = (EQUIPMENT_LIST, EQUIPMENT, CUSTOMERS, CUSTOMER, PRODUCTS, PRODUCT, PLANS, PLAN)

__all__ = ["LOOKUPS", "VIEWS"]
