"""Everything the parts module contributes."""

from aftersales.db.numbers import NumberSeries
from aftersales.events import on
from aftersales.i18n import _l
from aftersales.registry.contributions import AdminView, Contributions, Offering
from aftersales.workflow import ChainApproved, ChainRejected
from modules.parts import handlers
from modules.parts.check import STOCK_CHECK
from modules.parts.clocks import CLOCKS
from modules.parts.closing import open_papers, replaced_parts
from modules.parts.demo import load_demo
from modules.parts.documents import DOCUMENTS
from modules.parts.filing import FILING
from modules.parts.importers import IMPORTERS
from modules.parts.models import (
    Bin,
    ExitLine,
    ExitPermit,
    OldPart,
    Part,
    Requisition,
    RequisitionLine,
    Shipment,
    ShortageNotice,
    Stock,
    StockMove,
)
from modules.parts.regulation import PARAMETERS
from modules.parts.rules import RULES
from modules.parts.search import SEARCHABLES
from modules.parts.views import CASE_ACTIONS, CASE_SECTIONS, HOME, LOOKUPS, VIEWS
from modules.parts.views.approvals import APPROVAL
from modules.parts.web import bp
from modules.parts.workflow import WORKFLOWS
from modules.service.api import ClosingCheck, ReportParts

CONTRIBUTIONS = Contributions(
    models=(
        Part,
        Bin,
        Stock,
        StockMove,
        Requisition,
        RequisitionLine,
        ExitPermit,
        ExitLine,
        Shipment,
        OldPart,
        ShortageNotice,
    ),
    rules=RULES,
    workflows=WORKFLOWS,
    numbers=(
        NumberSeries(code="LL", title=_l("Requisitions"), column=Requisition.number),
        NumberSeries(code="CM", title=_l("Exit permits"), column=ExitPermit.number),
        NumberSeries(code="FH", title=_l("Shipments"), column=Shipment.number),
        NumberSeries(code="JJ", title=_l("Old parts"), column=OldPart.number),
        NumberSeries(code="QL", title=_l("Shortage notices"), column=ShortageNotice.number),
    ),
    views=VIEWS,
    lookups=LOOKUPS,
    searchables=SEARCHABLES,
    sections=CASE_SECTIONS,
    actions=CASE_ACTIONS,
    blueprints=(bp,),
    home=HOME,
    documents=DOCUMENTS,
    archive=(FILING,),
    clocks=CLOCKS,
    regulation=PARAMETERS,
    presets="data/presets",
    importers=IMPORTERS,
    approvals=(APPROVAL,),
    handlers=(
        on(ChainApproved, handlers.requisition_approved),
        on(ChainRejected, handlers.requisition_rejected),
    ),
    offers=(
        Offering(slot="service.closing_check", value=ClosingCheck(name="parts", check=open_papers)),
        Offering(
            slot="service.report_parts", value=ReportParts(name="parts", collect=replaced_parts)
        ),
    ),
    admin_views=(
        AdminView(
            model=Bin,
            title=_l("Bins"),
            columns=("code",),
            form_columns=("code",),
            searchable=("code",),
        ),
    ),
    checks=(STOCK_CHECK,),
    demo=load_demo,
)
