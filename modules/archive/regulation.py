"""What a company's regulation fixes about the customer service archive."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, LegalFloor, Parameter

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
    Choice("service_record", _l("Daily service records")),
    Choice("service_card", _l("Service cards")),
    Choice("works", _l("Papers of the works")),
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
VOLUME_RULES = (
    Choice("own", _l("the company's own rule")),
    Choice("local_archive", _l("the rule of the local archive")),
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
    clause=Clause(
        zh="规定范围内的资料应当归档。",
        en="The papers named here are filed.",
    ),
    source="S0-5.4.9.1a",
)
ORDER = Parameter(
    key="archive.order",
    title=_l("Order within a volume"),
    kind="choice",
    choices=ORDERS,
    default="completeness_then_time",
    clause=Clause(
        zh="按规定的次序整理存档。",
        en="Papers are filed in this order.",
    ),
    source="S0-5.4.9.2",
)
BIND = Parameter(
    key="archive.bind",
    title=_l("Filed documents are bound into volumes"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="归档文件装订成册。",
        en="Filed papers are bound into volumes.",
    ),
    source="S0-5.4.9.2",
)
BIND_PERIOD = Parameter(
    key="archive.bind_period",
    title=_l("A volume holds"),
    kind="choice",
    choices=PERIODS,
    default="month",
    clause=Clause(
        zh="归档文件定期成卷。",
        en="Filed papers make up a volume at intervals.",
    ),
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
    clause=Clause(
        zh="档号以公司的全宗号开头。",
        en="The number of a volume begins with the company's fonds.",
    ),
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
            name="months",
            title=_l("Months by the company's rule"),
            kind="integer",
            minimum=0,
            maximum=1200,
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
    clause=Clause(
        zh="各类文件按保管期限表保存，期满先鉴定，不自动销毁。",
        en="Papers are kept for these periods; what expires is appraised, never destroyed by"
        " itself.",
    ),
    source="C10",
    help=_l("Nothing is destroyed by itself: it is proposed, appraised and approved."),
)

LEAST = Parameter(
    key="retention.least_months",
    title=_l("Evidence is kept at least"),
    kind="integer",
    unit=_l("months"),
    default=36,
    minimum=0,
    legal_floor=LegalFloor(
        value=36,
        clause=Clause(
            "向人民法院请求保护民事权利的诉讼时效期间为三年。",
            "Civil claims lapse after three years; until then their evidence is needed.",
        ),
        source="民法典 188",
    ),
    maximum=1200,
    clause=Clause(
        zh="向人民法院请求保护民事权利的诉讼时效期间为三年。",
        en="Civil claims lapse after three years; until then their evidence is needed.",
    ),
    source="民法典 188",
    help=_l("The longer of the company's rule and this holds, except for what is made anonymous."),
)
CHECKLIST = Parameter(
    key="archive.checklist",
    title=_l("Papers of the works and who answers for them"),
    kind="table",
    columns=(
        Column(name="item", title=_l("Item"), key=True, required=True),
        Column(name="title_zh", title=_l("Chinese name"), required=True),
        Column(name="title_en", title=_l("English name"), required=True),
        Column(name="person_zh", title=_l("Answered for by (Chinese)"), required=True),
        Column(name="person_en", title=_l("Answered for by (English)"), required=True),
    ),
    clause=Clause(
        zh="工程资料逐项指定责任人。",
        en="Each paper of the works has somebody who answers for it.",
    ),
    source="S2-2.14",
)
IN_STEP = Parameter(
    key="archive.sync_with_acceptance",
    title=_l("Papers are accepted together with the works"),
    kind="flag",
    clause=Clause(
        zh="竣工资料验收与竣工验收同步进行。",
        en="The papers are accepted together with the works.",
    ),
    source="S2-2.13",
)
VOLUMES_BY = Parameter(
    key="archive.volumes_by",
    title=_l("Volumes are made up by"),
    kind="choice",
    choices=VOLUME_RULES,
    clause=Clause(
        zh="按规定的办法立卷。",
        en="Volumes are made up by the rule named here.",
    ),
    source="S2-2.13",
)
DUTIES = Parameter(
    key="duties.archive",
    title=_l("Periodic duties of the archive"),
    kind="duties",
    clause=Clause(
        zh="档案例行工作须按期完成并留存凭据。",
        en="Periodic duties of the archive are done in time and leave proof.",
    ),
    source="1.5",
)

PARAMETERS = (
    SCOPE,
    ORDER,
    BIND,
    BIND_PERIOD,
    VOLUME_NUMBERING,
    FONDS,
    RETENTION,
    LEAST,
    CHECKLIST,
    IN_STEP,
    VOLUMES_BY,
    DUTIES,
)
