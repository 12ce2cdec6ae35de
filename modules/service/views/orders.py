"""The orders 派工单 as a list and a board."""

from sqlalchemy import case, literal

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
from modules.customers.api import Customer, Equipment
from modules.service import manifest as may
from modules.service.models import Case, Order
from modules.service.queries import ORDER_IS_OPEN, ArriveClock, Chief, orders
from modules.service.views.sources import (
    MACHINE,
    ORDER_STATES,
    URGENCIES,
    URGENCY,
    on_my_order,
)

DONE = ("closed", "cancelled")

ORDERS = ListView(
    name="service.orders",
    title=_l("Service orders"),
    model=Order,
    path="/service/orders",
    permission=may.READ,
    query=orders,
    form="service.order",
    order="-assigned_at",
    columns=(
        Column(
            name="number", title=_l("Number"), source=Order.number, kind="link", mobile="primary"
        ),
        Column(
            name="case", title=_l("Case"), source=Case.number, kind="link",
            to=("service.case", Order.case_id),
        ),
        Column(
            name="customer", title=_l("Customer"), source=Customer.name, mobile="secondary"
        ),
        Column(name="machine", title=_l("Machine"), source=MACHINE),
        Column(
            name="summary", title=_l("What is it about?"), source=Case.summary, sort=False,
            mobile="secondary",
        ),
        Column(
            name="urgency", title=_l("Urgency"), source=URGENCY, kind="badge", labels=URGENCIES
        ),
        Column(
            name="due", title=_l("On site by"), source=ArriveClock.due_at, kind="clock",
            stopped=ArriveClock.met_at, mobile="side",
        ),
        Column(name="chief", title=_l("Chief"), source=Chief.name, kind="avatar"),
        Column(
            name="assigned_at", title=_l("Dispatched at"), source=Order.assigned_at,
            kind="datetime",
        ),
        Column(
            name="planned_at", title=_l("Planned for"), source=Order.planned_at, kind="datetime",
            hidden=True,
        ),
        Column(
            name="state", title=_l("State"), source=Order.state, kind="badge",
            labels=ORDER_STATES, mobile="side",
        ),
    ),
    filters=(
        Filter(
            name="open", title=_l("Open"), where=ORDER_IS_OPEN, default=True,
            group="state",
        ),
        Filter(name="done", title=_l("Finished"), where=Order.state.in_(DONE), group="state"),
        Filter(name="mine", title=_l("Mine"), where=on_my_order),
        Filter(name="urgent", title=_l("Urgent"), where=Case.is_urgent.is_(True)),
        Filter(
            name="unaccepted", title=_l("Not taken yet"), where=Order.state == "assigned"
        ),
    ),
    facets=(
        Facet(
            name="case", title=_l("Case"), source=Order.case_id, kind="lookup",
            lookup="service.case",
        ),
        Facet(
            name="customer", title=_l("Customer"), source=Case.customer_id, kind="lookup",
            lookup="customers.customer",
        ),
        Facet(
            name="chief", title=_l("Chief"), source=Order.chief_id, kind="lookup",
            lookup="service.engineer",
        ),
        Facet(
            name="state", title=_l("State"), source=Order.state, kind="choice",
            labels=ORDER_STATES,
        ),
        Facet(
            name="assigned_at", title=_l("Dispatched at"), source=Order.assigned_at, kind="date"
        ),
    ),
    groups=(
        GroupBy(name="state", title=_l("State"), source=Order.state, labels=ORDER_STATES),
        GroupBy(
            name="chief", title=_l("Chief"), source=Order.chief_id, title_source=Chief.name
        ),
        GroupBy(
            name="customer", title=_l("Customer"), source=Case.customer_id,
            title_source=Customer.name,
        ),
        GroupBy(name="day", title=_l("Day"), source=Order.assigned_at, by="day"),
    ),
    search=(Order.number, Case.number, Customer.name, Equipment.serial, Case.summary),
    search_hint=_l("Number, customer, serial number, words"),
    board=BoardView(
        column="state", title="number", lines=("customer", "summary", "due"),
        corner=("urgency", "chief"),
    ),
    tone=case(
        (
            (Order.state == "assigned") & Case.is_urgent, literal("warning"),
        ),
        else_=None,
    ),
    empty=EmptyState(
        sentence=_l("No order yet. Orders are written on a case with “Dispatch”."),
    ),
)  # fmt: skip
