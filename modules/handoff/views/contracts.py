"""The list of contracts and its board by state."""

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
    state_labels,
)
from modules.customers.api import Customer
from modules.handoff import manifest as may
from modules.handoff.models import Contract
from modules.handoff.queries import contracts
from modules.handoff.views.sources import TODAY, has_late_clause, holds_clause
from modules.handoff.workflow import CONTRACT_WORKFLOW

STATES = state_labels(CONTRACT_WORKFLOW)
ENDED = ("handed_over", "terminated")

CONTRACTS = ListView(
    name="handoff.contracts",
    title=_l("Contracts"),
    model=Contract,
    path="/handoff/contracts",
    permission=may.READ,
    query=contracts,
    form="handoff.contract",
    order="-signed_on",
    columns=(
        Column(
            name="number",
            title=_l("Contract number"),
            source=Contract.number,
            kind="link",
            mobile="primary",
        ),
        Column(
            name="customer",
            title=_l("Customer"),
            source=Customer.name,
            kind="link",
            to=("customers.customer", Contract.customer_id),
            mobile="secondary",
        ),
        Column(name="salesperson", title=_l("Salesperson"), source=Contract.salesperson),
        Column(name="signed_on", title=_l("Signed on"), source=Contract.signed_on, kind="date"),
        Column(
            name="delivery_on", title=_l("Delivery due"), source=Contract.delivery_on, kind="date"
        ),
        Column(name="amount", title=_l("Amount"), source=Contract.amount, kind="money", sum=True),
        Column(
            name="state",
            title=_l("State"),
            source=Contract.state,
            kind="badge",
            labels=STATES,
            mobile="side",
        ),
        Column(
            name="promises",
            title=_l("Special promises"),
            source=Contract.special_promises,
            sort=False,
            hidden=True,
        ),
        Column(name="note", title=_l("Note"), source=Contract.note, sort=False, hidden=True),
    ),
    filters=(
        Filter(
            name="open",
            title=_l("Not handed over"),
            where=Contract.state.not_in(ENDED),
            group="state",
            default=True,
        ),
        Filter(
            name="handed_over",
            title=_l("Handed over"),
            where=Contract.state == "handed_over",
            group="state",
        ),
        Filter(
            name="for_service",
            title=_l("Waiting for service"),
            where=Contract.state.in_(("delivered", "accepted")),
        ),
        Filter(
            name="late",
            title=_l("Delivery overdue"),
            where=(Contract.delivery_on < TODAY)
            & Contract.state.in_(("draft", "review", "decomposing", "executing", "ready")),
        ),
        Filter(name="late_clause", title=_l("With overdue clauses"), where=has_late_clause()),
        Filter(name="mine", title=_l("My department holds a clause"), where=holds_clause),
    ),
    facets=(
        Facet(
            name="customer",
            title=_l("Customer"),
            source=Contract.customer_id,
            kind="lookup",
            lookup="customers.customer",
        ),
        Facet(name="state", title=_l("State"), source=Contract.state, kind="choice", labels=STATES),
        Facet(name="number", title=_l("Contract number"), source=Contract.number),
        Facet(name="signed_on", title=_l("Signed on"), source=Contract.signed_on, kind="date"),
        Facet(name="salesperson", title=_l("Salesperson"), source=Contract.salesperson),
    ),
    groups=(
        GroupBy(name="state", title=_l("State"), source=Contract.state, labels=STATES),
        GroupBy(
            name="customer",
            title=_l("Customer"),
            source=Contract.customer_id,
            title_source=Customer.name,
        ),
        GroupBy(name="salesperson", title=_l("Salesperson"), source=Contract.salesperson),
        GroupBy(name="year", title=_l("Year signed"), source=Contract.signed_on, by="year"),
        GroupBy(name="month", title=_l("Month signed"), source=Contract.signed_on, by="month"),
    ),
    search=(Contract.number, Customer.name, Contract.salesperson, Contract.note),
    search_hint=_l("Number, customer, salesperson"),
    board=BoardView(
        column="state",
        title="number",
        lines=("customer", "delivery_on", "amount"),
        corner=("salesperson",),
    ),
    tone=case(
        (
            (Contract.delivery_on < TODAY)
            & Contract.state.in_(("draft", "review", "decomposing", "executing", "ready")),
            literal("danger"),
        ),
        (Contract.state == "handed_over", literal("muted")),
        else_=None,
    ),
    empty=EmptyState(
        sentence=_l("No contract here. Enter the one that was just signed, or import old ones."),
        button=_l("New contract"),
    ),
)
