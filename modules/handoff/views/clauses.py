"""The break-down of all contracts 合同分解表, and the page of one clause."""

from datetime import timedelta

from sqlalchemy import Date, bindparam, case, literal
from sqlalchemy.orm import joinedload

from aftersales.auth.models import Department
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import (
    Action,
    BulkAction,
    Column,
    EmptyState,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    ListView,
)
from modules.customers.api import Customer
from modules.handoff import manifest as may
from modules.handoff.forms.steps import DoneForm, ReasonForm
from modules.handoff.models import CLAUSE_KINDS, CLAUSE_STATES, Clause, Contract
from modules.handoff.queries import clauses
from modules.handoff.services.clauses import complete_clause, reopen_clause, why_not_complete
from modules.handoff.views.lookups import department_title
from modules.handoff.views.sources import RUNNING, TODAY

_WEEK = bindparam("handoff_week", callable_=lambda: clock.today() + timedelta(days=7), type_=Date())
_OVERDUE = (Clause.state == "open") & (Clause.due_on < TODAY) & Contract.state.in_(RUNNING)

CLAUSES = ListView(
    name="handoff.clauses",
    title=_l("Clauses"),
    model=Clause,
    path="/handoff/clauses",
    permission=may.READ,
    query=clauses,
    form="handoff.clause",
    order="due_on",
    columns=(
        Column(
            name="contract",
            title=_l("Contract"),
            source=Contract.number,
            kind="link",
            to=("handoff.contract", Clause.contract_id),
            mobile="secondary",
        ),
        Column(name="customer", title=_l("Customer"), source=Customer.name),
        Column(name="number", title=_l("Clause"), source=Clause.number),
        Column(
            name="text",
            title=_l("Requirement"),
            source=Clause.text,
            kind="link",
            mobile="primary",
        ),
        Column(
            name="kind", title=_l("Kind"), source=Clause.kind, kind="badge", labels=CLAUSE_KINDS
        ),
        Column(name="department", title=_l("Unit in charge"), source=department_title()),
        Column(name="due_on", title=_l("Due by"), source=Clause.due_on, kind="date"),
        Column(
            name="state",
            title=_l("State"),
            source=Clause.state,
            kind="badge",
            labels=CLAUSE_STATES,
            mobile="side",
        ),
        Column(
            name="done_at",
            title=_l("Fulfilled at"),
            source=Clause.done_at,
            kind="datetime",
            hidden=True,
        ),
    ),
    filters=(
        Filter(
            name="mine",
            title=_l("Of my department"),
            where=lambda actor: Clause.department_id == actor.department_id,
        ),
        Filter(
            name="open",
            title=_l("Not done yet"),
            where=Clause.state == "open",
            group="state",
            default=True,
        ),
        Filter(name="done", title=_l("Clause done"), where=Clause.state == "done", group="state"),
        Filter(name="overdue", title=_l("Past its day"), where=_OVERDUE, group="due"),
        Filter(
            name="week",
            title=_l("Due within a week"),
            where=Clause.due_on.between(TODAY, _WEEK),
            group="due",
        ),
    ),
    facets=(
        Facet(
            name="contract",
            title=_l("Contract"),
            source=Clause.contract_id,
            kind="lookup",
            lookup="handoff.contract",
        ),
        Facet(
            name="department",
            title=_l("Unit in charge"),
            source=Clause.department_id,
            kind="lookup",
            lookup="handoff.department",
        ),
        Facet(
            name="kind",
            title=_l("Kind"),
            source=Clause.kind,
            kind="choice",
            labels=CLAUSE_KINDS,
        ),
        Facet(name="due_on", title=_l("Due by"), source=Clause.due_on, kind="date"),
    ),
    groups=(
        GroupBy(
            name="department",
            title=_l("Unit in charge"),
            source=Clause.department_id,
            title_source=department_title(),
        ),
        GroupBy(
            name="contract",
            title=_l("Contract"),
            source=Clause.contract_id,
            title_source=Contract.number,
        ),
        GroupBy(name="kind", title=_l("Kind"), source=Clause.kind, labels=CLAUSE_KINDS),
        GroupBy(name="month", title=_l("Month due"), source=Clause.due_on, by="month"),
    ),
    search=(Clause.text, Clause.number, Contract.number, Customer.name, Department.name),
    search_hint=_l("Requirement, contract, customer"),
    bulk=(
        BulkAction(
            name="complete",
            title=_l("Report as done"),
            permission=may.COMPLETE,
            verb=complete_clause,
            form=DoneForm,
            icon="check",
        ),
    ),
    tone=case(
        (_OVERDUE, literal("danger")),
        (Clause.state == "done", literal("muted")),
        else_=None,
    ),
    empty=EmptyState(
        sentence=_l("No clause waits here. Sales breaks contracts down on the contract's page.")
    ),
)


def _may_complete(uow: UnitOfWork, clause: Clause | None) -> bool:
    if clause is None or clause.state == "done":
        return False
    return clause.department_id == uow.actor.department_id or uow.actor.can(may.WRITE)


def _is_done(_uow: UnitOfWork, clause: Clause | None) -> bool:
    return clause is not None and clause.state == "done"


CLAUSE = FormView(
    name="handoff.clause",
    title=_l("Clause"),
    model=Clause,
    path="/handoff/clauses",
    permission=may.READ,
    list="handoff.clauses",
    heading=lambda clause: clause.text.splitlines()[0][:60] if clause.text else clause.number,
    subheading=lambda clause: clause.number,
    options=(joinedload(Clause.contract),),
    groups=(
        Group(
            fields=(
                Field(
                    name="contract_id",
                    title=_l("Contract"),
                    value=lambda clause: clause.contract.number,
                    to=lambda clause: ("handoff.contract", clause.contract_id),
                ),
                Field(
                    name="customer",
                    title=_l("Customer"),
                    value=lambda clause: clause.contract.customer,
                    to=lambda clause: ("customers.customer", clause.contract.customer_id),
                ),
                Field(name="kind", title=_l("Kind"), kind="badge", labels=CLAUSE_KINDS),
                Field(name="state", title=_l("State"), kind="badge", labels=CLAUSE_STATES),
                Field(name="department", title=_l("Unit in charge")),
                Field(name="due_on", title=_l("Due by"), kind="date"),
                Field(name="text", title=_l("Requirement"), kind="long", wide=True),
                Field(name="done_at", title=_l("Fulfilled at"), kind="datetime", when=_is_done),
                Field(name="done_by", title=_l("Fulfilled by"), kind="avatar", when=_is_done),
                Field(
                    name="done_note",
                    title=_l("How it was fulfilled"),
                    kind="long",
                    wide=True,
                ),
            )
        ),
    ),
    actions=(
        Action(
            name="complete",
            title=_l("Report as done"),
            verb=complete_clause,
            form=DoneForm,
            permission=may.COMPLETE,
            when=_may_complete,
            refuse=why_not_complete,
            style="success",
            icon="check",
            done=_l("Reported as done."),
        ),
        Action(
            name="reopen",
            title=_l("Give back to the department"),
            verb=lambda uow, record_id, reason: reopen_clause(
                uow, record_id=record_id, note=reason
            ),
            form=ReasonForm,
            permission=may.WRITE,
            when=_is_done,
            icon="arrow-back-up",
        ),
    ),
)
