"""Conditions on steps: each raises ``Refused`` with the sentence of what is missing."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.registry.registry import current_registry
from aftersales.regulation.resolve import resolve
from modules.service.models import Case, Order, ServiceReport, TripPlan, Visit
from modules.service.queries import newest_report, open_orders, open_visit

ANSWERABLE = ("enquiry", "grumble", "training")
"""Kinds that an answer alone may settle; a machine that is down or a complaint needs more."""


def chief_is_named(uow: UnitOfWork, case: Case) -> None:
    """One chief responsible a case until it closes (S0-2.18)."""
    if case.chief_id is None and resolve(uow, "case.chief_required").flag:
        raise Refused(_l("Name the chief responsible first (S0-2.18)."))


def answer_settles_it(uow: UnitOfWork, case: Case) -> None:
    """Only a question may be closed by its answer (W2: 一次答复)."""
    if not case.answer:
        raise Refused(_l("Record the answer first."))
    if case.kind not in ANSWERABLE:
        raise Refused(_l("A case of this kind is not settled by an answer alone; dispatch it."))


def machine_is_recovered(uow: UnitOfWork, case: Case) -> None:
    """Service goes on until the fault is removed and the machine is normal (S0-5.4.2e)."""
    if not resolve(uow, "close.requires_recovered").flag:
        return
    recovered = uow.scalar(
        select(func.count())
        .select_from(Visit)
        .join(Visit.order)
        .where(Order.case_id == case.id, Visit.recovered_at.is_not(None))
    )
    if not recovered:
        raise Refused(
            _l("The machine is not recorded as recovered; service goes on until it is (S0-5.4.2e).")
        )
    if waiting := open_orders(uow, case):
        raise Refused(_l("Order {number} is not finished yet.", number=waiting[0].number))


def opinion_is_there(uow: UnitOfWork, case: Case) -> None:
    """The customer's opinion on the handling is obtained (S0-5.4.4d)."""
    report = newest_report(uow, case)
    if report is None or not report.has_opinion:
        raise Refused(
            _l("The customer's opinion is missing; a refusal needs a reason and a witness.")
        )


def report_is_reviewed(uow: UnitOfWork, case: Case) -> None:
    """The service report went through its review (C19)."""
    report = newest_report(uow, case)
    if report is None:
        raise Refused(_l("There is no service report yet."))
    if report.state != "reviewed":
        raise Refused(
            _l("The service report {number} is not reviewed yet.", number=report.title_number)
        )


def open_points(uow: UnitOfWork, case: Case) -> list[str]:
    """What other modules still miss (slot ``service.closing_check``), as sentences."""
    with uow.system("closing checks of other modules"):
        return [
            str(sentence)
            for check in current_registry().offered("service.closing_check")
            for sentence in check.check(uow, case)
        ]


def nothing_is_open_elsewhere(uow: UnitOfWork, case: Case) -> None:
    """Every module that has a say agrees that the case is settled."""
    if missing := open_points(uow, case):
        raise Refused(_l("Not settled yet: {what}", what=" ".join(missing)))


def resumes_to(state: str) -> Callable[[UnitOfWork, Any], None]:
    """A suspended case goes on exactly where it stood."""

    def guard(uow: UnitOfWork, case: Case) -> None:
        if case.suspended_state != state:
            raise Refused(_l("The case goes on where it stood when it was suspended."))

    return guard


def is_on_the_team(uow: UnitOfWork, order: Order) -> None:
    """Only the chief and the helpers carry an order out."""
    if not (uow.actor.is_system or order.is_on(uow.actor.user_id)):
        raise Refused(
            _l("Only {names} may do this.", names="、".join(person.name for person in order.team))
        )


def trip_allows_departure(uow: UnitOfWork, order: Order) -> None:
    """A trip plan is approved before departure, or departs first by a word (S0-1.5, C16)."""
    plan = uow.scalar(
        select(TripPlan)
        .where(TripPlan.order_id == order.id, TripPlan.state != "cancelled")
        .order_by(TripPlan.id.desc())
        .limit(1)
    )
    if plan is None and order.case.region_class != "local":
        raise Refused(_l("Plan the trip first: this site lies outside the local region (S0-1.5)."))
    if plan is not None and plan.state in ("draft", "approving"):
        raise Refused(
            _l(
                "Trip plan {number} is not approved; an urgent team may depart on a spoken yes.",
                number=plan.number,
            )
        )


def visit_is_recorded(uow: UnitOfWork, order: Order) -> None:
    """Fault, cause and measures are written before a machine counts as recovered."""
    visit = open_visit(uow, order)
    if visit is None:
        raise Refused(_l("Nobody has checked in on this order."))
    if not visit.is_recorded:
        raise Refused(_l("Record fault, cause and measures first."))


def report_is_complete(uow: UnitOfWork, report: ServiceReport) -> None:
    """All topics are explained, or it is said why not (S0-5.4.4c)."""
    if not (report.symptom and report.measures):
        raise Refused(_l("The report needs at least the symptom and the measures."))
    required = set(resolve(uow, "report.explain_checklist").items)
    if required - set(report.explained) and not report.explained_gap:
        raise Refused(_l("Explain all topics to the customer, or say why not (S0-5.4.4c)."))


def report_has_opinion(uow: UnitOfWork, report: ServiceReport) -> None:
    """Signed by the customer, or refused before a witness (S0-5.4.4d)."""
    if report.has_opinion or not resolve(uow, "report.customer_opinion_required").flag:
        return
    raise Refused(_l("Let the customer sign, or record why not and who witnessed it."))


def slip_is_valid(uow: UnitOfWork, plan: TripPlan) -> None:
    """Expenses are settled on a slip with the signatures the regulation asks for (S0-1.7)."""
    if not resolve(uow, "expense.requires_valid_slip").flag:
        return
    needed = resolve(uow, "slip.valid_requires").items
    reports = uow.scalars(
        select(ServiceReport).where(ServiceReport.order_id == plan.order_id)
    ).unique()
    kept = [one for one in reports if one.state == "reviewed" or "department" not in needed]
    if not kept:
        raise Refused(_l("The company copy is not valid yet: the service report is not reviewed."))
    if "customer" in needed and not any(one.has_opinion for one in kept):
        raise Refused(_l("The company copy is not valid yet: the customer has not confirmed it."))
