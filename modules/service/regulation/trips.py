"""Trips and visits: who approves, what is registered, when people report."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Parameter
from aftersales.regulation.functions import FUNCTIONS

REGISTER_FIELDS = (
    Choice("departed_at", _l("Time of departure")),
    Choice("customer", _l("Customer's name")),
    Choice("content", _l("What is to be done")),
    Choice("persons", _l("Names of those who go")),
    Choice("remarks", _l("Remarks of the register")),
)

PLANNED = (
    Choice("never", _l("Never")),
    Choice("if_needed", _l("If needed")),
    Choice("always", _l("Always")),
)

DISPATCH_CHAIN = Parameter(
    key="dispatch.approval_chain",
    title=_l("Approval of a trip"),
    kind="chain",
    default=[{"role": "leader", "title_zh": "分管领导", "title_en": "Company leader"}],
    source="C16",
)

DEPARTS_FIRST = Parameter(
    key="dispatch.urgent_departs_first",
    title=_l("Urgent: depart first, approve afterwards"),
    kind="flag",
    default=True,
    source="C16",
)

AFTER_THE_FACT = Parameter(
    key="dispatch.after_the_fact_within",
    title=_l("Signatures after the fact"),
    kind="duration",
    default="24h",
    minimum="1h",
    maximum="15d",
    source="C16",
)

DISPATCH_REGISTER = Parameter(
    key="dispatch.register_fields",
    title=_l("Columns of the departure register"),
    kind="list",
    items="choice",
    choices=REGISTER_FIELDS,
    default=["departed_at", "customer", "content", "persons", "remarks"],
    source="S0-1.6",
)

CHECKIN_REQUIRED = Parameter(
    key="visit.checkin_required",
    title=_l("Report on arrival and on leaving"),
    kind="flag",
    default=True,
    source="S0-5.4.4b",
)

ESCALATE = Parameter(
    key="visit.escalate_to_leader",
    title=_l("A major problem may go straight to a company leader"),
    kind="flag",
    default=True,
    source="S0-5.4.4b2",
)

FOLLOWUP_VISITS = Parameter(
    key="order.allow_followup_visits",
    title=_l("Further visits until the customer is satisfied"),
    kind="flag",
    default=True,
    source="S0-5.4.4e",
)

REGISTER_AT = Parameter(
    key="dispatch.register_at",
    title=_l("Who keeps the departure register"),
    kind="choice",
    choices=FUNCTIONS,
    source="S0-1.6",
)
SERVICE_PLAN = Parameter(
    key="visit.service_plan",
    title=_l("A service plan is made"),
    kind="choice",
    choices=PLANNED,
    source="S0-5.4.4a",
)

PARAMETERS = (
    DISPATCH_CHAIN,
    DEPARTS_FIRST,
    AFTER_THE_FACT,
    DISPATCH_REGISTER,
    REGISTER_AT,
    SERVICE_PLAN,
    CHECKIN_REQUIRED,
    ESCALATE,
    FOLLOWUP_VISITS,
)
