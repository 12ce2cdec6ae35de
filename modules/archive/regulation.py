"""What a company's regulation fixes about the customer service archive."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter

DOCUMENTS = (
    Choice("register", _l("Originals of visits, letters and calls")),
    Choice("opinion", _l("Customer opinions")),
    Choice("report", _l("Service report forms")),
    Choice("parts", _l("Parts dispatch and mail stubs")),
    Choice("contact", _l("Contact sheets and letters")),
    Choice("order", _l("Service orders")),
    Choice("requisition", _l("Requisitions and exit permits")),
    Choice("old_part", _l("Old-part slips")),
    Choice("handoff", _l("Contracts and hand-off sheets")),
    Choice("quality", _l("Quality problems")),
    Choice("complaint", _l("Complaints")),
    Choice("care", _l("Messages of courtesy")),
    Choice("other", _l("Other papers")),
)
WHEN_REQUIRED = (
    Choice("always", _l("In every case")),
    Choice("if_any", _l("Where there is one")),
)
ORDERS = (
    Choice("completeness_then_time", _l("Complete cases, in order of time")),
    Choice("time", _l("In order of time")),
)
PERIODS = (Choice("month", _l("One month")), Choice("quarter", _l("One quarter")))
NUMBER_PARTS = (
    Choice("fonds", _l("fonds")),
    Choice("year", _l("year")),
    Choice("retention", _l("retention")),
    Choice("n", _l("running number")),
)
RETENTIONS = (
    Choice("permanent", _l("For good (Y)")),
    Choice("years_30", _l("30 years (D30)")),
    Choice("years_10", _l("10 years (D10)")),
    Choice("years_5", _l("5 years")),
    Choice("years_3", _l("3 years")),
    Choice("year_1", _l("1 year")),
)
ACTIONS = (
    Choice("appraise", _l("Appraise, then extend or destroy")),
    Choice("keep", _l("Keep on")),
    Choice("anonymise", _l("Make anonymous")),
)

SCOPE = Parameter(
    key="archive.scope",
    title=_l("What is filed"),
    kind="table",
    columns=(
        Column(
            name="document",
            title=_l("Kind of document"),
            kind="choice",
            key=True,
            choices=DOCUMENTS,
            required=True,
        ),
        Column(
            name="required",
            title=_l("Needed"),
            kind="choice",
            choices=WHEN_REQUIRED,
            required=True,
        ),
        Column(name="position", title=_l("Place in the volume"), kind="integer"),
    ),
    default=[
        {"document": "register", "required": "always", "position": 1},
        {"document": "opinion", "required": "if_any", "position": 2},
        {"document": "report", "required": "if_any", "position": 3},
        {"document": "parts", "required": "if_any", "position": 4},
        {"document": "contact", "required": "if_any", "position": 5},
    ],
    source="S0-5.4.9.1a",
)
ORDER = Parameter(
    key="archive.order",
    title=_l("Order within a volume"),
    kind="choice",
    choices=ORDERS,
    default="completeness_then_time",
    source="S0-5.4.9.2",
)
BIND = Parameter(
    key="archive.bind",
    title=_l("Filed documents are bound into volumes"),
    kind="flag",
    default=True,
    source="S0-5.4.9.2",
)
BIND_PERIOD = Parameter(
    key="archive.bind_period",
    title=_l("A volume holds"),
    kind="choice",
    choices=PERIODS,
    default="month",
    source="S0-5.4.9.2",
)
VOLUME_NUMBERING = Parameter(
    key="archive.volume_number",
    title=_l("Number of a volume"),
    kind="numbering",
    choices=NUMBER_PARTS,
    default="{fonds}-SH·{year}-{retention}-{n:03d}",
    clause=Clause(
        zh="档号由全宗号、门类代码·年度、保管期限、案卷号组成，级间用“-”，级内用“·”，案卷号三位。",
        en="Fonds, class · year, retention and a three-digit volume number, joined by hyphens.",
    ),
    source="2.6 (DA/T 13-2022)",
)
FONDS = Parameter(
    key="archive.fonds",
    title=_l("Fonds number"),
    kind="text",
    default="001",
    source="2.6",
)
RETENTION = Parameter(
    key="retention.rules",
    title=_l("Retention periods"),
    kind="table",
    columns=(
        Column(
            name="document",
            title=_l("Kept document"),
            kind="choice",
            key=True,
            choices=DOCUMENTS,
        ),
        Column(
            name="period",
            title=_l("Kept for"),
            kind="choice",
            choices=RETENTIONS,
            required=True,
        ),
        Column(
            name="action",
            title=_l("Afterwards"),
            kind="choice",
            choices=ACTIONS,
            required=True,
        ),
        Column(name="basis", title=_l("Basis")),
    ),
    default=[{"period": "years_10", "action": "appraise"}],
    source="C10",
    help=_l("Nothing is destroyed by itself: it is proposed, appraised and approved."),
)

PARAMETERS = (SCOPE, ORDER, BIND, BIND_PERIOD, VOLUME_NUMBERING, FONDS, RETENTION)
