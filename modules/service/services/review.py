"""Reviewing service reports (C19): department, leader, the lock, and corrections after it."""

from aftersales.access import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _l
from aftersales.regulation.resolve import resolve
from aftersales.workflow import (
    ChainApproved,
    ChainMoved,
    ChainRejected,
    advance,
    open_ruled_chain,
    sign,
    start,
)
from modules.service import manifest as may
from modules.service.events import ReportReviewed, ReportSubmitted
from modules.service.models import ServiceReport
from modules.service.queries import open_visit
from modules.service.services.reports import WRITABLE

CHAIN = "review"
MODEL = "service.ServiceReport"
COPIED = (
    *WRITABLE,
    "departed_at",
    "arrived_at",
    "recovered_at",
    "left_at",
    "explained",
    "explained_gap",
    "customer_opinion",
    "satisfaction",
    "signer_name",
    "signed_at",
    "signature_id",
    "refused_reason",
    "witness",
)


@requires(may.WRITE_REPORT)
def submit_report(uow: UnitOfWork, *, record_id: int) -> ServiceReport:
    """Hand the signed report in for review (S0-5.4.4d); order and case wait for the outcome.

    Emits ``ReportSubmitted``.

    :raises Refused: the customer's opinion is missing, or the team is still on site.
    """
    report = uow.get(ServiceReport, record_id, lock=True)
    if open_visit(uow, report.order) is not None:
        raise Refused(_l("Register first that the team left the site: the report prints the time."))
    ruled = resolve(uow, "report.review_chain")
    advance(uow, report, "submit")
    report.submitted_at, report.return_note = uow.now, ""
    if report.order.state == "recovered":
        advance(uow, report.order, "report")
    if report.case.state == "to_confirm":
        advance(uow, report.case, "submit")
    chain = open_ruled_chain(
        uow,
        report,
        CHAIN,
        ruled,
        title=report.title_number,
        urgent=report.case.is_urgent,
        purpose="review",
    )
    if chain is None or chain.steps[0].role == "leader":
        _to_leader(report)
    uow.emit(ReportSubmitted(case_id=report.case_id, report_id=report.id))
    if chain is None:
        with uow.entitled("the regulation asks for no review"):
            _reviewed(uow, report)
    return report


def _to_leader(report: ServiceReport) -> None:
    """A chain that begins with the leader skips the department's review."""
    report.state = "leader_review"


@requires(may.REVIEW_REPORT)
def review_report(
    uow: UnitOfWork, *, record_id: int, approve: bool = True, note: str = ""
) -> ServiceReport:
    """Sign one's step of the review, or send the report back with what is wrong (退回补正).

    The last signature locks the report and emits ``ReportReviewed``.
    """
    report = uow.get(ServiceReport, record_id)
    sign(uow, report, CHAIN, approve=approve, note=note)
    return report


@requires(may.REVIEW_REPORT)
def approve_report(uow: UnitOfWork, *, record_id: int, note: str = "") -> ServiceReport:
    """Agree to a report."""
    return review_report(uow, record_id=record_id, approve=True, note=note)


@requires(may.REVIEW_REPORT)
def return_report(uow: UnitOfWork, *, record_id: int, note: str) -> ServiceReport:
    """Send a report back."""
    return review_report(uow, record_id=record_id, approve=False, note=note)


@requires(may.CORRECT_REPORT)
def correct_report(uow: UnitOfWork, *, record_id: int, reason: str) -> ServiceReport:
    """Open a new revision of a locked report; the old one stays readable as superseded.

    :raises Invalid: no reason.
    :raises Refused: the report is not locked, or the case is filed.
    """
    old = uow.get(ServiceReport, record_id, lock=True)
    if not reason.strip():
        raise Invalid(_l("Say what has to be corrected and why."), field="reason")
    if old.case.state == "filed":
        raise Refused(_l("The case is filed; its papers are not changed any more."))
    advance(uow, old, "supersede", reason)
    new = ServiceReport(
        number=old.number,
        revision=old.revision + 1,
        previous_id=old.id,
        case_id=old.case_id,
        case=old.case,
        order_id=old.order_id,
        order=old.order,
        author_id=uow.actor.user_id,
        correction_reason=reason.strip(),
        **{name: getattr(old, name) for name in COPIED},
    )
    start(uow, new, reason)
    return new


def report_moved(uow: UnitOfWork, event: ChainMoved) -> None:
    """Handler: the next reviewer has the report, or one before him has it back."""
    if event.model != MODEL or event.chain != CHAIN:
        return
    report = uow.get(ServiceReport, event.record_id)
    if event.role == "leader" and report.state == "dept_review":
        advance(uow, report, "forward")
    elif event.role not in ("leader", "") and report.state == "leader_review":
        advance(uow, report, "return_to_department")


def report_approved(uow: UnitOfWork, event: ChainApproved) -> None:
    """Handler: the review is complete; the report is locked and its order closed."""
    if event.model != MODEL or event.chain != CHAIN:
        return
    _reviewed(uow, uow.get(ServiceReport, event.record_id))


def _reviewed(uow: UnitOfWork, report: ServiceReport) -> None:
    advance(uow, report, "review")
    report.reviewed_at = uow.now
    if report.order.state == "reported":
        report.order.closed_at = uow.now
        advance(uow, report.order, "close")
    uow.emit(ReportReviewed(case_id=report.case_id, report_id=report.id))


def report_rejected(uow: UnitOfWork, event: ChainRejected) -> None:
    """Handler: the report goes back to its author, and order and case with it."""
    if event.model != MODEL or event.chain != CHAIN:
        return
    report = uow.get(ServiceReport, event.record_id)
    report.return_note = event.note
    advance(uow, report, "send_back", event.note)
    if report.order.state == "reported":
        advance(uow, report.order, "send_back", event.note)
    if report.case.state == "to_review":
        advance(uow, report.case, "send_back", event.note)
