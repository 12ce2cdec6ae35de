"""What a company's regulation fixes about complaints: doors, steps, limits, authority, copies."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

CHANNELS = (
    Choice("phone", _l("Phone call")),
    Choice("hotline", _l("Hotline")),
    Choice("visit", _l("Personal visit")),
    Choice("letter", _l("Letter")),
    Choice("wechat", _l("WeChat")),
    Choice("web", _l("Internet")),
)
LEVELS = (
    Choice("general", _l("General complaint")),
    Choice("major", _l("Major complaint")),
    Choice("urgent", _l("Urgent complaint")),
)
STEPS = (
    Choice("thank", _l("Thank and keep a good attitude")),
    Choice("think", _l("Look for the cause calmly")),
    Choice("hear_out", _l("Hear the customer out")),
    Choice("remedy", _l("Remedy quickly")),
)
CLOCKS = (
    Choice("acknowledge", _l("Acknowledge")),
    Choice("first_reply", _l("First reply")),
    Choice("forward", _l("Forward to the register")),
    Choice("investigate", _l("Investigate")),
    Choice("close", _l("Close the complaint")),
)
ORIGINS = (Choice("domestic", _l("Domestic")), Choice("abroad", _l("Abroad")))
OVERDUE = (
    Choice("urge", _l("Urge note while open")),
    Choice("inquire", _l("Inquiry after a late close")),
)
NUMBER_PARTS = (
    Choice("year", _l("year")),
    Choice("month", _l("month")),
    Choice("n", _l("running number")),
)

CHANNEL_LIST = Parameter(
    key="complaint.channels",
    title=_l("Doors for complaints"),
    kind="list",
    items="choice",
    choices=CHANNELS,
    clause=Clause(
        zh="客户投诉有门，渠道畅通。",
        en="The customer finds an open door for complaints.",
    ),
    source="S0-2.21",
)
LEVEL_LIST = Parameter(
    key="complaint.severity_levels",
    title=_l("Weights of complaints"),
    kind="list",
    items="choice",
    choices=LEVELS,
    clause=Clause(
        zh="解决投诉要速度，轻重缓急要分清。",
        en="Complaints are solved fast and told apart by weight.",
    ),
    source="S0-2.22",
)
STEP_LIST = Parameter(
    key="complaint.steps",
    title=_l("Steps of handling a complaint"),
    kind="list",
    items="choice",
    choices=STEPS,
    clause=Clause(
        zh="态度好、感谢提意见；冷静思考原因；等顾客把话说完；迅速采取补救措施。",
        en="Be kind and thank; look for the cause; hear the customer out; remedy quickly.",
    ),
    source="S4-18, S4-19, S4-20, S4-21",
)
NUMBERING = Parameter(
    key="complaint.numbering",
    title=_l("Number of a complaint"),
    kind="numbering",
    choices=NUMBER_PARTS,
    clause=Clause(
        zh="客户投诉处理表须编号登记。",
        en="Each complaint form is numbered and registered.",
    ),
    source="S3-4.2, 2.2",
)
LIMITS = Parameter(
    key="complaint.limits",
    title=_l("Time limits of complaints"),
    kind="table",
    columns=(
        Column(name="step", title=_l("Step"), kind="choice", key=True, choices=CLOCKS),
        Column(name="origin", title=_l("Customer from"), kind="choice", key=True, choices=ORIGINS),
        Column(name="severity", title=_l("Weight"), kind="choice", key=True, choices=LEVELS),
        Column(name="within", title=_l("Done within"), kind="duration", required=True),
    ),
    clause=Clause(
        zh="投诉各环节在规定时限内办理。",
        en="Each step of a complaint is done within its time.",
    ),
    source="C11",
)
AUTHORITY = Parameter(
    key="complaint.authority",
    title=_l("Approval authority over complaints"),
    kind="chain",
    clause=Clause(
        zh="投诉处理按金额核决权限审批。",
        en="Complaints are decided by authority over amounts.",
    ),
    source="S3-4.2, 2.2",
)
OVERDUE_LIST = Parameter(
    key="complaint.overdue",
    title=_l("What follows a missed limit"),
    kind="list",
    items="choice",
    choices=OVERDUE,
    clause=Clause(
        zh="投诉处理逾期的，按规定催办或查明原因。",
        en="Late complaints are urged or inquired into.",
    ),
    source="S3-4.2, 2.2",
)
COPIES = Parameter(
    key="complaint.copies",
    title=_l("Copies of the complaint form"),
    kind="copies",
    clause=Clause(
        zh="客户投诉处理表一式数联，分送各部门。",
        en="The complaint form has several copies for the departments.",
    ),
    source="C09, F28",
)
DUTIES = Parameter(
    key="duties.complaints",
    title=_l("Periodic duties for complaints"),
    kind="duties",
    clause=Clause(
        zh="投诉管理的例行工作须按期完成并留存凭据。",
        en="Periodic duties for complaints are done in time and leave proof.",
    ),
    source="1.5",
)

PARAMETERS = (
    CHANNEL_LIST,
    LEVEL_LIST,
    STEP_LIST,
    NUMBERING,
    LIMITS,
    AUTHORITY,
    OVERDUE_LIST,
    COPIES,
    DUTIES,
)
