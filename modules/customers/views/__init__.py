"""Pages of the customers module: lists, record pages, look-ups."""

from modules.customers.views.customer import CUSTOMER, CUSTOMERS
from modules.customers.views.equipment import EQUIPMENT, EQUIPMENT_LIST
from modules.customers.views.lookups import LOOKUPS
from modules.customers.views.product import PRODUCT, PRODUCTS

VIEWS = (EQUIPMENT_LIST, EQUIPMENT, CUSTOMERS, CUSTOMER, PRODUCTS, PRODUCT)

__all__ = ["LOOKUPS", "VIEWS"]
