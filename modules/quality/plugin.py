"""Everything the quality module contributes."""

from aftersales.db.numbers import NumberSeries
from aftersales.i18n import _l
from aftersales.registry.contributions import Contributions
from modules.quality.demo import load_demo
from modules.quality.models import Measure, Problem
from modules.quality.regulation import PARAMETERS
from modules.quality.rules import RULES
from modules.quality.search import SEARCHABLES
from modules.quality.views import EXTRA_ACTIONS, HOME, LOOKUPS, VIEWS
from modules.quality.workflow import PROBLEM

CONTRIBUTIONS = Contributions(
    models=(Problem, Measure),
    rules=RULES,
    workflows=(PROBLEM,),
    numbers=(NumberSeries(code="ZL", title=_l("Quality problems"), column=Problem.number),),
    views=VIEWS,
    lookups=LOOKUPS,
    searchables=SEARCHABLES,
    actions=EXTRA_ACTIONS,
    home=HOME,
    regulation=PARAMETERS,
    presets="data/presets",
    demo=load_demo,
)
