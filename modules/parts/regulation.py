"""What a company's regulation fixes about parts: who may have them, how they leave and return."""

from collections.abc import Mapping

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Parameter, Title
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
    source="S0-5.4.6.1a",
)
BASIS_LIST = Parameter(
    key="parts.basis",
    title=_l("What a requisition is based on"),
    kind="list",
    items="choice",
    choices=_choices(BASIS),
    default=["delivery", "field", "customer"],
    source="S0-5.4.6.1a",
)
APPROVAL_CHAIN = Parameter(
    key="parts.approval_chain",
    title=_l("Approval of a requisition"),
    kind="chain",
    default=[{"role": "production", "title_zh": "生产部负责人", "title_en": "Production head"}],
    source="C17",
)
SHIP_OWNER = Parameter(
    key="parts.ship_owner",
    title=_l("Who sees to the sending of parts"),
    kind="choice",
    choices=SHIP_OWNERS,
    source="C17",
)
TRANSPORT = Parameter(
    key="transport.service",
    title=_l("Transport for the customer"),
    kind="choice",
    choices=TRANSPORTS,
    source="S3-1.4b",
)
LEDGER = Parameter(
    key="ledger.product_qty",
    title=_l("A ledger of products in service is kept"),
    kind="flag",
    source="S3-2.9a",
)
SHORTAGE_NOTIFY = Parameter(
    key="parts.shortage_notify",
    title=_l("Who is told of a shortage"),
    kind="list",
    items="choice",
    choices=SHORTAGE_TO,
    default=["production", "purchasing"],
    source="C18",
)
ALLOCATION = Parameter(
    key="parts.allocation",
    title=_l("Who gets a scarce part"),
    kind="choice",
    choices=ALLOCATIONS,
    default="first_come",
    source="S0-5.4.6.1e",
)
SHIP_METHOD_LIST = Parameter(
    key="parts.ship_methods",
    title=_l("Ways of sending parts"),
    kind="list",
    items="choice",
    choices=_choices(SHIP_METHODS),
    default=["express", "rail", "courier", "carried", "other"],
    source="S0-5.4.6.1f",
)
GATE_PASS = Parameter(
    key="parts.gate_pass_required",
    title=_l("Parts leave only with an exit permit"),
    kind="flag",
    default=True,
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
    source="F16",
)
REGISTER_FIELDS = Parameter(
    key="parts.register_fields",
    title=_l("Columns of the dispatch register of parts"),
    kind="list",
    items="choice",
    choices=SHIP_FIELDS,
    default=["destination", "model", "shipped_at", "quantity", "variety"],
    source="S0-5.4.6.4b",
)
PROOF = Parameter(
    key="parts.proof_required",
    title=_l("Proof of dispatch is kept"),
    kind="flag",
    default=True,
    source="S0-5.4.6.4c",
)
RETURN_REQUIRED = Parameter(
    key="parts.return_required_for",
    title=_l("Old parts that must come back"),
    kind="choice",
    choices=RETURNED,
    default="important",
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
    source="S0-5.4.6.2",
)
PURCHASE_FIELDS = Parameter(
    key="parts.purchase_request_fields",
    title=_l("What a purchase need must state"),
    kind="list",
    items="text",
    default=["material", "quantity", "model", "arrival_time", "direct_to_site", "contact"],
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
    source="F19, C09",
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
)
