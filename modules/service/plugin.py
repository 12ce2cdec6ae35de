"""Everything the service module contributes, listed once."""

from aftersales.db.numbers import NumberSeries
from aftersales.events import on
from aftersales.i18n import _l
from aftersales.registry.contributions import Contributions, Slot
from aftersales.workflow import ChainApproved, ChainMoved, ChainRejected
from modules.service.bench import BENCH
from modules.service.clocks import CLOCKS
from modules.service.demo import load_demo
from modules.service.documents import DOCUMENTS
from modules.service.events import CaseClosed, OrderAssigned, ReportReviewed
from modules.service.filing import FILINGS
from modules.service.handlers import print_entry, print_report, tell_team
from modules.service.importers import IMPORTERS
from modules.service.models import (
    Case,
    OpinionForm,
    Order,
    OrderMember,
    RegisterBook,
    ServiceReport,
    TripPlan,
    Visit,
)
from modules.service.regulation import PARAMETERS
from modules.service.replay import REPLAYS
from modules.service.rules import FIELD_RULES, RULES
from modules.service.search import SEARCHABLES
from modules.service.services.review import report_approved, report_moved, report_rejected
from modules.service.services.trips import trip_approved, trip_rejected
from modules.service.slots import ClosingCheck, ReportParts
from modules.service.views import HOME, LOOKUPS, TILES, VIEWS
from modules.service.views.approvals import APPROVALS
from modules.service.views.elsewhere import ACTIONS
from modules.service.web import bp
from modules.service.workflow import WORKFLOWS

CONTRIBUTIONS = Contributions(
    models=(
        Case,
        Order,
        OrderMember,
        Visit,
        TripPlan,
        ServiceReport,
        OpinionForm,
        RegisterBook,
    ),
    rules=RULES,
    field_rules=FIELD_RULES,
    workflows=WORKFLOWS,
    numbers=(
        NumberSeries(code="AJ", title=_l("Case"), column=Case.number),
        NumberSeries(code="FW", title=_l("Service order"), column=Order.number),
        NumberSeries(code="CC", title=_l("Trip plan"), column=TripPlan.number),
        NumberSeries(code="BG", title=_l("Service report"), column=ServiceReport.number),
        NumberSeries(code="YJ", title=_l("Customer opinion form"), column=OpinionForm.number),
    ),
    views=VIEWS,
    lookups=LOOKUPS,
    searchables=SEARCHABLES,
    replays=REPLAYS,
    home=(*HOME, *TILES),
    actions=ACTIONS,
    blueprints=(bp,),
    documents=DOCUMENTS,
    archive=FILINGS,
    importers=IMPORTERS,
    clocks=CLOCKS,
    regulation=PARAMETERS,
    presets="data/presets",
    approvals=APPROVALS,
    handlers=(
        on(ChainApproved, trip_approved),
        on(ChainRejected, trip_rejected),
        on(ChainMoved, report_moved),
        on(ChainApproved, report_approved),
        on(ChainRejected, report_rejected),
        on(OrderAssigned, tell_team),
        on(ReportReviewed, print_report, "after"),
        on(CaseClosed, print_entry, "after"),
    ),
    slots=(
        Slot(name="service.closing_check", type=ClosingCheck),
        Slot(name="service.report_parts", type=ReportParts),
    ),
    demo=load_demo,
    bench=BENCH,
)
