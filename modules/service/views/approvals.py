"""What one must know of a trip or a report to sign it."""

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l, format_datetime
from aftersales.workflow import ApprovalKind, Matter
from modules.service.models import ServiceReport, TripPlan
from modules.service.services.review import CHAIN as REVIEW
from modules.service.services.trips import CHAIN as TRIP
from modules.service.words import GRADES, TRANSPORTS


def trip_matter(_uow: UnitOfWork, plan: TripPlan) -> Matter:
    """Who goes where, when, how, for what and at what cost (S0-1.5)."""
    case = plan.order.case
    days = " – ".join(filter(None, map(format_datetime, (plan.departs_at, plan.returns_at))))
    team = "、".join(person.name for person in plan.order.team)
    facts = [
        (_("Departure"), f"{days} · {TRANSPORTS[plan.transport][0]}"),
        (_("Team"), team),
        (_("Service site"), case.site_address),
        (_("Order"), plan.order.number),
    ]
    if plan.depart_first:
        said = f"{plan.verbal_by.name if plan.verbal_by else ''} {format_datetime(plan.verbal_at)}"
        facts.append((_("Departed first"), f"{said} {plan.verbal_note}".strip()))
    return Matter(
        who=case.customer.name,
        what=plan.purpose,
        amount=plan.cost,
        facts=tuple((title, text) for title, text in facts if text),
    )


def report_matter(_uow: UnitOfWork, report: ServiceReport) -> Matter:
    """What was wrong, what was done, and what the customer says of it (S0-5.4.4d)."""
    grade = str(GRADES[report.satisfaction][0]) if report.satisfaction in GRADES else ""
    facts = (
        (_("Cause"), report.cause),
        (_("Measures"), report.measures),
        (_("Customer's opinion"), " · ".join(filter(None, (grade, report.customer_opinion)))),
        (_("Written by"), report.author.name if report.author else ""),
        (_("Order"), report.order.number),
    )
    return Matter(
        who=report.case.customer.name,
        what=report.case.summary,
        facts=tuple((title, text) for title, text in facts if text),
    )


APPROVALS = (
    ApprovalKind(model=TripPlan, chain=TRIP, title=_l("Trip plan"), about=trip_matter),
    ApprovalKind(
        model=ServiceReport, chain=REVIEW, title=_l("Service report"), about=report_matter
    ),
)
