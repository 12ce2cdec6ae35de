"""Reports, slips, cards: what they need to be valid, and where their copies go."""

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Parameter

EXPLANATIONS = (
    Choice("installation", _l("Installation explained")),
    Choice("commissioning", _l("Commissioning explained")),
    Choice("use", _l("Use explained")),
    Choice("maintenance", _l("Maintenance explained")),
    Choice("cautions", _l("Cautions explained")),
)

SIGNATURES = (
    Choice("customer", _l("Confirmation of the customer")),
    Choice("department", _l("Signature of the department's head")),
)

EXPLAIN_CHECKLIST = Parameter(
    key="report.explain_checklist",
    title=_l("What is explained to the customer"),
    kind="list",
    items="choice",
    choices=EXPLANATIONS,
    default=["use", "maintenance"],
    clause=Clause(
        zh="向顾客讲解规定的事项。",
        en="These matters are explained to the customer.",
    ),
    source="S0-4.1.2",
)

OPINION_REQUIRED = Parameter(
    key="report.customer_opinion_required",
    title=_l("The report needs the customer's opinion"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="填写《售后服务报告》，并取得顾客对处理的意见。",
        en="The report is filled in and the customer's opinion of the handling obtained.",
    ),
    source="S0-5.4.4d",
)

REVIEW_CHAIN = Parameter(
    key="report.review_chain",
    title=_l("Review of the service report"),
    kind="chain",
    default=[{"role": "dispatcher", "title_zh": "部门负责人", "title_en": "Department head"}],
    clause=Clause(
        zh="服务报告须经审核。",
        en="The service report is reviewed.",
    ),
    source="C19",
)


def _copy(code: str, zh: str, en: str, colour: str) -> dict[str, str]:
    return {
        "code": code,
        "label_zh": f"{zh}联",
        "label_en": f"{en} copy",
        "colour": colour,
        "holder_zh": zh,
        "holder_en": en,
    }


_CUSTOMER = _copy("customer", "客户", "Customer", "red")

_ARCHIVE = _copy("archive", "存档", "Archive", "yellow")

REPORT_COPIES = Parameter(
    key="report.copies",
    title=_l("Copies of the service report"),
    kind="copies",
    default=[_copy("company", "公司", "Company", "white"), _CUSTOMER, _ARCHIVE],
    clause=Clause(
        zh="服务报告一式数联，分别交规定的保管方。",
        en="The service report has several copies, each with its keeper.",
    ),
    source="C09",
)

OPINION_COPIES = Parameter(
    key="opinion.copies",
    title=_l("Copies of the customer opinion form"),
    kind="copies",
    default=[_CUSTOMER, _ARCHIVE],
    clause=Clause(
        zh="顾客意见书由顾客和存档各执一联。",
        en="The customer and the archive keep a copy of the opinion form each.",
    ),
    source="C09",
)

ORDER_COPIES = Parameter(
    key="order.copies",
    title=_l("Copies of the service order"),
    kind="copies",
    default=[_copy("engineer", "服务", "Engineer", "white"), _ARCHIVE],
    clause=Clause(
        zh="派工单由服务人员和存档各执一联。",
        en="The engineer and the archive keep a copy of the service order each.",
    ),
    source="C09",
)

SLIP_COPIES = Parameter(
    key="slip.copies",
    title=_l("Copies of the maintenance slip"),
    kind="copies",
    clause=Clause(
        zh="维护单一式数联，分别交规定的保管方。",
        en="The maintenance slip has several copies, each with its keeper.",
    ),
    source="S0-1.7",
)
SLIP_VALID = Parameter(
    key="slip.valid_requires",
    title=_l("The company copy of the slip is valid with"),
    kind="list",
    items="choice",
    choices=SIGNATURES,
    default=["customer", "department"],
    clause=Clause(
        zh="维护单公司联具备规定条件后生效。",
        en="The company copy of the slip is valid once these conditions are met.",
    ),
    source="S0-1.7",
)
EXPENSES = Parameter(
    key="expense.requires_valid_slip",
    title=_l("Expenses are paid against a valid slip only"),
    kind="flag",
    default=True,
    clause=Clause(
        zh="报账以生效的维护单为依据。",
        en="Expenses are paid against a valid maintenance slip.",
    ),
    source="S0-1.7b",
)
CARD_COPIES = Parameter(
    key="card.copies",
    title=_l("Copies of the service card"),
    kind="copies",
    clause=Clause(
        zh="《售后服务卡》一式数联，分别交规定的保管方。",
        en="The service card has several copies, each with its keeper.",
    ),
    source="C09",
)

PARAMETERS = (
    EXPLAIN_CHECKLIST,
    OPINION_REQUIRED,
    REVIEW_CHAIN,
    REPORT_COPIES,
    OPINION_COPIES,
    ORDER_COPIES,
    SLIP_COPIES,
    SLIP_VALID,
    EXPENSES,
    CARD_COPIES,
)
