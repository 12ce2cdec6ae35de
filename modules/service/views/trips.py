"""Trip plans 出差计划 and the departure register 外派登记 (S0-1.5, S0-1.6)."""

from collections.abc import Mapping
from typing import Any

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.regulation.because import Because
from aftersales.regulation.resolve import resolve
from aftersales.regulation.snapshots import because_of
from aftersales.views import (
    Action,
    Column,
    EmptyState,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    ListView,
    Tab,
    Verb,
)
from aftersales.workflow import chain_of, my_step, why_not
from modules.customers.api import Customer
from modules.service import manifest as may
from modules.service.forms.case import NoteForm, ReturnForm
from modules.service.forms.order import ReturnedForm, SettleForm, TripForm, VerbalForm
from modules.service.models import Case, Order, TripPlan
from modules.service.queries import Chief, trips
from modules.service.services.dispatch import departs_first_allowed
from modules.service.services.trips import (
    CHAIN,
    approve_trip,
    change_trip,
    depart_first,
    reject_trip,
    return_from_trip,
    settle_trip,
    submit_trip,
)
from modules.service.views.sources import TRIP_STATES, internal
from modules.service.words import TRANSPORTS


def may_sign(uow: UnitOfWork, plan: TripPlan) -> bool:
    """It is the actor's turn to sign."""
    return my_step(uow, plan, CHAIN) is not None


def own_request(uow: UnitOfWork, plan: TripPlan) -> str | None:
    """Nobody signs what he asked for, and nobody twice."""
    return why_not(uow, plan, CHAIN)


def why_approval(uow: UnitOfWork, plan: TripPlan) -> Because:
    """The clause the signatures rest on: as kept when they were asked for, before that as it is."""
    kept = because_of(uow, plan, "approval")
    return kept or resolve(uow, "dispatch.approval_chain").because


def chain_tab(uow: UnitOfWork, plan: TripPlan) -> Mapping[str, Any]:
    """The signatures."""
    return {"chain": chain_of(uow, plan, CHAIN), "verbal": plan}


TRIPS = ListView(
    name="service.trip_plans",
    title=_l("Trip plans"),
    model=TripPlan,
    path="/service/trips",
    permission=may.READ_TRIP,
    query=trips,
    form="service.trip",
    order="-departs_at",
    columns=(
        Column(
            name="number", title=_l("Number"), source=TripPlan.number, kind="link",
            mobile="primary",
        ),
        Column(
            name="departs_at", title=_l("Departure"), source=TripPlan.departs_at, kind="datetime"
        ),
        Column(name="customer", title=_l("Customer"), source=Customer.name, mobile="secondary"),
        Column(
            name="purpose", title=_l("Purpose"), source=TripPlan.purpose, sort=False,
            mobile="secondary",
        ),
        Column(name="chief", title=_l("Chief"), source=Chief.name, kind="avatar"),
        Column(
            name="departed_at", title=_l("Departed at"), source=TripPlan.departed_at,
            kind="datetime",
        ),
        Column(
            name="returned_at", title=_l("Back at"), source=TripPlan.returned_at, kind="datetime"
        ),
        Column(name="cost", title=_l("Cost"), source=TripPlan.cost, kind="money", sum=True),
        Column(
            name="approvals_due", title=_l("Signatures by"), source=TripPlan.approvals_due_at,
            kind="clock", hidden=True,
        ),
        Column(
            name="order", title=_l("Order"), source=Order.number, kind="link",
            to=("service.order", TripPlan.order_id), hidden=True,
        ),
        Column(
            name="state", title=_l("State"), source=TripPlan.state, kind="badge",
            labels=TRIP_STATES, mobile="side",
        ),
    ),
    filters=(
        Filter(
            name="waiting", title=_l("In approval"),
            where=TripPlan.state.in_(("approving", "ahead")),
        ),
        Filter(name="away", title=_l("Away now"), where=TripPlan.departed_at.is_not(None)
               & TripPlan.returned_at.is_(None)),
        Filter(name="first", title=_l("Departed first"), where=TripPlan.depart_first.is_(True)),
        Filter(name="to_settle", title=_l("To settle"), where=TripPlan.state == "returned"),
    ),
    facets=(
        Facet(
            name="order", title=_l("Order"), source=TripPlan.order_id, kind="lookup",
            lookup="service.order",
        ),
        Facet(name="departs_at", title=_l("Departure"), source=TripPlan.departs_at, kind="date"),
        Facet(
            name="state", title=_l("State"), source=TripPlan.state, kind="choice",
            labels=TRIP_STATES,
        ),
    ),
    groups=(
        GroupBy(name="state", title=_l("State"), source=TripPlan.state, labels=TRIP_STATES),
        GroupBy(name="month", title=_l("Month"), source=TripPlan.departs_at, by="month"),
        GroupBy(
            name="chief", title=_l("Chief"), source=Order.chief_id, title_source=Chief.name
        ),
    ),
    search=(TripPlan.number, Customer.name, TripPlan.purpose, Case.number, Order.number),
    empty=EmptyState(sentence=_l("No trip plan yet. A trip is planned on its service order.")),
)  # fmt: skip

TRIP = FormView(
    name="service.trip",
    title=_l("Trip plan"),
    model=TripPlan,
    path="/service/trips",
    permission=may.READ_TRIP,
    list="service.trip_plans",
    form=TripForm,
    update=Verb(permission=may.PLAN_TRIP, fn=change_trip),
    locked=lambda _uow, plan: (
        None if plan.state == "draft" else _("A trip plan is changed as a draft only.")
    ),
    heading=lambda plan: plan.number,
    subheading=lambda plan: plan.order.case.customer.name,
    groups=(
        Group(
            fields=(
                Field(
                    name="order", title=_l("Order"), value=lambda p: p.order.number,
                    to=lambda p: ("service.order", p.order_id), only="read",
                ),
                Field(
                    name="case", title=_l("Case"), value=lambda p: p.order.case.number,
                    to=lambda p: ("service.case", p.order.case_id), only="read",
                ),
                Field(
                    name="team", title=_l("Team"), kind="people", only="read",
                    value=lambda p: [person.name for person in p.order.team],
                ),
                Field(
                    name="site", title=_l("Service site"), only="read",
                    value=lambda p: p.order.case.site_address,
                ),
                "departs_at",
                "returns_at",
                Field(name="transport", labels=TRANSPORTS),
                "cost",
                Field(name="departed_at", title=_l("Departed at"), kind="datetime", only="read"),
                Field(name="returned_at", title=_l("Back at"), kind="datetime", only="read"),
                Field(
                    name="approval", title=_l("Approval"), only="read",
                    value=lambda p: (
                        _("Departed first") if p.depart_first else _("Before departure")
                    ),
                ),
                Field(
                    name="approvals_due_at", title=_l("Signatures by"), kind="clock", only="read",
                    value=lambda p: (
                        p.approvals_due_at, None if p.state == "ahead" else p.updated_at
                    ),
                    when=lambda _uow, p: p is not None and p.depart_first,
                ),
                Field(name="purpose", wide=True),
                Field(name="carried", wide=True),
            )
        ),
    ),
    tabs=(
        Tab(
            name="signatures", title=_l("Signatures"), template="service/_chain_tab.html",
            context=chain_tab,
        ),
    ),
    actions=(
        Action(
            name="approve", title=_l("Approve"), icon="check", style="success",
            permission=may.APPROVE_TRIP, when=may_sign, refuse=own_request, verb=approve_trip,
            form=NoteForm,
        ),
        Action(
            name="reject", title=_l("Send back"), icon="x", style="danger",
            permission=may.APPROVE_TRIP, when=may_sign, refuse=own_request, verb=reject_trip,
            form=ReturnForm,
        ),
        Action(
            name="depart_first", title=_l("Depart first"), icon="urgent", style="primary",
            transition="depart_first", verb=depart_first, form=VerbalForm,
            when=lambda uow, plan: departs_first_allowed(uow, plan.order),
            help=_l("One spoken approval now; the signatures follow in time (C16)."),
        ),
        Action(
            name="submit", title=_l("Submit for approval"), icon="send", transition="submit",
            verb=submit_trip,
        ),
        Action(
            name="returned", title=_l("Back at the company"), icon="home",
            permission=may.PLAN_TRIP, verb=return_from_trip, form=ReturnedForm,
            when=lambda _uow, plan: plan.departed_at is not None and plan.returned_at is None,
        ),
        Action(
            name="settle", title=_l("Settle"), icon="receipt", transition="settle",
            verb=settle_trip, form=SettleForm,
            initial=lambda _uow, plan: {"cost": plan.cost},
        ),
        *internal(
            "approve", "reject", "approve_after", "approve_returned", "refuse_after", "depart",
            "return",
        ),
    ),
    why={"approval": why_approval},
)  # fmt: skip
