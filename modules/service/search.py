"""What cases, orders, trips, reports and opinions are found by."""

from aftersales.search import Searchable
from modules.service.models import Case, OpinionForm, Order, ServiceReport, TripPlan

SEARCHABLES = (
    Searchable(
        model=Case,
        fields=(
            "number",
            "summary",
            "contact_name",
            "contact_phone",
            "external_number",
            "customer.name",
            "equipment.serial",
            "equipment.product.model",
        ),
        initials=("contact_name", "customer.name"),
    ),
    Searchable(
        model=Order,
        fields=(
            "number",
            "case.number",
            "case.summary",
            "case.customer.name",
            "case.equipment.serial",
        ),
        initials=("case.customer.name",),
    ),
    Searchable(
        model=TripPlan,
        fields=(
            "number",
            "purpose",
            "order.number",
            "order.case.number",
            "order.case.customer.name",
        ),
        initials=("order.case.customer.name",),
    ),
    Searchable(
        model=ServiceReport,
        fields=("number", "symptom", "order.number", "case.number", "case.customer.name"),
        initials=("case.customer.name",),
    ),
    Searchable(
        model=OpinionForm,
        fields=("number", "opinion", "case.number", "case.customer.name"),
        initials=("case.customer.name",),
    ),
)
