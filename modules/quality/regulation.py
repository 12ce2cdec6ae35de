"""What a company's regulation fixes about quality problems found in service."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

CAUSE_CLASSES = (
    Choice("manufacture", _l("Manufacture")),
    Choice("assembly", _l("Assembly")),
    Choice("design", _l("Design")),
    Choice("material", _l("Material")),
    Choice("use", _l("Use")),
    Choice("purchased", _l("Bought-in part")),
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
        Column(name="department", title=_l("Department asked"), required=True),
    ),
    default=[
        {"cause": "manufacture", "department": "PRD"},
        {"cause": "assembly", "department": "PRD"},
        {"cause": "design", "department": "TEC"},
        {"cause": "material", "department": "PUR"},
        {"cause": "purchased", "department": "PUR"},
        {"cause": "use", "department": "AFT"},
    ],
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
    source="S0-4.2.6",
)

PARAMETERS = (CAUSES, RESPONSIBLE, FIRST_MEASURE, SUMMARY_MONTHS)
