"""Customers, products, the machines they have, and the warranty plans that cover them."""

from modules.customers.models.customer import CLASSES, KINDS, Contact, Customer
from modules.customers.models.equipment import Equipment
from modules.customers.models.product import Product
from modules.customers.models.warranty import START_EVENTS, WarrantyPlan

__all__ = [
    "CLASSES",
    "KINDS",
    "START_EVENTS",
    "Contact",
    "Customer",
    "Equipment",
    "Product",
    "WarrantyPlan",
]
