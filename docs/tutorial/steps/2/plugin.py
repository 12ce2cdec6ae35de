"""Everything the module contributes, listed once."""

from aftersales.db.numbers import NumberSeries
from aftersales.i18n import _l
from aftersales.registry.contributions import Contributions
from modules.loaner.models import Loan, PoolMachine
from modules.loaner.rules import RULES

CONTRIBUTIONS = Contributions(
    models=(PoolMachine, Loan),
    rules=RULES,
    numbers=(NumberSeries(code="JY", title=_l("Loans")),),
)
