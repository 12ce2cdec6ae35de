"""What a company's regulation fixes about customers and the warranty of their machines."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, LegalFloor, Parameter

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

WORKS = (
    Choice("structure", _l("Foundation and structure")),
    Choice("waterproofing", _l("Waterproofing of roof, wet rooms, walls")),
    Choice("heating_cooling", _l("Heating and cooling")),
    Choice("electrical", _l("Electrical conduits")),
    Choice("plumbing", _l("Water supply and drainage")),
    Choice("equipment", _l("Installed equipment")),
    Choice("decoration", _l("Decoration")),
)
TWO_YEARS = ("electrical", "plumbing", "equipment", "decoration")


def _floor(item: str, column: str, value: int) -> LegalFloor:
    """The least warranty of a part of building works."""
    clause = Clause(
        "房屋建筑最低保修期限：防水5年；供热供冷2个期；电气管线、给排水、设备安装和装修2年。",
        "Least warranty of buildings: waterproofing 5 years; heating and cooling 2 seasons;"
        " electrical, plumbing, equipment and decoration 2 years.",
    )
    return LegalFloor(
        value=value,
        column=column,
        where={"item": item},
        clause=clause,
        source="建设工程质量管理条例 40",
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
    clause=Clause(
        zh="质保期自合同约定之日起算，未约定的按本规定。",
        en="The warranty runs from the day the contract names, else from this one.",
    ),
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
    clause=Clause(
        zh="质保期以合同为准，未约定的按本规定。",
        en="The contract fixes the warranty; where it is silent this length holds.",
    ),
    source="C13",
    help=_l("Holds where neither contract nor warranty plan fixes a length."),
)
PLANS = Parameter(
    key="warranty.plans",
    title=_l("Warranty by product class"),
    kind="table",
    columns=(
        Column(name="product_class", title=_l("Class of product"), key=True),
        Column(name="item", title=_l("Part of the works"), kind="choice", key=True, choices=WORKS),
        Column(name="start_event", title=_l("Begins with"), kind="choice", choices=START_EVENTS),
        Column(
            name="months", title=_l("Months of warranty"), kind="integer", minimum=0, maximum=1200
        ),
        Column(name="seasons", title=_l("Heating or cooling seasons"), kind="integer", minimum=1),
        Column(name="design_life", title=_l("For the design life"), kind="flag"),
        Column(name="extend_by_repair", title=_l("Extended by days of repair"), kind="flag"),
    ),
    default=[],
    row_floors=(
        _floor("waterproofing", "months", 60),
        _floor("heating_cooling", "seasons", 2),
        *(_floor(item, "months", 24) for item in TWO_YEARS),
    ),
    clause=Clause(
        zh="不同产品、工程部位可以有不同的质保期。",
        en="Products and parts of works may have warranties of their own.",
    ),
    source="C13",
    help=_l("A row for a part of the works holds for that part only."),
)
CUSTOMER_FILE = Parameter(
    key="crm.customer_file",
    title=_l("A service file is kept for each customer"),
    kind="flag",
    clause=Clause(
        zh="服务信息录入《客户服务档案》。",
        en="What service learns is entered into the customer's service file.",
    ),
    source="S3-2.8b",
)
ALERTS = Parameter(
    key="crm.alerts",
    title=_l("Customer information is watched and warned of"),
    kind="flag",
    clause=Clause(
        zh="所有客户管理信息导入CRM系统，进行分析判断，及时提出警示。",
        en="All customer information is brought into one system, judged, and warned of in time.",
    ),
    source="S1-4.3.2-1",
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

PARAMETERS = (CLASSES, START_EVENT, MONTHS, PLANS, CAUSES, CUSTOMER_FILE, ALERTS)
