"""What a company's regulation fixes about customers and the warranty of their machines."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

START_EVENTS = (
    Choice("invoice", _l("Date of invoice")),
    Choice("delivery", _l("Date of delivery")),
    Choice("commissioning", _l("Date of commissioning")),
    Choice("acceptance", _l("Date of acceptance")),
)
FREE_CAUSES = (
    Choice("manufacture", _l("Manufacture at fault")),
    Choice("assembly", _l("Assembly at fault")),
    Choice("design", _l("Design at fault")),
    Choice("material", _l("Material at fault")),
    Choice("use", _l("Use at fault")),
    Choice("purchased", _l("Bought-in part at fault")),
)

CLASSES = Parameter(
    key="crm.classes",
    title=_l("Customer classes"),
    kind="table",
    columns=(
        Column(name="code", title=_l("Class"), key=True, required=True),
        Column(name="label_zh", title=_l("Chinese name"), required=True),
        Column(name="label_en", title=_l("English name"), required=True),
        Column(name="is_key", title=_l("Key account"), kind="flag"),
    ),
    default=[
        {"code": "A", "label_zh": "重点客户", "label_en": "Key account", "is_key": True},
        {"code": "B", "label_zh": "一般客户", "label_en": "Normal", "is_key": False},
        {"code": "C", "label_zh": "小客户", "label_en": "Small", "is_key": False},
    ],
    clause=Clause(
        zh="实行客户分类管理，不同客户采用不同服务方案。",
        en="Customers are classed; each class has its service plan.",
    ),
    source="S0-2.19",
)
START_EVENT = Parameter(
    key="warranty.start_event",
    title=_l("Start of the warranty"),
    kind="choice",
    choices=START_EVENTS,
    default="acceptance",
    source="C13",
)
MONTHS = Parameter(
    key="warranty.months",
    title=_l("Length of the warranty"),
    kind="integer",
    unit=_l("months"),
    default=12,
    minimum=0,
    maximum=240,
    source="C13",
    help=_l("Holds where neither contract nor warranty plan fixes a length."),
)
PLANS = Parameter(
    key="warranty.plans",
    title=_l("Warranty by product class"),
    kind="table",
    columns=(
        Column(name="product_class", title=_l("Class of product"), key=True),
        Column(name="start_event", title=_l("Begins with"), kind="choice", choices=START_EVENTS),
        Column(name="months", title=_l("Months of warranty"), kind="integer", required=True),
        Column(name="extend_by_repair", title=_l("Extended by days of repair"), kind="flag"),
    ),
    default=[],
    source="C13",
)
CAUSES = Parameter(
    key="warranty.free_causes",
    title=_l("Causes repaired free of charge under warranty"),
    kind="list",
    items="choice",
    choices=FREE_CAUSES,
    default=["manufacture", "assembly", "design", "material"],
    clause=Clause(
        zh="质保期内因制造、装配、设计、材料等问题，无偿维修或更换零配件。",
        en="Within warranty, faults of manufacture, assembly, design or material are free.",
    ),
    source="S0-4.1.1",
)

PARAMETERS = (CLASSES, START_EVENT, MONTHS, PLANS, CAUSES)
