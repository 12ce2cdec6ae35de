"""How customers reach us, who is reachable when, and what a case needs."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

CHANNELS = (
    Choice("phone", _l("Phone call")),
    Choice("visit", _l("Personal visit")),
    Choice("letter", _l("Letter")),
    Choice("hotline", _l("Hotline")),
    Choice("wechat", _l("WeChat")),
    Choice("web", _l("Internet")),
    Choice("email", _l("E-mail")),
    Choice("other", _l("Other way")),
)

CALLED_BY = (
    Choice("quality", _l("Instruction of quality")),
    Choice("grumble", _l("Grumble")),
    Choice("complaint", _l("Complaint")),
    Choice("request", _l("Request for repair")),
)

CASE_KINDS = (
    Choice("enquiry", _l("Enquiry")),
    Choice("repair", _l("Repair")),
    Choice("installation", _l("Installation")),
    Choice("training", _l("Training")),
    Choice("grumble", _l("Grumble")),
    Choice("complaint", _l("Complaint")),
    Choice("quality", _l("Quality")),
)

SERVICE_HOURS = (
    Choice("around_the_clock", _l("Around the clock")),
    Choice("working_hours", _l("In working hours")),
)

INTAKE_CHANNELS = Parameter(
    key="intake.channels",
    title=_l("Ways a customer reaches us"),
    kind="list",
    items="choice",
    choices=CHANNELS,
    default=["phone", "visit", "letter", "hotline", "wechat", "web"],
    clause=Clause(
        zh="客户来访、来函、来电等均应及时登记。",
        en="Visits, letters, calls and the like are registered at once.",
    ),
    source="S0-5.4.1a",
)

CHIEF_REQUIRED = Parameter(
    key="case.chief_required",
    title=_l("One chief responsible per case"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="实行首席负责制：一单一名首席责任人，负责到底。",
        en="One named chief is responsible for a case until it is closed.",
    ),
    source="S0-2.18",
)

REOPEN_DAYS = Parameter(
    key="case.reopen_days",
    title=_l("Same fault again within these days reopens the case"),
    kind="integer",
    unit=_l("days"),
    default=30,
    minimum=0,
    maximum=365,
    clause=Clause(
        zh="结案后同一故障在规定天数内复发的，按原案件处理。",
        en="The same fault within these days belongs to the case that was closed.",
    ),
    source="C28",
)

REQUIRES_RECOVERED = Parameter(
    key="close.requires_recovered",
    title=_l("A case closes only when the machine works again"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="服务直到故障排除、设备完全恢复正常为止。",
        en="Service goes on until the fault is removed and the equipment is fully normal.",
    ),
    source="S0-5.4.2e",
)

SOURCES = Parameter(
    key="intake.sources",
    title=_l("What service is called for by"),
    kind="list",
    items="choice",
    choices=CALLED_BY,
    clause=Clause(
        zh="依据规定的来源实施服务。",
        en="Service is called for by the sources named here.",
    ),
    source="S3-1.1",
)
HOTLINE = Parameter(
    key="intake.hotline",
    title=_l("A customer hotline is kept"),
    kind="flag",
    clause=Clause(
        zh="设立客户服务热线。",
        en="A customer hotline is kept.",
    ),
    source="S1-after-2",
)
KIND_LIST = Parameter(
    key="case.kinds",
    title=_l("Kinds of cases counted apart"),
    kind="list",
    items="choice",
    choices=CASE_KINDS,
    clause=Clause(
        zh="抱怨指口头不满、由片区人员当场解决；投诉须填写编号的投诉处理表。抱怨转为投诉须留痕。",
        en="A grumble is spoken and solved by the area's staff; a complaint has a numbered form."
        " Turning one into the other is logged.",
    ),
    source="C27",
)
HOURS = Parameter(
    key="service.hours",
    title=_l("Hours of service"),
    kind="choice",
    choices=SERVICE_HOURS,
    clause=Clause(
        zh="在规定时间内为客户提供服务。",
        en="Customers are served in the hours laid down here.",
    ),
    source="C02",
)
PHONE_WINDOW = Parameter(
    key="phone.window",
    title=_l("Hours in which telephones are on"),
    kind="table",
    columns=(
        Column(name="opens", title=_l("From the hour"), kind="time", required=True),
        Column(name="closes", title=_l("Until the hour"), kind="time", required=True),
    ),
    clause=Clause(
        zh="服务人员手机在规定时间内保持开机。",
        en="Telephones of the service staff are on in these hours.",
    ),
    source="C02",
)
PHONE_OFF = Parameter(
    key="phone.max_off",
    title=_l("A telephone off longer is reported"),
    kind="duration",
    maximum="24h",
    clause=Clause(
        zh="手机关机超过规定时间的，须报备并提供其他联系方式。",
        en="A telephone off for longer is reported with another way to be reached.",
    ),
    source="S3-2.6",
)
AREA_OWNER = Parameter(
    key="regions.owner_required",
    title=_l("Each area has one who answers for it"),
    kind="flag",
    clause=Clause(
        zh="实行分片负责制。",
        en="Each area has one who answers for it.",
    ),
    source="S3-2.2b",
)

PARAMETERS = (
    INTAKE_CHANNELS,
    SOURCES,
    HOTLINE,
    KIND_LIST,
    HOURS,
    PHONE_WINDOW,
    PHONE_OFF,
    AREA_OWNER,
    CHIEF_REQUIRED,
    REOPEN_DAYS,
    REQUIRES_RECOVERED,
)
