"""Training of customers at the hand-over and later, and of our own people."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

STAGES = (
    Choice("before_use", _l("Before use")),
    Choice("running_in", _l("Running in")),
    Choice("normal_use", _l("Normal use")),
    Choice("operator_change", _l("Change of operators")),
)
TOPICS = (
    Choice("use", _l("Use and operation")),
    Choice("maintenance", _l("Care of the machine")),
    Choice("troubleshooting", _l("Common troubleshooting")),
)
TRAINEES = (
    Choice("technical", _l("Technical staff with professional knowledge")),
    Choice("english", _l("A certain level of English")),
)
AUDIENCES = (
    Choice("operator", _l("Operators")),
    Choice("manager", _l("Managers")),
)
STEPS = (
    Choice("draft", _l("Draft of the plan")),
    Choice("review", _l("Review and confirmation")),
    Choice("adjust", _l("Adjusted as the owner asks")),
)
STAFF_KINDS = (
    Choice("induction", _l("Induction of new staff")),
    Choice("case", _l("Training by real cases")),
    Choice("self_study", _l("Self-study")),
)
FREQUENCIES = (
    Choice("on_joining", _l("On joining")),
    Choice("irregular", _l("Now and then")),
    Choice("always", _l("At any time")),
)

STAGE_LIST = Parameter(
    key="training.stages",
    title=_l("Stages at which customers are trained"),
    kind="list",
    items="choice",
    choices=STAGES,
    clause=Clause(
        zh="在产品使用的不同时期为用户培训。",
        en="Users are trained at different stages of use.",
    ),
    source="S0-4.1.2, S2-3.2.7",
)
TOPIC_LIST = Parameter(
    key="training.topics",
    title=_l("What customers are trained in"),
    kind="list",
    items="choice",
    choices=TOPICS,
    clause=Clause(
        zh="用户培训包括规定的内容。",
        en="Users are taught the topics named here.",
    ),
    source="S0-4.1.2",
)
TRAINEE_LIST = Parameter(
    key="training.trainees",
    title=_l("Who may be trained"),
    kind="list",
    items="choice",
    choices=TRAINEES,
    clause=Clause(
        zh="受训人员须符合规定条件。",
        en="Trainees meet the conditions named here.",
    ),
    source="S2-3.1.1",
)
KEY_SYSTEMS = Parameter(
    key="training.min_trainees_key",
    title=_l("People trained for each key system, at least"),
    kind="integer",
    unit=_l("people"),
    minimum=0,
    maximum=100,
    clause=Clause(
        zh="关键系统或部位须由多人负责。",
        en="Key systems have several people who know them.",
    ),
    source="S2-3.1.1b",
)
CURRICULUM = Parameter(
    key="training.curriculum",
    title=_l("Curriculum"),
    kind="table",
    columns=(
        Column(
            name="audience", title=_l("For whom"), kind="choice", choices=AUDIENCES, required=True
        ),
        Column(name="topic_zh", title=_l("Topic (Chinese)"), required=True),
        Column(name="topic_en", title=_l("Topic (English)"), required=True),
    ),
    clause=Clause(
        zh="操作人员与管理人员分别按规定课程培训。",
        en="Operators and managers have a curriculum each.",
    ),
    source="S2-3.1.3a, S2-3.1.3b",
)
PLAN_STEPS = Parameter(
    key="training.plan_steps",
    title=_l("How a training plan comes about"),
    kind="list",
    items="choice",
    choices=STEPS,
    clause=Clause(
        zh="培训计划经规定程序确定。",
        en="A training plan is settled in the steps named here.",
    ),
    source="S2-3.1.4",
)
STAFF = Parameter(
    key="training.staff",
    title=_l("Training of our own staff"),
    kind="table",
    columns=(
        Column(name="kind", title=_l("Kind"), kind="choice", key=True, choices=STAFF_KINDS),
        Column(name="mandatory", title=_l("Mandatory"), kind="flag", required=True),
        Column(
            name="frequency", title=_l("When"), kind="choice", choices=FREQUENCIES, required=True
        ),
    ),
    clause=Clause(
        zh="新员工须有入职培训计划；老员工不宜经常办班，采用不定期的案例培训；随时随地学习。",
        en="New staff have an induction plan; veterans learn from real cases now and then, and"
        " everybody at any time.",
    ),
    source="C23, S0-2.12, S0-2.13",
)

PARAMETERS = (
    STAGE_LIST,
    TOPIC_LIST,
    TRAINEE_LIST,
    KEY_SYSTEMS,
    CURRICULUM,
    PLAN_STEPS,
    STAFF,
)
