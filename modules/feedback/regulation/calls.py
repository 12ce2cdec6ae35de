"""Follow-up calls and surveys: who asks whom, how often, on which scale."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter
from aftersales.regulation.functions import FUNCTIONS

TRIGGERS = (
    Choice("order_closed", _l("When an order is closed")),
    Choice("calendar", _l("By the calendar")),
    Choice("care", _l("At an occasion of courtesy")),
)
POPULATIONS = (
    Choice("all", _l("All customers")),
    Choice("sample", _l("Some of the customers")),
    Choice("class_a", _l("Key accounts")),
    Choice("dealers", _l("Local dealers")),
    Choice("per_order", _l("Customers of each order")),
)
CHANNELS = (
    Choice("phone", _l("By telephone")),
    Choice("visit", _l("By a visit")),
    Choice("letter", _l("By letter")),
    Choice("web", _l("On the internet")),
)
RATED = (
    Choice("company", _l("The company")),
    Choice("staff", _l("The service staff")),
)
PARTS = (
    Choice("suggestion", _l("Suggestions and grumbles")),
    Choice("rating", _l("Rating of the technician")),
)
FAILURES = (
    Choice("skill", _l("Poor skill")),
    Choice("service", _l("Poor service")),
    Choice("fraud", _l("Cheating")),
    Choice("harm", _l("Harm to the company's interest")),
)
_PERCENT = Column(name="percent", title=_l("Part asked"), kind="percent", minimum=1, maximum=100)
_BY = Column(name="function", title=_l("Asked by"), kind="choice", choices=FUNCTIONS)
_MONTHS = Column(
    name="months", title=_l("Every so many months"), kind="integer", minimum=1, maximum=60
)
_POPULATION = Column(
    name="population", title=_l("Who is asked"), kind="choice", choices=POPULATIONS, required=True
)

PLANS = Parameter(
    key="followup.plans",
    title=_l("Plans of follow-up calls"),
    kind="table",
    columns=(
        Column(name="trigger", title=_l("Begins"), kind="choice", choices=TRIGGERS, required=True),
        _MONTHS,
        _POPULATION,
        _PERCENT,
        _BY,
        Column(name="channel", title=_l("By way of"), kind="choice", choices=CHANNELS),
        Column(name="due", title=_l("Called within"), kind="duration"),
        Column(name="questionnaire", title=_l("Questions")),
    ),
    clause=Clause(
        zh="按规定的时机、对象和方式回访客户。",
        en="Customers are called at the times and in the ways laid down here.",
    ),
    source="C07",
)
NOT_BY_EXECUTOR = Parameter(
    key="followup.forbid_executor",
    title=_l("Who did the work does not ask how it was"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="服务实施与回访分开，服务人员本人不得回访。",
        en="Who did the work does not call the customer about it.",
    ),
    source="C08",
)
NOT_BY_MANAGER = Parameter(
    key="followup.forbid_manager",
    title=_l("Nor does the manager of who did the work"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="服务人员的主管不得记录回访等级。",
        en="The manager of who did the work does not record the grade.",
    ),
    source="C08",
)
SCALE = Parameter(
    key="survey.scale",
    title=_l("Scale of satisfaction"),
    kind="table",
    columns=(
        Column(name="code", title=_l("Its code"), key=True, required=True),
        Column(name="label_zh", title=_l("Chinese name"), required=True),
        Column(name="label_en", title=_l("English name"), required=True),
        Column(name="value", title=_l("Points"), kind="integer", required=True),
        Column(name="is_top", title=_l("Top grade"), kind="flag"),
        Column(name="is_satisfied", title=_l("Counts as satisfied"), kind="flag"),
        Column(name="is_dissatisfied", title=_l("Counts as dissatisfied"), kind="flag"),
    ),
    clause=Clause(
        zh="满意程度按规定等级记录。",
        en="Satisfaction is recorded on this scale.",
    ),
    source="C03",
)
PROGRAMMES = Parameter(
    key="survey.programmes",
    title=_l("Surveys"),
    kind="table",
    columns=(
        Column(name="code", title=_l("Its code"), key=True, required=True),
        Column(name="title_zh", title=_l("Chinese name"), required=True),
        Column(name="title_en", title=_l("English name"), required=True),
        _POPULATION,
        _MONTHS,
        Column(name="rates", title=_l("What is rated"), kind="choice", choices=RATED),
        _PERCENT,
        _BY,
        Column(name="feedback", title=_l("Results go to the departments"), kind="flag"),
        Column(name="reply_required", title=_l("Departments must reply"), kind="flag"),
        Column(name="reply_within", title=_l("They reply within"), kind="duration"),
    ),
    clause=Clause(
        zh="定期开展满意度调查，结果反馈相关部门。",
        en="Satisfaction is surveyed at intervals and told to the departments.",
    ),
    source="C20",
)
PART_LIST = Parameter(
    key="survey.parts",
    title=_l("Parts of the opinion survey"),
    kind="list",
    items="choice",
    choices=PARTS,
    clause=Clause(
        zh="客户意见按规定类别收集。",
        en="Opinions are collected in these parts.",
    ),
    source="S3-3.2",
)
FAILURE_LIST = Parameter(
    key="survey.fail_reasons",
    title=_l("Reasons for which a rating is failed"),
    kind="list",
    items="choice",
    choices=FAILURES,
    clause=Clause(
        zh="因规定的自身原因考评不合格的，予以处罚。",
        en="Failing a rating for these reasons is sanctioned.",
    ),
    source="S3-2.11b",
)
REQUIRED = Parameter(
    key="feedback.required",
    title=_l("What the service system must have"),
    kind="list",
    items="choice",
    choices=(
        Choice("complaint_policy", _l("A complaint regulation")),
        Choice("feedback", _l("A way to collect customer feedback")),
        Choice("return_visits", _l("A return-visit regulation")),
    ),
    clause=Clause(
        zh="制定投诉管理制度，建立顾客反馈信息收集机制和完善的顾客回访制度。",
        en="A complaint regulation, a way to collect feedback and a return-visit regulation exist.",
    ),
    source="S1-after-3, S1-after-4, S1-after-5",
)

PARAMETERS = (
    PLANS,
    NOT_BY_EXECUTOR,
    NOT_BY_MANAGER,
    SCALE,
    PROGRAMMES,
    PART_LIST,
    FAILURE_LIST,
    REQUIRED,
)
