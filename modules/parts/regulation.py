"""What a company's regulation fixes about parts: who may have them, how they leave and return."""

from collections.abc import Mapping

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Parameter, Title
from modules.parts.words import BASIS, REASONS, SHIP_METHODS

ALLOCATIONS = (
    Choice("customer_first", _l("Customer first, production second")),
    Choice("first_come", _l("Whoever comes first")),
)
SHIP_FIELDS = (
    Choice("destination", _l("Place sent to")),
    Choice("model", _l("Product model")),
    Choice("shipped_at", _l("Time of sending")),
    Choice("quantity", _l("Quantity sent")),
    Choice("variety", _l("Kind of part")),
)
RETURNED = (
    Choice("none", _l("No old part")),
    Choice("important", _l("Important parts")),
    Choice("all", _l("All replaced parts")),
)
SHIP_OWNERS = (
    Choice("sales", _l("Sales sends")),
    Choice("production", _l("Production sends")),
    Choice("quality", _l("Quality arranges the sending")),
)
TRANSPORTS = (
    Choice("on_request", _l("On request; else we help to find a carrier")),
    Choice("none", _l("The customer sees to it")),
)
SHORTAGE_TO = (
    Choice("production", _l("Production department")),
    Choice("purchasing", _l("Supply department")),
)


def _choices(words: Mapping[str, Title]) -> tuple[Choice, ...]:
    return tuple(Choice(code, title) for code, title in words.items())


REASON_LIST = Parameter(
    key="parts.reasons",
    title=_l("Reasons for a requisition"),
    kind="list",
    items="choice",
    choices=_choices(REASONS),
    default=["wear", "missing", "defective"],
    clause=Clause(
        zh="领料须说明理由。",
        en="A requisition says why the parts are needed.",
    ),
    source="S0-5.4.6.1a",
)
BASIS_LIST = Parameter(
    key="parts.basis",
    title=_l("What a requisition is based on"),
    kind="list",
    items="choice",
    choices=_choices(BASIS),
    default=["delivery", "field", "customer"],
    clause=Clause(
        zh="领料须有依据。",
        en="A requisition says what it rests on.",
    ),
    source="S0-5.4.6.1a",
)
APPROVAL_CHAIN = Parameter(
    key="parts.approval_chain",
    title=_l("Approval of a requisition"),
    kind="chain",
    default=[{"role": "production", "title_zh": "生产部负责人", "title_en": "Production head"}],
    clause=Clause(
        zh="领料单经审核签字批准后方可领料。",
        en="Parts are issued once the requisition is signed.",
    ),
    source="C17",
)
SHIP_OWNER = Parameter(
    key="parts.ship_owner",
    title=_l("Who sees to the sending of parts"),
    kind="choice",
    choices=SHIP_OWNERS,
    clause=Clause(
        zh="配件发送由规定的部门负责。",
        en="The sending of parts has a department in charge.",
    ),
    source="C17",
)
TRANSPORT = Parameter(
    key="transport.service",
    title=_l("Transport for the customer"),
    kind="choice",
    choices=TRANSPORTS,
    clause=Clause(
        zh="按规定为客户提供运输协助。",
        en="Customers are helped with transport as laid down here.",
    ),
    source="S3-1.4b",
)
LEDGER = Parameter(
    key="ledger.product_qty",
    title=_l("A ledger of products in service is kept"),
    kind="flag",
    clause=Clause(
        zh="登记售后服务产品数量台帐。",
        en="A ledger of products in service is kept.",
    ),
    source="S3-2.9a",
)
SHORTAGE_NOTIFY = Parameter(
    key="parts.shortage_notify",
    title=_l("Who is told of a shortage"),
    kind="list",
    items="choice",
    choices=SHORTAGE_TO,
    default=["production", "purchasing"],
    clause=Clause(
        zh="无库存时应及时通知有关部门。",
        en="When the warehouse has none, these departments are told at once.",
    ),
    source="C18",
)
ALLOCATION = Parameter(
    key="parts.allocation",
    title=_l("Who gets a scarce part"),
    kind="choice",
    choices=ALLOCATIONS,
    default="first_come",
    clause=Clause(
        zh="配件紧缺时按规定次序分配。",
        en="Scarce parts are given out in this order.",
    ),
    source="S0-5.4.6.1e",
)
SHIP_METHOD_LIST = Parameter(
    key="parts.ship_methods",
    title=_l("Ways of sending parts"),
    kind="list",
    items="choice",
    choices=_choices(SHIP_METHODS),
    default=["express", "rail", "courier", "carried", "other"],
    clause=Clause(
        zh="按顾客要求选择运输方式。",
        en="Transport is chosen as the customer needs it.",
    ),
    source="S0-5.4.6.1f",
)
GATE_PASS = Parameter(
    key="parts.gate_pass_required",
    title=_l("Parts leave only with an exit permit"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="配件出厂须凭《出门证》。",
        en="Parts leave the premises with an exit permit only.",
    ),
    source="S0-5.4.6.4a",
)
GATE_PASS_DAYS = Parameter(
    key="parts.gate_pass_valid_days",
    title=_l("Validity of an exit permit"),
    kind="integer",
    unit=_l("days"),
    default=1,
    minimum=1,
    maximum=30,
    clause=Clause(
        zh="《出门证》在有效期内放行一次。",
        en="An exit permit lets out once while it is valid.",
    ),
    source="F16",
)
REGISTER_FIELDS = Parameter(
    key="parts.register_fields",
    title=_l("Columns of the dispatch register of parts"),
    kind="list",
    items="choice",
    choices=SHIP_FIELDS,
    default=["destination", "model", "shipped_at", "quantity", "variety"],
    clause=Clause(
        zh="配件发送须登记规定的内容。",
        en="Parts sent are registered with these facts.",
    ),
    source="S0-5.4.6.4b",
)
PROOF = Parameter(
    key="parts.proof_required",
    title=_l("Proof of dispatch is kept"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="保存发送依据（邮件传递存根等）。",
        en="Proof of dispatch, such as the mail stub, is kept.",
    ),
    source="S0-5.4.6.4c",
)
RETURN_REQUIRED = Parameter(
    key="parts.return_required_for",
    title=_l("Old parts that must come back"),
    kind="choice",
    choices=RETURNED,
    default="important",
    clause=Clause(
        zh="更换的旧件按规定返回。",
        en="Old parts come back as laid down here.",
    ),
    source="S0-5.4.6.2",
)
RETURN_DAYS = Parameter(
    key="parts.old_part_return_days",
    title=_l("Time to bring back an old part"),
    kind="integer",
    unit=_l("days"),
    default=30,
    minimum=1,
    maximum=365,
    clause=Clause(
        zh="应返旧件须在规定期限内返回。",
        en="Old parts that are due back come within this time.",
    ),
    source="S0-5.4.6.2",
)
PURCHASE_FIELDS = Parameter(
    key="parts.purchase_request_fields",
    title=_l("What a purchase need must state"),
    kind="list",
    items="text",
    default=["material", "quantity", "model", "arrival_time", "direct_to_site", "contact"],
    clause=Clause(
        zh="需采购配合的，应交代规定的内容。",
        en="A purchase need states these facts.",
    ),
    source="S0-4.2.4b",
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


REQUISITION_COPIES = Parameter(
    key="parts.requisition_copies",
    title=_l("Copies of the requisition"),
    kind="copies",
    default=[
        _copy("warehouse", "仓库", "Warehouse", "white"),
        _copy("finance", "财务", "Finance", "red"),
        _copy("department", "申请部门", "Department", "yellow"),
    ],
    clause=Clause(
        zh="《领料单》一式数联，由有关部门各执一联。",
        en="The requisition has several copies, each with its keeper.",
    ),
    source="F15, C09",
)
EXIT_COPIES = Parameter(
    key="parts.exit_permit_copies",
    title=_l("Copies of the exit permit"),
    kind="copies",
    default=[
        _copy("stub", "存根", "Stub", "white"),
        _copy("gate", "门卫", "Gate", "red"),
        _copy("warehouse", "仓库", "Warehouse", "yellow"),
    ],
    clause=Clause(
        zh="《出门证》一式数联，由有关部门各执一联。",
        en="The exit permit has several copies, each with its keeper.",
    ),
    source="F16, C09",
)
RETURN_COPIES = Parameter(
    key="parts.return_copies",
    title=_l("Copies of the old-part slip"),
    kind="copies",
    default=[
        _copy("warehouse", "仓库", "Warehouse", "white"),
        _copy("quality", "质检", "Quality", "red"),
        _copy("service", "售后", "Service", "yellow"),
    ],
    clause=Clause(
        zh="旧件返回单一式数联，由有关部门各执一联。",
        en="The old-part slip has several copies, each with its keeper.",
    ),
    source="F19, C09",
)
# How long our own steps may take; unset where the company promises itself nothing.
ISSUE_WITHIN = Parameter(
    key="parts.issue_within",
    title=_l("Approved parts are handed out within"),
    kind="duration",
    maximum="60d",
    clause=Clause("配件领用经批准后应及时发放。", "Approved parts are handed out in good time."),
    source="1.7",
)
SHORTAGE_ANSWER_WITHIN = Parameter(
    key="parts.shortage_answer_within",
    title=_l("A shortage is answered within"),
    kind="duration",
    maximum="60d",
    clause=Clause("缺料通知应及时答复。", "A notice of a shortage is answered in good time."),
    source="1.7",
)
PURCHASE_WITHIN = Parameter(
    key="parts.purchase_within",
    title=_l("A missing part is there within"),
    kind="duration",
    maximum="365d",
    clause=Clause("缺料应按约定时间到货。", "A missing part is there at the time agreed."),
    source="1.7",
)

PARAMETERS = (
    REASON_LIST,
    BASIS_LIST,
    APPROVAL_CHAIN,
    SHIP_OWNER,
    TRANSPORT,
    LEDGER,
    SHORTAGE_NOTIFY,
    ALLOCATION,
    SHIP_METHOD_LIST,
    GATE_PASS,
    GATE_PASS_DAYS,
    REGISTER_FIELDS,
    PROOF,
    RETURN_REQUIRED,
    RETURN_DAYS,
    PURCHASE_FIELDS,
    REQUISITION_COPIES,
    EXIT_COPIES,
    RETURN_COPIES,
    ISSUE_WITHIN,
    SHORTAGE_ANSWER_WITHIN,
    PURCHASE_WITHIN,
)
