"""The parameters the kernel itself declares: which department fills which function (C06)."""

from dataclasses import dataclass

from aftersales.i18n import LazyText, _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter
from aftersales.regulation.functions import FUNCTIONS

ROLE_MAP = Parameter(
    key="org.role_map",
    title=_l("Which department fills which function"),
    kind="table",
    columns=(
        Column(name="function", title=_l("Function"), kind="choice", key=True, choices=FUNCTIONS),
        Column(
            name="departments",
            title=_l("Departments"),
            kind="department",
            many=True,
            required=True,
        ),
    ),
    default=[],
    clause=Clause(
        zh="职能由哪个部门承担由企业自定，权限挂在职能上，不挂在部门名称上。",
        en="Each company decides which department fills a function; rights attach to the function.",
    ),
    source="C06",
)

WORKING_HOURS = Parameter(
    key="calendar.working_hours",
    title=_l("Working hours"),
    kind="table",
    columns=(
        Column(name="opens", title=_l("Opens at"), kind="time", required=True),
        Column(name="closes", title=_l("Closes at"), kind="time", required=True),
    ),
    default=[{"opens": "08:00", "closes": "12:00"}, {"opens": "13:30", "closes": "17:30"}],
    clause=Clause(
        zh="工作时间为上午八时至十二时、下午一时三十分至五时三十分。",
        en="Work is from 08:00 to 12:00 and from 13:30 to 17:30.",
    ),
    source="2.8",
    help=_l("Only working hours and working days use them; hours and days by the clock never do."),
)

IMMEDIATE = Parameter(
    key="calendar.immediate_within",
    title=_l("What still counts as at once"),
    kind="duration",
    default="15min",
    maximum="4h",
    clause=Clause(
        zh="“即时”答复以登记后十五分钟内为准。",
        en="“At once” is kept by an answer within a quarter of an hour.",
    ),
    source="S0-5.4.1c",
)

COUNTERSIGN = Parameter(
    key="regulation.countersign",
    title=_l("Who countersigns the regulation"),
    kind="chain",
    default=[
        {
            "role": "dispatcher",
            "mode": "joint",
            "title_zh": "售后部门",
            "title_en": "After-sales department",
        },
        {
            "role": "quality",
            "mode": "joint",
            "title_zh": "质检部门",
            "title_en": "Quality department",
        },
    ],
    clause=Clause(
        zh="制度由主管部门拟定，会同有关部门审核，报公司领导批准后施行。",
        en="The regulation is drafted, reviewed with the departments it concerns, and takes "
        "effect once a company leader has approved it.",
    ),
    source="S0-1.0a, S0-1.11b",
)

SIGN_TWICE = Parameter(
    key="approval.sign_twice",
    title=_l("One person may give two signatures of a chain"),
    kind="flag",
    default=False,
    clause=Clause(
        zh="同一审批流程中，一人只签一次；本人提出的申请，本人不得审批。",
        en="In one chain of approval a person signs once, and nobody signs what he asked for.",
    ),
    source="1.9",
    help=_l("Allow it where one person fills two roles and nobody else can sign for one of them."),
)

WARN_AT = Parameter(
    key="calendar.warn_at",
    title=_l("Shares of the time at which people are warned"),
    kind="list",
    items="integer",
    unit=_l("percent"),
    default=[50, 80, 100],
    clause=Clause(
        zh="时限用去一半、八成和到期时及时提出警示。",
        en="People are warned when half, four fifths and all of the time is used.",
    ),
    source="1.7, S1-4.3.2-1",
    help=_l("Of working time on a clock that counts working time; an empty list warns nobody."),
)

BREACH_PARTIES = Parameter(
    key="calendar.breach_parties",
    title=_l("Who may answer for a missed deadline"),
    kind="list",
    items="choice",
    choices=(
        Choice("own", _l("Our own department")),
        Choice("other", _l("Another department of ours")),
        Choice("customer", _l("The customer")),
        Choice("supplier", _l("A supplier")),
        Choice("carrier", _l("A carrier")),
        Choice("traffic", _l("Traffic")),
        Choice("force_majeure", _l("Force majeure")),
    ),
    default=["own", "other", "customer", "supplier", "carrier", "traffic", "force_majeure"],
    clause=Clause(
        zh="未按时限办理的，应写明原因和责任方。",
        en="Where a time is missed, the reason and who answers for it are written down.",
    ),
    source="1.7",
    help=_l("A case with a missed deadline closes with reason and party; an empty list asks none."),
)


@dataclass(frozen=True, slots=True)
class RoomParameters:
    """Parameters of a kernel room under a title of their own."""

    title: LazyText
    parameters: tuple[Parameter, ...]


KERNEL_PARAMETERS = RoomParameters(
    _l("Organisation"),
    (ROLE_MAP, WORKING_HOURS, IMMEDIATE, COUNTERSIGN, SIGN_TWICE, WARN_AT, BREACH_PARTIES),
)
