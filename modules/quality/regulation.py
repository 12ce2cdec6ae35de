"""What a company's regulation fixes about quality problems found in service."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter
from aftersales.regulation.functions import FUNCTIONS

CAUSE_CLASSES = (
    Choice("manufacture", _l("Manufacture")),
    Choice("assembly", _l("Assembly")),
    Choice("design", _l("Design")),
    Choice("material", _l("Material")),
    Choice("use", _l("Use")),
    Choice("purchased", _l("Bought-in part")),
)
NOTICE = (
    Choice("problem", _l("Problem of the machine")),
    Choice("model", _l("Product model")),
    Choice("quantity", _l("Quantity concerned")),
    Choice("address", _l("Where the machine stands")),
    Choice("contact_name", _l("Name of the contact")),
    Choice("contact_phone", _l("Telephone of the contact")),
    Choice("solve_by", _l("Time to solve it by")),
    Choice("cost_bearing", _l("Who bears the cost of quality")),
)
ORIGINS = (
    Choice("service", _l("Opinions met in service")),
    Choice("analysis", _l("Analysis of quality")),
    Choice("inspection", _l("Inspection of the system")),
    Choice("staff", _l("Suggestions of the staff")),
)

CAUSES = Parameter(
    key="quality.cause_classes",
    title=_l("Cause classes of quality problems"),
    kind="list",
    items="choice",
    choices=CAUSE_CLASSES,
    default=["manufacture", "assembly", "design", "material", "use", "purchased"],
    clause=Clause(
        zh="原因分析分为制造、装配、设计、材料、使用、外购件。",
        en="Causes are manufacture, assembly, design, material, use or a bought-in part.",
    ),
    source="F03, S0-4.1.1",
)
RESPONSIBLE = Parameter(
    key="quality.responsible_department",
    title=_l("Department first asked, by cause"),
    kind="table",
    columns=(
        Column(
            name="cause",
            title=_l("Cause of the problem"),
            kind="choice",
            key=True,
            choices=CAUSE_CLASSES,
        ),
        Column(name="department", title=_l("Department asked"), kind="department", required=True),
    ),
    default=[
        {"cause": "manufacture", "department": "PRD"},
        {"cause": "assembly", "department": "PRD"},
        {"cause": "design", "department": "TEC"},
        {"cause": "material", "department": "PUR"},
        {"cause": "purchased", "department": "PUR"},
        {"cause": "use", "department": "AFT"},
    ],
    clause=Clause(
        zh="质量问题按原因由相应部门先行处理。",
        en="By its cause a problem goes first to the department named here.",
    ),
    source="S0-4.2.1b, S0-4.2.3a",
    help=_l("A proposal only: quality decides who is responsible."),
)
FIRST_MEASURE = Parameter(
    key="quality.first_measure_within",
    title=_l("First measure against a problem"),
    kind="duration",
    default="24h",
    minimum="1h",
    maximum="15d",
    clause=Clause(
        zh="质量问题第一时间提出措施。",
        en="A measure against a problem is proposed at once.",
    ),
    source="S0-4.2.1b",
)
SUMMARY_MONTHS = Parameter(
    key="quality.summary_interval_months",
    title=_l("Summary of quality problems every"),
    kind="integer",
    unit=_l("months"),
    default=1,
    minimum=1,
    maximum=12,
    clause=Clause(
        zh="质检部定期汇总分析质量问题，分发责任部门。",
        en="Quality collates the problems at intervals and tells the departments.",
    ),
    source="S0-4.2.6",
)

CHASER = Parameter(
    key="quality.chaser",
    title=_l("Who chases the departments"),
    kind="choice",
    choices=FUNCTIONS,
    clause=Clause(
        zh="质量问题由规定的职能督促各部门解决。",
        en="One function chases the departments until a problem is solved.",
    ),
    source="S0-4.2.5a",
)
NOTICE_FIELDS = Parameter(
    key="supplier.notice_fields",
    title=_l("What a notice to a supplier must state"),
    kind="list",
    items="choice",
    choices=NOTICE,
    clause=Clause(
        zh="需供应商到现场的，书面告知规定事项。",
        en="A supplier called to the site is told these matters in writing.",
    ),
    source="S0-4.2.3b",
)
SUPPLIER_CONTACT = Parameter(
    key="supplier.first_contact_within",
    title=_l("First contact with the supplier"),
    kind="duration",
    minimum="1h",
    maximum="15d",
    clause=Clause(
        zh="外协、外购件问题第一时间与供应商联系。",
        en="Suppliers are contacted at once about problems of bought-in parts.",
    ),
    source="S0-4.2.3a",
)
STANDARDS = Parameter(
    key="quality.standards",
    title=_l("Standards that service follows"),
    kind="list",
    items="text",
    clause=Clause(
        zh="服务依据规定的标准和承诺。",
        en="Service follows the standards and promises named here.",
    ),
    source="S3-2.3",
    help=_l("Codes of the list of laws and standards, which says how long they are in force."),
)
IMPROVEMENT = Parameter(
    key="improvement.decision_chain",
    title=_l("Decision on a proposal for improvement"),
    kind="chain",
    clause=Clause(
        zh="改进意见经分析后上报审定。",
        en="Proposals for improvement are analysed and decided on.",
    ),
    source="C22",
)
ORIGIN_LIST = Parameter(
    key="improvement.origins",
    title=_l("Where proposals for improvement come from"),
    kind="list",
    items="choice",
    choices=ORIGINS,
    clause=Clause(
        zh="从规定的来源收集改进意见。",
        en="Proposals for improvement come from the sources named here.",
    ),
    source="C22",
)
DUTIES = Parameter(
    key="duties.quality",
    title=_l("Periodic duties of quality"),
    kind="duties",
    clause=Clause(
        zh="质量部门的例行工作须按期完成并留存凭据。",
        en="Periodic duties of quality are done in time and leave proof.",
    ),
    source="1.5",
)

PARAMETERS = (
    CAUSES,
    RESPONSIBLE,
    FIRST_MEASURE,
    SUMMARY_MONTHS,
    CHASER,
    NOTICE_FIELDS,
    SUPPLIER_CONTACT,
    STANDARDS,
    IMPROVEMENT,
    ORIGIN_LIST,
    DUTIES,
)
