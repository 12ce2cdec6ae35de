"""The promised times: rows of region, class, product, urgency and fault (C01, C11, C34)."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter
from modules.service.words import FAULT_CLASSES as FAULTS

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

FAULT_CLASSES = tuple(Choice(code, title) for code, (title, _color) in FAULTS.items())
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
    Choice("other", _l("Other reason")),
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
    covers=True,
    choices=REGION_CLASSES,
)
_FAULT = Column(
    name="fault_class", title=_l("Class of fault"), kind="choice", key=True, choices=FAULT_CLASSES
)
_DIMENSIONS = (_TRIGGER, _REGION, _CUSTOMER_CLASS, _PRODUCT_CLASS, _FAULT)
"""What every promised time may depend on (C01)."""


ACCEPT = Parameter(
    key="sla.accept",
    title=_l("A task is taken up"),
    kind="duration",
    maximum="15d",
    clause=Clause(
        zh="接到任务后应在规定时间内行动。",
        en="A task is taken up within this time.",
    ),
    source="S3-2.2b",
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
            covers=True,
            choices=SEVERITIES,
        ),
        *_DIMENSIONS,
        Column(name="reply", title=_l("Answer within"), kind="duration", required=True),
    ),
    default=[],
    clause=Clause(
        zh="对客户的要求应及时答复。",
        en="Customers are answered in time.",
    ),
    source="C01, C11",
)

URGENT_TRIGGERS = Parameter(
    key="sla.urgent_triggers",
    title=_l("What makes a case urgent"),
    kind="list",
    items="choice",
    choices=TRIGGERS,
    default=["emergency"],
    clause=Clause(
        zh="符合紧急情形的，按紧急时限办理。",
        en="What is urgent is dealt with in the times for urgent cases.",
    ),
    source="S0-5.4.2a",
)

SLA_ARRIVE = Parameter(
    key="sla.arrive",
    title=_l("Arrival on site"),
    kind="table",
    columns=(
        *_DIMENSIONS,
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
    clause=Clause(
        zh="服务人员应在规定时限内到达现场。",
        en="The team is on site within the time laid down here.",
    ),
    source="C01",
    help=_l("No row for a case means no promised time; a journey not yet known counts as within."),
)

SLA_FIX = Parameter(
    key="sla.fix",
    title=_l("Repair done"),
    kind="table",
    columns=(
        *_DIMENSIONS,
        Column(name="fix", title=_l("Working again within"), kind="duration", required=True),
    ),
    default=[],
    clause=Clause(
        zh="故障应在规定时限内排除。",
        en="Faults are removed within the time laid down here.",
    ),
    source="C01",
)

ARRIVE_START = Parameter(
    key="sla.arrive_start",
    title=_l("Start of the arrival clock"),
    kind="choice",
    choices=CLOCK_STARTS[:2],
    default="notice",
    clause=Clause(
        zh="到场时限自规定的时点起算。",
        en="The time of arrival counts from this moment.",
    ),
    source="C34",
)

FIX_START = Parameter(
    key="sla.fix_start",
    title=_l("Start of the repair clock"),
    kind="choice",
    choices=CLOCK_STARTS,
    default="notice",
    clause=Clause(
        zh="排除时限自规定的时点起算。",
        en="The time of repair counts from this moment.",
    ),
    source="C34",
)

PAUSES = Parameter(
    key="sla.pause_reasons",
    title=_l("Reasons for which a clock stands still"),
    kind="list",
    items="choice",
    choices=PAUSE_REASONS,
    default=["customer", "part", "supplier", "site_closed"],
    clause=Clause(
        zh="因列明的原因等待时，时限暂停计算。",
        en="While waiting for one of these reasons the time stands still.",
    ),
    source="W2",
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
    clause=Clause(
        zh="不同等级的客户按不同优先级响应。",
        en="Customers are answered by the priority of their class.",
    ),
    source="S0-2.19b",
)

PARAMETERS = (
    ACCEPT,
    SLA_REPLY,
    URGENT_TRIGGERS,
    SLA_ARRIVE,
    SLA_FIX,
    ARRIVE_START,
    FIX_START,
    PAUSES,
    PRIORITY,
)
