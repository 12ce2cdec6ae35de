"""Everything the archive module contributes."""

from aftersales.db.numbers import NumberSeries
from aftersales.i18n import _l
from aftersales.registry.contributions import Contributions
from modules.archive.check import ARCHIVE_CHECK
from modules.archive.demo import load_demo
from modules.archive.duties import FULFILMENTS
from modules.archive.models import Filing, Volume
from modules.archive.regulation import PARAMETERS
from modules.archive.rules import RULES
from modules.archive.search import SEARCHABLES
from modules.archive.services import BIND
from modules.archive.views import EXTRA_ACTIONS, HOME, SECTIONS, VIEWS
from modules.archive.web import bp

CONTRIBUTIONS = Contributions(
    models=(Volume, Filing),
    rules=RULES,
    numbers=(NumberSeries(code="AJJ", title=_l("Volumes"), reset="year", pattern="{n}"),),
    views=VIEWS,
    searchables=SEARCHABLES,
    sections=SECTIONS,
    actions=EXTRA_ACTIONS,
    tasks=(BIND,),
    blueprints=(bp,),
    home=HOME,
    regulation=PARAMETERS,
    presets="data/presets",
    fulfilments=FULFILMENTS,
    checks=(ARCHIVE_CHECK,),
    demo=load_demo,
)
