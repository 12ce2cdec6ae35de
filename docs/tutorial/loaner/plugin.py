"""Everything the module contributes, listed once."""

from aftersales.db.numbers import NumberSeries
from aftersales.i18n import _l
from aftersales.registry.contributions import Contributions
from modules.loaner.demo import load_demo
from modules.loaner.filing import FILING
from modules.loaner.guards import GUARDS
from modules.loaner.handlers import HANDLERS
from modules.loaner.models import Loan, PoolMachine
from modules.loaner.order_page import ACTIONS, COLUMNS, FILTERS, SECTIONS
from modules.loaner.rules import RULES
from modules.loaner.views import FREE_MACHINES, VIEWS
from modules.loaner.web import bp
from modules.loaner.workflow import LIFE

CONTRIBUTIONS = Contributions(
    models=(PoolMachine, Loan),
    rules=RULES,
    numbers=(NumberSeries(code="JY", title=_l("Loans")),),
    workflows=(LIFE,),
    views=VIEWS,
    lookups=(FREE_MACHINES,),
    blueprints=(bp,),
    sections=SECTIONS,
    actions=ACTIONS,
    columns=COLUMNS,
    filters=FILTERS,
    extra_guards=GUARDS,
    handlers=HANDLERS,
    archive=(FILING,),
    when={"quality": "modules.loaner.with_quality"},
    demo=load_demo,
)
