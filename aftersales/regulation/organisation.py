"""What the regulation fixes about the company itself: its papers' names, stages, legal basis."""

from datetime import date

from aftersales.i18n import _l
from aftersales.regulation.declare import Choice, Clause, Column, Parameter
from aftersales.regulation.functions import FUNCTIONS
from aftersales.regulation.table import Row

STAGES = (
    Choice("culture", _l("Service culture")),
    Choice("presales", _l("Before the sale")),
    Choice("sale", _l("During the sale")),
    Choice("aftersales", _l("After the sale")),
    Choice("improvement", _l("Improvement of service")),
)
BASIS_KINDS = (
    Choice("law", _l("Law")),
    Choice("standard", _l("Standard")),
    Choice("company", _l("Rule of the company")),
)
FORMS = (
    Choice("service_register", _l("Service register (form)")),
    Choice("opinion", _l("Customer opinion (form)")),
    Choice("opinion_register", _l("List of customer opinions (form)")),
    Choice("service_report", _l("Service report (form)")),
    Choice("service_order", _l("Task sheet (form)")),
    Choice("service_record", _l("Daily service record (form)")),
    Choice("service_card", _l("Service card (form)")),
    Choice("trip_plan", _l("Trip plan (form)")),
    Choice("departure_register", _l("Departure register (form)")),
    Choice("requisition", _l("Requisition (form)")),
    Choice("exit_permit", _l("Exit permit (form)")),
    Choice("customer_file", _l("Customer file (form)")),
    Choice("product_ledger", _l("Product ledger (form)")),
    Choice("survey", _l("Survey (form)")),
    Choice("complaint", _l("Complaint (form)")),
)
TITLES = (
    Column(name="title_zh", title=_l("Chinese name"), required=True),
    Column(name="title_en", title=_l("English name"), required=True),
)

LEGAL_BASIS = Parameter(
    key="legal.basis",
    title=_l("Laws and standards we refer to"),
    kind="table",
    columns=(
        Column(name="code", title=_l("Its code"), key=True, required=True),
        *TITLES,
        Column(name="kind", title=_l("Kind"), kind="choice", choices=BASIS_KINDS, required=True),
        Column(name="valid_from", title=_l("In force from"), kind="date"),
        Column(name="valid_to", title=_l("In force until"), kind="date"),
        Column(name="replaced_by", title=_l("Replaced by")),
    ),
    clause=Clause(
        zh="引用的法规和标准须注明有效期；已废止的，注明替代文件。",
        en="Laws and standards are cited with their validity, a repealed one with its successor.",
    ),
    source="C25",
)
FORM_NAMES = Parameter(
    key="form.names",
    title=_l("Names of the company's forms"),
    kind="table",
    columns=(
        Column(
            name="form", title=_l("Form"), kind="choice", key=True, choices=FORMS, required=True
        ),
        *TITLES,
        Column(name="aliases", title=_l("Also called"), many=True),
    ),
    clause=Clause(
        zh="各类表单的名称和别名由公司制度规定。",
        en="The company's regulation gives each form its name and other names.",
    ),
    source="C33",
    help=_l("One form with two names in the company's regulation stays one form."),
)
STAGE_LIST = Parameter(
    key="org.stages",
    title=_l("Stages of the service system"),
    kind="list",
    items="choice",
    choices=STAGES,
    clause=Clause(
        zh="服务体系按阶段划分，明确各阶段职责。",
        en="The service system is divided into stages with duties of their own.",
    ),
    source="S1-4.2c",
)
WORK_ITEMS = Parameter(
    key="org.work_items",
    title=_l("Work items of the service system"),
    kind="table",
    columns=(
        Column(name="stage", title=_l("Stage"), kind="choice", choices=STAGES, required=True),
        *TITLES,
        Column(name="function", title=_l("Function"), kind="choice", choices=FUNCTIONS),
        Column(name="document", title=_l("Document it produces")),
    ),
    clause=Clause(
        zh="体系分5个模块、24项工作内容，逐项明确责任单位和制度文件。",
        en="The system has five stages and 24 work items, each with its unit and its document.",
    ),
    source="S1-4.2c, C30",
    help=_l("The source counts 24 items, but its tables are lost: the company fills them in."),
)
DUTIES = Parameter(
    key="duties.company",
    title=_l("Periodic duties of the company"),
    kind="duties",
    clause=Clause(
        zh="公司层面的例行工作须按期完成并留存凭据。",
        en="Periodic duties of the company are done in time and leave proof.",
    ),
    source="1.5",
)

COMPANY_PARAMETERS = (LEGAL_BASIS, FORM_NAMES, STAGE_LIST, WORK_ITEMS, DUTIES)


def in_force(basis: Row, on: date) -> bool:
    """Whether a law or standard of ``legal.basis`` is valid on a day (C25)."""
    begins, ends = basis.get("valid_from"), basis.get("valid_to")
    return (begins is None or begins <= on) and (ends is None or on <= ends)
