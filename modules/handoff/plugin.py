"""Everything the hand-off contributes, listed once."""

from aftersales.events import on
from aftersales.registry.contributions import Contributions
from aftersales.workflow import ChainApproved, ChainRejected, Transitioned
from modules.handoff.demo import load_demo
from modules.handoff.documents import HANDOFF
from modules.handoff.events import ContractDecomposed, HandedOver
from modules.handoff.handlers import tell_departments, tell_next, tell_sales
from modules.handoff.importers import IMPORTERS
from modules.handoff.models import (
    Acceptance,
    Clause,
    Contract,
    ContractItem,
    HandoverDocument,
    KitLine,
    Machine,
    ShipmentNote,
)
from modules.handoff.regulation import PARAMETERS
from modules.handoff.rules import FIELD_RULES, RULES
from modules.handoff.search import SEARCHABLES
from modules.handoff.services.review import when_review_passed, when_review_refused
from modules.handoff.views import ACTIONS, HOME, LOOKUPS, VIEWS
from modules.handoff.views.approvals import APPROVAL
from modules.handoff.workflow import CONTRACT_WORKFLOW

CONTRIBUTIONS = Contributions(
    models=(
        Contract,
        ContractItem,
        Machine,
        Clause,
        KitLine,
        ShipmentNote,
        Acceptance,
        HandoverDocument,
    ),
    rules=RULES,
    field_rules=FIELD_RULES,
    workflows=(CONTRACT_WORKFLOW,),
    views=VIEWS,
    lookups=LOOKUPS,
    searchables=SEARCHABLES,
    actions=ACTIONS,
    home=HOME,
    documents=(HANDOFF,),
    regulation=PARAMETERS,
    presets="data/presets",
    importers=IMPORTERS,
    demo=load_demo,
    approvals=(APPROVAL,),
    handlers=(
        on(ChainApproved, when_review_passed),
        on(ChainRejected, when_review_refused),
        on(ContractDecomposed, tell_departments),
        on(Transitioned, tell_next),
        on(HandedOver, tell_sales),
    ),
)
