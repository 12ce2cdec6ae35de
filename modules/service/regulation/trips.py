"""Trips and visits: who approves, what is registered, when people report."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Parameter
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
    clause=Clause(
        zh="出差计划须经审批。",
        en="Trips are approved.",
    ),
    source="C16",
)

DEPARTS_FIRST = Parameter(
    key="dispatch.urgent_departs_first",
    title=_l("Urgent: depart first, approve afterwards"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="紧急情况可以先行出发、事后补批。",
        en="Urgent trips may leave first and be approved afterwards.",
    ),
    source="C16",
)

AFTER_THE_FACT = Parameter(
    key="dispatch.after_the_fact_within",
    title=_l("Signatures after the fact"),
    kind="duration",
    default="24h",
    minimum="1h",
    maximum="15d",
    clause=Clause(
        zh="先行出发的，审批在规定时间内补办。",
        en="After departing first the signatures follow within this time.",
    ),
    source="C16",
)

DISPATCH_REGISTER = Parameter(
    key="dispatch.register_fields",
    title=_l("Columns of the departure register"),
    kind="list",
    items="choice",
    choices=REGISTER_FIELDS,
    default=["departed_at", "customer", "content", "persons", "remarks"],
    clause=Clause(
        zh="外派须登记规定的栏目。",
        en="Departures are registered with these columns.",
    ),
    source="S0-1.6",
)

CHECKIN_REQUIRED = Parameter(
    key="visit.checkin_required",
    title=_l("Report on arrival and on leaving"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="到达或离开服务地点时，应及时与部门负责人联系。",
        en="On arriving at and on leaving the site the department head is told.",
    ),
    source="S0-5.4.4b",
)

ESCALATE = Parameter(
    key="visit.escalate_to_leader",
    title=_l("A major problem may go straight to a company leader"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="重大问题应及时报告，或直接向公司领导汇报。",
        en="Major problems are reported at once, or directly to the company leaders.",
    ),
    source="S0-5.4.4b2",
)

FOLLOWUP_VISITS = Parameter(
    key="order.allow_followup_visits",
    title=_l("Further visits until the customer is satisfied"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="一次不能到位的，继续服务，直至顾客满意。",
        en="What one visit does not finish is continued until the customer is satisfied.",
    ),
    source="S0-5.4.4e",
)

REGISTER_AT = Parameter(
    key="dispatch.register_at",
    title=_l("Who keeps the departure register"),
    kind="choice",
    choices=FUNCTIONS,
    clause=Clause(
        zh="外派须登记备查。",
        en="Departures are registered so that they can be traced.",
    ),
    source="S0-1.6",
)
SERVICE_PLAN = Parameter(
    key="visit.service_plan",
    title=_l("A service plan is made"),
    kind="choice",
    choices=PLANNED,
    clause=Clause(
        zh="服务前充分准备，按规定编制服务方案。",
        en="Service is prepared, with a service plan as laid down here.",
    ),
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
