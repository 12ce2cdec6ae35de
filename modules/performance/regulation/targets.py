"""Targets of figures, spot checks, inspections, and the reports that are owed."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter
from aftersales.regulation.functions import FUNCTIONS

FIGURES = (
    Choice("satisfaction", _l("Satisfaction rate")),
    Choice("grumbles", _l("Grumbles")),
    Choice("complaints", _l("Complaints")),
    Choice("first_time_fix", _l("First-time-fix rate")),
    Choice("arrival_on_time", _l("Arrival on time")),
    Choice("reply_on_time", _l("Reply on time")),
)
COMPARISONS = (
    Choice("above", _l("above")),
    Choice("at_least", _l("at least")),
    Choice("at_most", _l("at most")),
)
PER = (
    Choice("area_month", _l("area and month")),
    Choice("company_month", _l("company and month")),
    Choice("company_year", _l("company and year")),
)

TARGETS = Parameter(
    key="kpi.targets",
    title=_l("Targets"),
    kind="table",
    columns=(
        Column(name="figure", title=_l("Figure"), kind="choice", key=True, choices=FIGURES),
        Column(name="programme", title=_l("Of which survey"), key=True),
        Column(
            name="comparison",
            title=_l("Should be"),
            kind="choice",
            choices=COMPARISONS,
            required=True,
        ),
        Column(name="percent", title=_l("Per cent"), kind="percent", minimum=0, maximum=100),
        Column(name="count", title=_l("How many"), kind="integer", minimum=0),
        Column(name="per", title=_l("For each"), kind="choice", choices=PER),
    ),
    clause=Clause(
        zh="服务应达到规定的指标。",
        en="Service meets these targets.",
    ),
    source="C21",
)
SPOT_CHECKS = Parameter(
    key="audit.spot_checks_per_year",
    title=_l("Spot checks a year, at least"),
    kind="integer",
    unit=_l("checks"),
    minimum=0,
    maximum=366,
    clause=Clause(
        zh="定期抽查服务质量。",
        en="The quality of service is checked at intervals.",
    ),
    source="S3-2.13",
)
CHECKED = Parameter(
    key="audit.spot_checks_per",
    title=_l("Spot checks are counted for"),
    kind="choice",
    choices=(Choice("area", _l("each area")), Choice("company", _l("the company"))),
    clause=Clause(
        zh="抽查次数按规定范围统计。",
        en="Checks are counted for this scope.",
    ),
    source="S3-2.13",
)
CHECKERS = Parameter(
    key="audit.functions",
    title=_l("Who supervises and checks"),
    kind="list",
    items="choice",
    choices=FUNCTIONS,
    clause=Clause(
        zh="由规定的职能监督检查。",
        en="These functions supervise and check.",
    ),
    source="S3-2.13, S1-eval-2",
)
INTERVAL = Parameter(
    key="audit.interval_months",
    title=_l("The system is inspected every"),
    kind="integer",
    unit=_l("months"),
    minimum=1,
    maximum=60,
    clause=Clause(
        zh="定期检查体系运行情况。",
        en="The system is inspected at intervals.",
    ),
    source="S1-eval-2",
)
BASIS = Parameter(
    key="audit.basis",
    title=_l("Inspected by"),
    kind="text",
    clause=Clause(
        zh="监督检查依据公司规定的办法。",
        en="Inspections follow the rules named here.",
    ),
    source="S1-eval-2",
)
OUTPUT = Parameter(
    key="audit.output",
    title=_l("An inspection ends in"),
    kind="text",
    clause=Clause(
        zh="检查结果汇总后形成规定的文件。",
        en="The results of inspection end in the document named here.",
    ),
    source="S1-eval-3",
)
DUTIES = Parameter(
    key="duties.performance",
    title=_l("Periodic duties of reports and checks"),
    kind="duties",
    clause=Clause(
        zh="报表和检查须按期完成并留存凭据。",
        en="Reports and checks are done in time and leave proof.",
    ),
    source="1.5",
)

PARAMETERS = (TARGETS, SPOT_CHECKS, CHECKED, CHECKERS, INTERVAL, BASIS, OUTPUT, DUTIES)
