"""What customers, people, machines and products are found by."""

from aftersales.search import Searchable
from modules.customers.models import Contact, Customer, Equipment, Product

SEARCHABLES = (
    Searchable(
        model=Customer,
        fields=("name", "code", "address", "people.name", "people.phone"),
        initials=("name", "people.name"),
    ),
    Searchable(
        model=Contact,
        fields=("name", "phone", "customer.name"),
        initials=("name", "customer.name"),
    ),
    Searchable(
        model=Equipment,
        fields=(
            "serial",
            "contract_number",
            "site_address",
            "customer.name",
            "product.name",
            "product.model",
        ),
        initials=("customer.name",),
    ),
    Searchable(model=Product, fields=("name", "model", "code"), initials=("name",)),
)
