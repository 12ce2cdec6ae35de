"""From before the contract to the accepted hand-off."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Parameter

REQUIRED_ITEMS = (
    Choice("serials", _l("Serial numbers of the machines")),
    Choice("warranty_plan", _l("Agreed warranty")),
    Choice("contacts", _l("Contact persons of the customer")),
    Choice("commitments", _l("Special promises")),
    Choice("emergency_clause", _l("Clause on emergencies")),
    Choice("documents", _l("Documents handed over")),
)
INSTALLATION = (
    Choice("never", _l("The customer installs")),
    Choice("by_contract", _l("As the contract says or the customer asks")),
    Choice("always", _l("We always install")),
)
PRESALES_TASKS = (
    Choice("formalities", _l("Help with the formalities before the start, by one person")),
    Choice("site", _l("Preparation of the site")),
    Choice("neighbours", _l("Relations with police, office and neighbours")),
)
AGREEMENTS = (
    Choice("technical", _l("Technical agreement")),
    Choice("quality", _l("Agreement on quality")),
)
TRACKED = (
    Choice("quality", _l("Quality of the product")),
    Choice("schedule", _l("Progress of the delivery")),
    Choice("cost", _l("Control of cost")),
)
DOCUMENTS = (
    Choice("as_built", _l("As-built drawings")),
    Choice("software", _l("Documents of hardware and software")),
    Choice("manuals", _l("Manuals of operation and maintenance")),
    Choice("equipment_list", _l("List of the equipment")),
)

PRESALES = Parameter(
    key="presales.tasks",
    title=_l("Service before the sale"),
    kind="list",
    items="choice",
    choices=PRESALES_TASKS,
    clause=Clause(
        zh="售前为建设单位提供规定的协助。",
        en="Before the sale the owner is given the help laid down here.",
    ),
    source="S2-2.1, S2-2.2, S2-2.3",
)
BROKEN_DOWN = Parameter(
    key="handoff.decomposition_of",
    title=_l("What is broken down to the departments"),
    kind="list",
    items="choice",
    choices=AGREEMENTS,
    clause=Clause(
        zh="合同要求分解落实到各单位。",
        en="The contract's demands are broken down to the units.",
    ),
    source="S1-in-1",
)
TRACK = Parameter(
    key="handoff.track",
    title=_l("What is followed until delivery"),
    kind="list",
    items="choice",
    choices=TRACKED,
    clause=Clause(
        zh="合同执行期间跟踪规定的事项。",
        en="While the contract is carried out the matters named here are followed.",
    ),
    source="S1-in-2",
)
DOCUMENT_SET = Parameter(
    key="handoff.document_set",
    title=_l("Documents handed over"),
    kind="list",
    items="choice",
    choices=DOCUMENTS,
    clause=Clause(
        zh="交接时提供规定的资料。",
        en="The documents named here are handed over.",
    ),
    source="S2-3.3.3",
)
DECOMPOSITION = Parameter(
    key="handoff.decomposition_required",
    title=_l("Every contract clause has a department and a due date"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="合同签订后，将技术、质保等要求逐条分解落实到各单位。",
        en="After signing, the contract's requirements are broken down to the departments.",
    ),
    source="S1-in-1",
)
REVIEW_CHAIN = Parameter(
    key="handoff.review_chain",
    title=_l("Review of a contract before it takes effect"),
    kind="chain",
    default=[],
    clause=Clause(
        zh="合同生效前由有关部门会签。",
        en="The departments concerned sign a contract before it takes effect.",
    ),
    source="W1",
    help=_l("Without any step a contract takes effect when sales submits it."),
)
KIT_CHECK = Parameter(
    key="handoff.kit_check",
    title=_l("Nothing ships before the kit check"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="不得出现设备已到现场而配件不齐的情况。",
        en="It must not happen that the machine is on site and its parts are not.",
    ),
    source="S0-4.2.2",
)
REQUIRED = Parameter(
    key="handoff.required",
    title=_l("What service needs to accept a hand-off"),
    kind="list",
    items="choice",
    choices=REQUIRED_ITEMS,
    default=["serials", "warranty_plan", "contacts", "commitments", "emergency_clause"],
    clause=Clause(
        zh="移交售后须具备规定的资料和约定。",
        en="A hand-off to service needs the matters named here.",
    ),
    source="W1",
)
INSTALLATION_RULE = Parameter(
    key="handoff.installation",
    title=_l("Installation and acceptance on site"),
    kind="choice",
    choices=INSTALLATION,
    default="by_contract",
    clause=Clause(
        zh="合同规定或顾客要求时，派员协助安装、提供技术服务或参与安装质量验收。",
        en="When the contract says or the customer asks, staff help to install, advise or join the"
        " acceptance.",
    ),
    source="S0-5.4.3",
)
COPIES = Parameter(
    key="handoff.copies",
    title=_l("Copies of the hand-off sheet"),
    kind="copies",
    default=[
        {
            "code": "sales",
            "label_zh": "销售联",
            "label_en": "Sales copy",
            "colour": "white",
            "holder_zh": "销售部",
            "holder_en": "Sales",
        },
        {
            "code": "service",
            "label_zh": "售后联",
            "label_en": "Service copy",
            "colour": "red",
            "holder_zh": "售后",
            "holder_en": "Service",
        },
    ],
    clause=Clause(
        zh="销售交接单由交接双方各执一联。",
        en="Each side of the hand-off keeps a copy of the sheet.",
    ),
    source="F40, C09",
)

PARAMETERS = (
    PRESALES,
    REVIEW_CHAIN,
    DECOMPOSITION,
    BROKEN_DOWN,
    TRACK,
    KIT_CHECK,
    REQUIRED,
    DOCUMENT_SET,
    INSTALLATION_RULE,
    COPIES,
)
