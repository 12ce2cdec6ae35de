"""Everything the customers module contributes, listed once."""

from aftersales.db.numbers import NumberSeries
from aftersales.i18n import _l
from aftersales.registry.contributions import Contributions
from modules.customers.bench import BENCH
from modules.customers.demo import load_demo
from modules.customers.importers import IMPORTERS
from modules.customers.models import Contact, Customer, Equipment, Product, WarrantyPlan
from modules.customers.reference import load_reference
from modules.customers.regulation import PARAMETERS
from modules.customers.rules import FIELD_RULES, RULES
from modules.customers.search import SEARCHABLES
from modules.customers.views import LOOKUPS, VIEWS

CONTRIBUTIONS = Contributions(
    models=(Customer, Contact, Product, WarrantyPlan, Equipment),
    rules=RULES,
    field_rules=FIELD_RULES,
    numbers=(
        NumberSeries(
            code="KH", title=_l("Customer code"), reset="year", pattern="{code}{period}{n:04d}"
        ),
    ),
    views=VIEWS,
    lookups=LOOKUPS,
    searchables=SEARCHABLES,
    regulation=PARAMETERS,
    presets="data/presets",
    importers=IMPORTERS,
    reference=load_reference,
    demo=load_demo,
    bench=BENCH,
)
