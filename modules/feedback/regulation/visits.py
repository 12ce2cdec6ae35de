"""Visits to customers, and courtesies that need the customer's consent."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

OPINIONS = (
    Choice("design", _l("Opinion on design")),
    Choice("machining", _l("Opinion on machining")),
    Choice("assembly", _l("Opinion on assembly")),
)

KEY_CUSTOMERS = Parameter(
    key="visits.key_customer_months",
    title=_l("Key customers are visited every"),
    kind="integer",
    unit=_l("months"),
    minimum=1,
    maximum=60,
    clause=Clause(
        zh="定期走访重点客户。",
        en="Key customers are visited at intervals.",
    ),
    source="S0-4.1.3",
)
OPINION_LIST = Parameter(
    key="visits.opinions",
    title=_l("Opinions asked on a visit"),
    kind="list",
    items="choice",
    choices=OPINIONS,
    clause=Clause(
        zh="走访时征求规定方面的意见。",
        en="Visits ask for opinions on these matters.",
    ),
    source="S0-4.1.3",
)
HOURS = Parameter(
    key="visits.hours",
    title=_l("Hours of visits"),
    kind="table",
    columns=(
        Column(name="opens", title=_l("From the hour"), kind="time", required=True),
        Column(name="closes", title=_l("Until the hour"), kind="time", required=True),
    ),
    clause=Clause(
        zh="在规定时间内走访服务区域。",
        en="The area is visited in these hours.",
    ),
    source="C02",
)
PER_YEAR = Parameter(
    key="visits.per_year_in_warranty",
    title=_l("Return visits a year within warranty, at least"),
    kind="integer",
    unit=_l("visits"),
    minimum=0,
    maximum=52,
    clause=Clause(
        zh="保修期内定期回访。",
        en="Within the warranty return visits are made.",
    ),
    source="S2-2.5",
)
REMINDER = Parameter(
    key="care.warranty_reminder_days",
    title=_l("Reminder before the end of warranty"),
    kind="integer",
    unit=_l("days"),
    minimum=1,
    maximum=365,
    clause=Clause(
        zh="质保期满前提醒客户。",
        en="Customers are reminded before the warranty ends.",
    ),
    source="S4-13",
)
BIRTHDAY = Parameter(
    key="care.birthday",
    title=_l("Birthday card, with consent"),
    kind="flag",
    clause=Clause(
        zh="经客户同意，寄送生日贺卡。",
        en="Customers who agree are sent a birthday card.",
    ),
    source="S4-11",
)
HOLIDAY = Parameter(
    key="care.holiday",
    title=_l("Holiday greeting, with consent"),
    kind="flag",
    clause=Clause(
        zh="经客户同意，节假日发送祝福。",
        en="Customers who agree are sent holiday greetings.",
    ),
    source="S4-12",
)
IMPROVEMENT = Parameter(
    key="care.improvement_notice",
    title=_l("Notice of product improvements"),
    kind="flag",
    clause=Clause(
        zh="告知客户产品改进信息。",
        en="Customers are told of product improvements.",
    ),
    source="S4-14",
)
LETTER = Parameter(
    key="care.monthly_letter",
    title=_l("Monthly letter, with consent"),
    kind="flag",
    clause=Clause(
        zh="经客户同意，每月寄送信函。",
        en="Customers who agree are sent a monthly letter.",
    ),
    source="S4-15",
)
DUTIES = Parameter(
    key="duties.feedback",
    title=_l("Periodic duties of calls, surveys and visits"),
    kind="duties",
    clause=Clause(
        zh="回访、调查和走访须按期完成并留存凭据。",
        en="Calls, surveys and visits are done in time and leave proof.",
    ),
    source="1.5",
)

PARAMETERS = (
    KEY_CUSTOMERS,
    OPINION_LIST,
    HOURS,
    PER_YEAR,
    REMINDER,
    BIRTHDAY,
    HOLIDAY,
    IMPROVEMENT,
    LETTER,
    DUTIES,
)
