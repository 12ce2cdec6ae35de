"""What a company's regulation fixes about intake, clocks, dispatch, visits and reports.

Read by key with ``aftersales.regulation.resolve``; figures of a company stand in ``data/presets``.
"""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

CHANNELS = (
    Choice("phone", _l("Phone call")),
    Choice("visit", _l("Personal visit")),
    Choice("letter", _l("Letter")),
    Choice("hotline", _l("Hotline")),
    Choice("wechat", _l("WeChat")),
    Choice("web", _l("Internet")),
    Choice("email", _l("E-mail")),
    Choice("other", _l("Other way")),
)
SEVERITIES = (Choice("normal", _l("Ordinary")), Choice("major", _l("Major or difficult")))
TRIGGERS = (
    Choice("key_product", _l("Key product")),
    Choice("key_customer", _l("Key customer")),
    Choice("large_product", _l("Large product")),
    Choice("emergency", _l("Emergency")),
)
REGION_CLASSES = (
    Choice("local", _l("Local region")),
    Choice("domestic", _l("Elsewhere in the country")),
    Choice("remote", _l("Remote or cut off")),
)
CLOCK_STARTS = (
    Choice("notice", _l("When the customer calls")),
    Choice("dispatch", _l("At dispatch")),
    Choice("arrival", _l("At arrival")),
)
PAUSE_REASONS = (
    Choice("customer", _l("Waiting for the customer")),
    Choice("part", _l("Waiting for a part")),
    Choice("supplier", _l("Waiting for a supplier")),
    Choice("site_closed", _l("Site closed")),
)
EXPLANATIONS = (
    Choice("installation", _l("Installation explained")),
    Choice("commissioning", _l("Commissioning explained")),
    Choice("use", _l("Use explained")),
    Choice("maintenance", _l("Maintenance explained")),
    Choice("cautions", _l("Cautions explained")),
)
REGISTER_FIELDS = (
    Choice("departed_at", _l("Time of departure")),
    Choice("customer", _l("Customer's name")),
    Choice("content", _l("What is to be done")),
    Choice("persons", _l("Names of those who go")),
    Choice("remarks", _l("Remarks of the register")),
)

_CUSTOMER_CLASS = Column(name="customer_class", title=_l("Customer class"), key=True)
_PRODUCT_CLASS = Column(name="product_class", title=_l("Product class"), key=True)
_TRIGGER = Column(
    name="trigger", title=_l("Urgent because of"), kind="choice", key=True, choices=TRIGGERS
)
_REGION = Column(
    name="region_class",
    title=_l("Region class"),
    kind="choice",
    key=True,
    choices=REGION_CLASSES,
)

INTAKE_CHANNELS = Parameter(
    key="intake.channels",
    title=_l("Ways a customer reaches us"),
    kind="list",
    items="choice",
    choices=CHANNELS,
    default=["phone", "visit", "letter", "hotline", "wechat", "web"],
    source="S0-5.4.1a",
)
SLA_REPLY = Parameter(
    key="sla.reply",
    title=_l("Reply to the customer"),
    kind="table",
    columns=(
        Column(
            name="severity",
            title=_l("Weight of the problem"),
            kind="choice",
            key=True,
            choices=SEVERITIES,
        ),
        _CUSTOMER_CLASS,
        Column(name="reply", title=_l("Answer within"), kind="duration", required=True),
    ),
    default=[],
    source="C01, C11",
)
URGENT_TRIGGERS = Parameter(
    key="sla.urgent_triggers",
    title=_l("What makes a case urgent"),
    kind="list",
    items="choice",
    choices=TRIGGERS,
    default=["emergency"],
    source="S0-5.4.2a",
)
SLA_ARRIVE = Parameter(
    key="sla.arrive",
    title=_l("Arrival on site"),
    kind="table",
    columns=(
        _TRIGGER,
        _REGION,
        _CUSTOMER_CLASS,
        _PRODUCT_CLASS,
        Column(
            name="travel",
            title=_l("Journey"),
            kind="duration",
            key=True,
            match="at_most",
        ),
        Column(name="arrive", title=_l("On site within"), kind="duration", required=True),
    ),
    default=[],
    source="C01",
    help=_l("No row for a case means no promised time; a journey not yet known counts as within."),
)
SLA_FIX = Parameter(
    key="sla.fix",
    title=_l("Repair done"),
    kind="table",
    columns=(
        _TRIGGER,
        _REGION,
        _CUSTOMER_CLASS,
        _PRODUCT_CLASS,
        Column(name="fix", title=_l("Working again within"), kind="duration", required=True),
    ),
    default=[],
    source="C01",
)
ARRIVE_START = Parameter(
    key="sla.arrive_start",
    title=_l("Start of the arrival clock"),
    kind="choice",
    choices=CLOCK_STARTS,
    default="notice",
    source="C34",
)
FIX_START = Parameter(
    key="sla.fix_start",
    title=_l("Start of the repair clock"),
    kind="choice",
    choices=CLOCK_STARTS,
    default="notice",
    source="C34",
)
PAUSES = Parameter(
    key="sla.pause_reasons",
    title=_l("Reasons for which a clock stands still"),
    kind="list",
    items="choice",
    choices=PAUSE_REASONS,
    default=["customer", "part", "supplier", "site_closed"],
    source="W2",
)
CHIEF_REQUIRED = Parameter(
    key="case.chief_required",
    title=_l("One chief responsible per case"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="实行首席负责制：一单一名首席责任人，负责到底。",
        en="One named chief is responsible for a case until it is closed.",
    ),
    source="S0-2.18",
)
REOPEN_DAYS = Parameter(
    key="case.reopen_days",
    title=_l("Same fault again within these days reopens the case"),
    kind="integer",
    unit=_l("days"),
    default=30,
    minimum=0,
    maximum=365,
    source="C28",
)
REQUIRES_RECOVERED = Parameter(
    key="close.requires_recovered",
    title=_l("A case closes only when the machine works again"),
    kind="flag",
    default=True,
    source="S0-5.4.2e",
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
EXPLAIN_CHECKLIST = Parameter(
    key="report.explain_checklist",
    title=_l("What is explained to the customer"),
    kind="list",
    items="choice",
    choices=EXPLANATIONS,
    default=["use", "maintenance"],
    source="S0-4.1.2",
)
OPINION_REQUIRED = Parameter(
    key="report.customer_opinion_required",
    title=_l("The report needs the customer's opinion"),
    kind="flag",
    default=True,
    source="S0-5.4.4d",
)
REVIEW_CHAIN = Parameter(
    key="report.review_chain",
    title=_l("Review of the service report"),
    kind="chain",
    default=[{"role": "dispatcher", "title_zh": "部门负责人", "title_en": "Department head"}],
    source="C19",
)


def _copy(code: str, zh: str, en: str, colour: str) -> dict[str, str]:
    return {
        "code": code,
        "label_zh": f"{zh}联",
        "label_en": f"{en} copy",
        "colour": colour,
        "holder_zh": zh,
        "holder_en": en,
    }


_CUSTOMER = _copy("customer", "客户", "Customer", "red")
_ARCHIVE = _copy("archive", "存档", "Archive", "yellow")

REPORT_COPIES = Parameter(
    key="report.copies",
    title=_l("Copies of the service report"),
    kind="copies",
    default=[_copy("company", "公司", "Company", "white"), _CUSTOMER, _ARCHIVE],
    source="C09",
)
OPINION_COPIES = Parameter(
    key="opinion.copies",
    title=_l("Copies of the customer opinion form"),
    kind="copies",
    default=[_CUSTOMER, _ARCHIVE],
    source="C09",
)
ORDER_COPIES = Parameter(
    key="order.copies",
    title=_l("Copies of the service order"),
    kind="copies",
    default=[_copy("engineer", "服务", "Engineer", "white"), _ARCHIVE],
    source="C09",
)
PRIORITY = Parameter(
    key="sla.priority_by_class",
    title=_l("Priority by customer class"),
    kind="table",
    columns=(
        _CUSTOMER_CLASS,
        Column(name="priority", title=_l("Priority"), kind="integer", required=True),
    ),
    default=[],
    source="S0-2.19b",
)

PARAMETERS = (
    INTAKE_CHANNELS,
    SLA_REPLY,
    URGENT_TRIGGERS,
    SLA_ARRIVE,
    SLA_FIX,
    ARRIVE_START,
    FIX_START,
    PAUSES,
    PRIORITY,
    CHIEF_REQUIRED,
    REOPEN_DAYS,
    REQUIRES_RECOVERED,
    DISPATCH_CHAIN,
    DEPARTS_FIRST,
    AFTER_THE_FACT,
    DISPATCH_REGISTER,
    CHECKIN_REQUIRED,
    ESCALATE,
    FOLLOWUP_VISITS,
    EXPLAIN_CHECKLIST,
    OPINION_REQUIRED,
    REVIEW_CHAIN,
    REPORT_COPIES,
    OPINION_COPIES,
    ORDER_COPIES,
)
