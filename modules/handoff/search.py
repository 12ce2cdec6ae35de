"""What contracts and their clauses are found by."""

from aftersales.search import Searchable
from modules.handoff.models import Clause, Contract

SEARCHABLES = (
    Searchable(
        model=Contract,
        fields=("number", "salesperson", "note", "customer.name"),
        initials=("salesperson", "customer.name"),
    ),
    Searchable(
        model=Clause,
        fields=("text", "number", "contract.number", "contract.customer.name", "department.name"),
        initials=("contract.customer.name",),
    ),
)
