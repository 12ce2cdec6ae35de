"""The page of an order 派工单: team, trip, visits, and the steps on the way."""

from collections.abc import Mapping
from typing import Any

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import Action, Field, FormView, Group, SmartButton, Tab
from aftersales.views.urls import list_url
from modules.service import manifest as may
from modules.service.forms.case import ReasonForm
from modules.service.forms.order import (
    CheckInForm,
    CheckOutForm,
    DepartForm,
    ReassignForm,
    RecoveredForm,
    ReportForm,
    TripForm,
    VisitForm,
)
from modules.service.models import Order
from modules.service.queries import last_visit, open_visit, report_of, trip_of
from modules.service.services.dispatch import accept_order, cancel_order, depart, reassign_order
from modules.service.services.reports import write_report
from modules.service.services.trips import plan_trip
from modules.service.services.visits import check_in, check_out, record_visit, recovered
from modules.service.views.case_tabs import order_tab
from modules.service.views.sources import (
    URGENCIES,
    clock_pair,
    internal,
    visit_values,
    why_clock,
)
from modules.service.words import VERDICTS


def is_on_site(uow: UnitOfWork, order: Order) -> bool:
    """A visit goes on and the actor is of the team."""
    return order.is_on(uow.actor.user_id) and open_visit(uow, order) is not None


def may_plan(uow: UnitOfWork, order: Order) -> bool:
    """An order not under way, without a trip plan."""
    return order.state in ("assigned", "accepted") and trip_of(uow, order) is None


def may_write_report(uow: UnitOfWork, order: Order) -> bool:
    """The team has recovered the machine and no report is begun."""
    return (
        order.state in ("on_site", "recovered")
        and order.is_on(uow.actor.user_id)
        and report_of(uow, order) is None
    )


def visit_initial(uow: UnitOfWork, order: Order) -> Mapping[str, Any]:
    """What the visit says already."""
    names = ("fault", "inspection", "cause", "cause_class", "measures", "trial_result", "needs")
    values = dict(visit_values(open_visit(uow, order), *names))
    values["fault"] = values.get("fault") or order.case.summary
    return values


def trial_initial(uow: UnitOfWork, order: Order) -> Mapping[str, Any]:
    """The trial run noted so far."""
    return visit_values(open_visit(uow, order), "trial_result")


def remaining_initial(uow: UnitOfWork, order: Order) -> Mapping[str, Any]:
    """What remains so far."""
    return visit_values(open_visit(uow, order), "remaining", "remaining_reason")


def place_initial(_uow: UnitOfWork, order: Order) -> Mapping[str, Any]:
    """The site of the case, to be corrected by the person who stands there."""
    return {"location": order.case.site_address}


def report_initial(uow: UnitOfWork, order: Order) -> Mapping[str, Any]:
    """What the newest visit found."""
    visit = last_visit(uow, order)
    values = dict(
        visit_values(
            visit, "inspection", "cause", "cause_class", "measures", "trial_result", "remaining"
        )
    )
    return {"symptom": (visit.fault if visit else "") or order.case.summary, **values}


def trip_initial(uow: UnitOfWork, order: Order) -> Mapping[str, Any]:
    """Leaving now, for what the case is about."""
    return {
        "departs_at": order.planned_at or uow.now,
        "transport": "car",
        "purpose": order.requirements or order.case.summary,
        "carried": order.tools,
    }


def team_values(_uow: UnitOfWork, order: Order) -> Mapping[str, Any]:
    """The team as it is."""
    helpers = [member.user_id for member in order.members]
    return {"chief_id": order.chief_id, "member_ids": helpers}


FIELD_ACTIONS = (
    Action(
        name="accept", title=_l("Take the order"), icon="thumb-up", style="primary",
        transition="accept", verb=accept_order, done=_l("The order is yours."),
    ),
    Action(
        name="plan_trip", title=_l("Plan the trip"), icon="route", permission=may.PLAN_TRIP,
        when=may_plan, verb=plan_trip, form=TripForm, initial=trip_initial,
    ),
    Action(
        name="depart", title=_l("Depart"), icon="car", style="primary", transition="depart",
        verb=depart, form=DepartForm, done=_l("Departed. Have a safe trip."),
    ),
    Action(
        name="check_in", title=_l("Check in"), icon="map-pin-check", style="primary",
        transition="arrive", verb=check_in, form=CheckInForm, initial=place_initial,
        done=_l("Arrival reported to the head of department."),
    ),
    Action(
        name="record", title=_l("Record the visit"), icon="clipboard-text",
        permission=may.EXECUTE, when=is_on_site, verb=record_visit, form=VisitForm,
        initial=visit_initial, done=_l("Recorded."),
    ),
    Action(
        name="recovered", title=_l("Machine runs again"), icon="circle-check", style="success",
        transition="recover", verb=recovered, form=RecoveredForm, initial=trial_initial,
    ),
    Action(
        name="check_out", title=_l("Check out"), icon="logout", permission=may.EXECUTE,
        when=is_on_site, verb=check_out, form=CheckOutForm, initial=remaining_initial,
        done=_l("Leaving reported to the head of department."),
    ),
    Action(
        name="write_report", title=_l("Write the report"), icon="file-text", style="primary",
        permission=may.WRITE_REPORT, when=may_write_report, verb=write_report, form=ReportForm,
        initial=report_initial,
    ),
)  # fmt: skip
"""The steps of the team, in the order of the day."""

ORDER = FormView(
    name="service.order",
    title=_l("Service order"),
    model=Order,
    path="/service/orders",
    permission=may.READ,
    list="service.orders",
    heading=lambda order: order.number,
    subheading=lambda order: order.case.summary,
    groups=(
        Group(
            fields=(
                Field(
                    name="case", title=_l("Case"), value=lambda o: o.case.number,
                    to=lambda o: ("service.case", o.case_id),
                ),
                Field(
                    name="urgency", title=_l("Urgency"), kind="badge", labels=URGENCIES,
                    value=lambda o: (
                        "emergency" if o.case.is_emergency else "urgent" if o.case.is_urgent else ""
                    ),
                ),
                Field(
                    name="customer", title=_l("Customer"), value=lambda o: o.case.customer.name,
                    to=lambda o: ("customers.customer", o.case.customer_id),
                ),
                Field(
                    name="machine", title=_l("Machine"),
                    value=lambda o: str(o.case.equipment or ""),
                    to=lambda o: ("customers.equipment", o.case.equipment_id),
                ),
                Field(
                    name="contact", title=_l("Contact"), value=lambda o: o.case.contact_name
                ),
                Field(
                    name="site", title=_l("Service site"), value=lambda o: o.case.site_address
                ),
                Field(
                    name="warranty", title=_l("Warranty"), kind="badge", labels=VERDICTS,
                    value=lambda o: o.case.warranty_code,
                ),
                Field(
                    name="arrive", title=_l("On site by"), kind="clock",
                    value=lambda o: clock_pair("arrive")(o.case),
                ),
                Field(
                    name="team", title=_l("Team"), kind="people",
                    value=lambda o: [person.name for person in o.team],
                ),
                Field(name="planned_at", title=_l("Planned for"), kind="datetime"),
                Field(
                    name="promises", title=_l("Promised with the machine"), kind="long", wide=True,
                    value=lambda o: o.case.promises,
                ),
                Field(name="requirements", title=_l("Work requested"), kind="long", wide=True),
                Field(name="plan", title=_l("Service plan"), kind="long", wide=True),
                Field(
                    name="tools", title=_l("Parts and tools to take along"), kind="long", wide=True
                ),
            )
        ),
    ),
    tabs=(
        Tab(
            name="visits", title=_l("Trip and visits"), template="service/_orders.html",
            context=order_tab,
        ),
    ),
    actions=(
        *FIELD_ACTIONS,
        Action(
            name="reassign", title=_l("Change the team"), icon="users", transition="reassign",
            verb=reassign_order, form=ReassignForm, initial=team_values, more=True,
        ),
        Action(
            name="cancel", title=_l("Cancel the order"), icon="ban", style="danger",
            transition="cancel", verb=cancel_order, form=ReasonForm, more=True,
        ),
        *internal("assign", "leave", "report", "send_back", "close"),
    ),
    smart=(
        SmartButton(
            title=_l("Trip plans"), icon="route", permission=may.READ_TRIP,
            count=lambda uow, order: int(trip_of(uow, order) is not None),
            url=lambda _uow, order: list_url("service.trip_plans", order=order.id),
        ),
        SmartButton(
            title=_l("Reports"), icon="file-text", permission=may.READ_REPORT,
            count=lambda uow, order: int(report_of(uow, order) is not None),
            url=lambda _uow, order: list_url("service.reports", case=order.case_id),
        ),
    ),
    documents=("service.dispatch",),
    why={"arrive": lambda uow, order: why_clock("arrive")(uow, order.case)},
)  # fmt: skip
