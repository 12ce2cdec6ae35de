"""The register 顾客服务登记本 as a list and a board."""

from sqlalchemy import case, literal

from aftersales.auth.models import Region
from aftersales.i18n import _l
from aftersales.views import (
    BoardView,
    Column,
    EmptyState,
    Facet,
    Filter,
    GroupBy,
    ListView,
)
from modules.customers.api import Customer, Equipment, Product
from modules.service import manifest as may
from modules.service.models import Case
from modules.service.queries import IS_OPEN, NEXT_DUE, NEXT_MET, Chief, cases
from modules.service.views.sources import (
    CASE_STATES,
    IS_OVERDUE,
    MACHINE,
    REGION,
    URGENCIES,
    URGENCY,
    mine,
)
from modules.service.words import CHANNELS, GRADES, KINDS, REGION_CLASSES, VERDICTS

COLUMNS = (
    Column(name="number", title=_l("Number"), source=Case.number, kind="link", mobile="primary"),
    Column(
        name="reported_at", title=_l("Contact at"), source=Case.reported_at, kind="datetime"
    ),
    Column(
        name="customer", title=_l("Customer"), source=Customer.name, kind="link",
        to=("customers.customer", Case.customer_id), mobile="secondary",
    ),
    Column(
        name="machine", title=_l("Machine"), source=MACHINE, kind="link",
        to=("customers.equipment", Case.equipment_id),
    ),
    Column(
        name="summary", title=_l("What is it about?"), source=Case.summary, sort=False,
        mobile="secondary",
    ),
    Column(name="kind", title=_l("Kind"), source=Case.kind, kind="badge", labels=KINDS),
    Column(
        name="urgency", title=_l("Urgency"), source=URGENCY, kind="badge", labels=URGENCIES
    ),
    Column(
        name="due", title=_l("Clock"), source=NEXT_DUE, kind="clock", stopped=NEXT_MET,
        mobile="side",
    ),
    Column(name="chief", title=_l("Chief"), source=Chief.name, kind="avatar"),
    Column(
        name="state", title=_l("State"), source=Case.state, kind="badge", labels=CASE_STATES,
        mobile="side",
    ),
    Column(
        name="warranty", title=_l("Warranty"), source=Case.warranty_code, kind="badge",
        labels=VERDICTS, hidden=True,
    ),
    Column(name="region", title=_l("Region"), source=REGION, hidden=True),
    Column(
        name="channel", title=_l("Came by"), source=Case.channel, kind="badge", labels=CHANNELS,
        hidden=True,
    ),
    Column(name="contact", title=_l("Contact"), source=Case.contact_name, hidden=True),
    Column(
        name="phone", title=_l("Telephone"), source=Case.contact_phone, kind="phone", sort=False,
        hidden=True,
    ),
    Column(
        name="answered_at", title=_l("Answered at"), source=Case.answered_at, kind="datetime",
        hidden=True,
    ),
    Column(
        name="answer", title=_l("What the customer was told"), source=Case.answer, sort=False,
        hidden=True,
    ),
    Column(
        name="grade", title=_l("Satisfaction"), source=Case.opinion_grade, kind="badge",
        labels=GRADES, hidden=True,
    ),
    Column(
        name="closed_at", title=_l("Closed at"), source=Case.closed_at, kind="datetime",
        hidden=True,
    ),
    Column(
        name="external_number", title=_l("Old number"), source=Case.external_number, hidden=True
    ),
)  # fmt: skip

FILTERS = (
    Filter(name="open", title=_l("Open"), where=IS_OPEN, default=True, group="state"),
    Filter(name="closed", title=_l("Closed"), where=~IS_OPEN, group="state"),
    Filter(name="mine", title=_l("Mine"), where=mine),
    Filter(name="urgent", title=_l("Urgent"), where=Case.is_urgent.is_(True)),
    Filter(name="overdue", title=_l("Overdue"), where=IS_OVERDUE),
    Filter(
        name="to_dispatch", title=_l("To dispatch"),
        where=Case.state.in_(("registered", "answered", "to_dispatch")), group="stage",
    ),
    Filter(
        name="in_field", title=_l("In the field"),
        where=Case.state.in_(("dispatched", "on_site", "to_confirm")), group="stage",
    ),
    Filter(
        name="to_review", title=_l("To be reviewed"), where=Case.state == "to_review",
        group="stage",
    ),
    Filter(
        name="voices", title=_l("Grumbles and complaints"),
        where=Case.kind.in_(("grumble", "complaint")),
    ),
)  # fmt: skip

FACETS = (
    Facet(
        name="customer", title=_l("Customer"), source=Case.customer_id, kind="lookup",
        lookup="customers.customer",
    ),
    Facet(
        name="equipment", title=_l("Machine"), source=Case.equipment_id, kind="lookup",
        lookup="customers.equipment",
    ),
    Facet(name="state", title=_l("State"), source=Case.state, kind="choice", labels=CASE_STATES),
    Facet(name="kind", title=_l("Kind"), source=Case.kind, kind="choice", labels=KINDS),
    Facet(
        name="region_class", title=_l("Region class"), source=Case.region_class, kind="choice",
        labels=REGION_CLASSES,
    ),
    Facet(
        name="chief", title=_l("Chief"), source=Case.chief_id, kind="lookup",
        lookup="service.engineer",
    ),
    Facet(name="reported_at", title=_l("Contact at"), source=Case.reported_at, kind="date"),
    Facet(
        name="grade", title=_l("Satisfaction"), source=Case.opinion_grade, kind="choice",
        labels=GRADES,
    ),
)  # fmt: skip

GROUPS = (
    GroupBy(name="state", title=_l("State"), source=Case.state, labels=CASE_STATES),
    GroupBy(
        name="region", title=_l("Region"), source=Case.region_id, title_source=Region.name
    ),
    GroupBy(name="kind", title=_l("Kind"), source=Case.kind, labels=KINDS),
    GroupBy(
        name="customer", title=_l("Customer"), source=Case.customer_id,
        title_source=Customer.name,
    ),
    GroupBy(name="chief", title=_l("Chief"), source=Case.chief_id, title_source=Chief.name),
    GroupBy(name="month", title=_l("Month"), source=Case.reported_at, by="month"),
)  # fmt: skip

CASES = ListView(
    name="service.cases",
    title=_l("Service register"),
    model=Case,
    path="/service/cases",
    permission=may.READ,
    query=cases,
    form="service.case",
    order="-reported_at",
    columns=COLUMNS,
    filters=FILTERS,
    facets=FACETS,
    groups=GROUPS,
    search=(
        Case.number,
        Case.summary,
        Customer.name,
        Equipment.serial,
        Product.model,
        Case.contact_name,
        Case.external_number,
    ),
    search_hint=_l("Number, customer, serial number, words"),
    board=BoardView(
        column="state",
        title="number",
        lines=("customer", "summary", "due"),
        corner=("urgency", "chief"),
    ),
    tone=case((IS_OVERDUE, literal("danger")), else_=None),
    empty=EmptyState(
        sentence=_l(
            "No contact yet. Every visit, letter and call is registered here at once (S0-5.4.1a)."
        ),
        button=_l("New contact"),
    ),
)
