"""The module's own pages: the pool and the loans."""

from typing import Any

from sqlalchemy import Select, select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import (
    Action,
    Column,
    EmptyState,
    Field,
    Filter,
    FormView,
    Group,
    ListView,
    Lookup,
    Verb,
    state_labels,
)
from modules.loaner.forms import MachineForm, ReturnForm
from modules.loaner.manifest import KEEP, LEND, READ
from modules.loaner.models import Loan, PoolMachine
from modules.loaner.services import add_machine, change_machine, take_back
from modules.loaner.workflow import LIFE
from modules.service.api import Case, Order

STATES = state_labels(LIFE)


def loans() -> Select[Any]:
    """Loans with machine, order and case."""
    return (
        select(Loan)
        .join(Loan.machine)
        .join(Order, Loan.order_id == Order.id)
        .join(Case, Order.case_id == Case.id)
    )


def by_verb_only(_uow: UnitOfWork, _record: Any) -> bool:
    """For steps that a verb elsewhere takes: no button of their own."""
    return False


MACHINES = ListView(
    name="loaner.machines",
    title=_l("Machine pool"),
    model=PoolMachine,
    path="/loaner/machines",
    permission=READ,
    query=lambda: select(PoolMachine),
    form="loaner.machine",
    order="number",
    columns=(
        Column(
            name="number",
            title=_l("Pool number"),
            source=PoolMachine.number,
            kind="link",
            mobile="primary",
        ),
        Column(name="name", title=_l("Machine"), source=PoolMachine.name, mobile="secondary"),
        Column(
            name="state",
            title=_l("State"),
            source=PoolMachine.state,
            kind="badge",
            labels=STATES,
            mobile="side",
        ),
    ),
    filters=(Filter(name="free", title=_l("In the pool"), where=PoolMachine.state == "free"),),
    search=(PoolMachine.number, PoolMachine.name),
    empty=EmptyState(
        sentence=_l("The pool is empty. Put the first machine in."), button=_l("New machine")
    ),
)

MACHINE = FormView(
    name="loaner.machine",
    title=_l("Loaner machine"),
    model=PoolMachine,
    path="/loaner/machines",
    permission=READ,
    list="loaner.machines",
    form=MachineForm,
    heading=lambda machine: machine.number,
    subheading=lambda machine: machine.name,
    groups=(Group(fields=("number", "name", Field(name="note", wide=True))),),
    create=Verb(permission=KEEP, fn=add_machine),
    update=Verb(permission=KEEP, fn=change_machine),
    actions=(
        Action(name="lend", title=_l("Lend"), transition="lend", when=by_verb_only),
        Action(name="back", title=_l("Take back"), transition="take_back", when=by_verb_only),
    ),
)

LOANS = ListView(
    name="loaner.loans",
    title=_l("Loans"),
    model=Loan,
    path="/loaner/loans",
    permission=READ,
    query=loans,
    form="loaner.loan",
    order="-lent_at",
    columns=(
        Column(name="number", title=_l("Number"), source=Loan.number, kind="link", mobile="side"),
        Column(name="machine", title=_l("Machine"), source=PoolMachine.name, mobile="primary"),
        Column(
            name="order",
            title=_l("Service order"),
            source=Order.number,
            kind="link",
            to=("service.order", Loan.order_id),
            mobile="secondary",
        ),
        Column(name="summary", title=_l("What is it about?"), source=Case.summary, sort=False),
        Column(name="lent_at", title=_l("Lent at"), source=Loan.lent_at, kind="datetime"),
        Column(name="due_on", title=_l("Back by"), source=Loan.due_on, kind="date"),
        Column(
            name="returned_at",
            title=_l("Brought back at"),
            source=Loan.returned_at,
            kind="datetime",
        ),
    ),
    filters=(
        Filter(
            name="out",
            title=_l("With a customer"),
            where=Loan.returned_at.is_(None),
            default=True,
        ),
    ),
    search=(Loan.number, PoolMachine.number, PoolMachine.name, Order.number, Case.summary),
    empty=EmptyState(
        sentence=_l("Nothing is lent. A loan begins on a service order with “Lend a machine”.")
    ),
)

LOAN = FormView(
    name="loaner.loan",
    title=_l("Loan"),
    model=Loan,
    path="/loaner/loans",
    permission=READ,
    list="loaner.loans",
    heading=lambda loan: loan.number,
    subheading=lambda loan: str(loan.machine),
    groups=(
        Group(
            fields=(
                Field(
                    name="machine",
                    title=_l("Machine"),
                    to=lambda loan: ("loaner.machine", loan.machine_id),
                ),
                Field(
                    name="order",
                    title=_l("Service order"),
                    to=lambda loan: ("service.order", loan.order_id),
                ),
                Field(name="lent_at", title=_l("Lent at"), kind="datetime"),
                Field(name="due_on", title=_l("Back by"), kind="date"),
                Field(name="returned_at", title=_l("Brought back at"), kind="datetime"),
                Field(
                    name="condition",
                    title=_l("Condition when it came back"),
                    kind="long",
                    wide=True,
                ),
            )
        ),
    ),
    actions=(
        Action(
            name="take_back",
            title=_l("Take back"),
            icon="arrow-back-up",
            style="primary",
            permission=LEND,
            when=lambda _uow, loan: loan.returned_at is None,
            verb=take_back,
            form=ReturnForm,
            done=_l("The machine is in the pool again."),
        ),
    ),
)

FREE_MACHINES = Lookup(
    name="loaner.machine",
    title=_l("Loaner machines"),
    query=lambda: select(PoolMachine).where(PoolMachine.state == "free"),
    key=PoolMachine.id,
    label=PoolMachine.name,
    sublabel=PoolMachine.number,
    search=(PoolMachine.number, PoolMachine.name),
    order=(PoolMachine.number,),
    permission=READ,
    form="loaner.machine",
)

VIEWS = (LOANS, LOAN, MACHINES, MACHINE)
