"""Service reports 售后服务报告: the list, and the page from writing to the lock."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import render_template
from markupsafe import Markup

from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.files import attachment, content
from aftersales.i18n import _, _l, format_money
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
from aftersales.workflow import chain_of, my_step
from modules.customers.api import Customer
from modules.service import manifest as may
from modules.service.forms.case import NoteForm, ReasonForm, ReturnForm
from modules.service.forms.order import ExplainForm, RefuseForm, ReportPageForm, SignForm
from modules.service.models import Case, Order, ServiceReport
from modules.service.queries import Chief, reports
from modules.service.services.reports import (
    change_report,
    customer_refuses,
    customer_signs,
    give_explanations,
)
from modules.service.services.review import (
    CHAIN,
    approve_report,
    correct_report,
    return_report,
    submit_report,
)
from modules.service.views.sources import REPORT_STATES, internal
from modules.service.words import CAUSE_CLASSES, GRADES, TOPICS

IN_REVIEW = ("dept_review", "leader_review")


def may_review(uow: UnitOfWork, report: ServiceReport) -> bool:
    """It is the actor's turn to sign."""
    return my_step(uow, report, CHAIN) is not None


def with_customer(_uow: UnitOfWork, report: ServiceReport) -> bool:
    """The report lies before the customer, unsigned."""
    return report.state == "customer" and not report.has_opinion


def read_first(_uow: UnitOfWork, report: ServiceReport) -> Markup:
    """What the customer puts a name under: fault, cause, work, trial run, what remains, cost."""
    fees = [report.fee_parts, report.fee_labour, report.fee_travel, report.fee_other]
    total = sum((fee for fee in fees if fee), Decimal(0))
    lines = (
        (_("Symptom"), report.symptom),
        (_("Cause"), report.cause),
        (_("Measures"), report.measures),
        (_("Trial run"), report.trial_result),
        (_("What remains, and the next step"), report.remaining),
        (_("Fees"), format_money(total) if total else ""),
    )
    return Markup(render_template("service/_read_first.html", lines=lines))  # noqa: S704  # escaped by Jinja


def signature_of(report: ServiceReport) -> bytes | None:
    """The picture of the signature."""
    if report.signature_id is None:
        return None
    return content(attachment(current_uow(), report.signature_id).file)


def review_tab(uow: UnitOfWork, report: ServiceReport) -> Mapping[str, Any]:
    """The signatures of the review."""
    return {"chain": chain_of(uow, report, CHAIN), "verbal": None}


REPORTS = ListView(
    name="service.reports",
    title=_l("Service reports"),
    model=ServiceReport,
    path="/service/reports",
    permission=may.READ_REPORT,
    query=reports,
    form="service.report",
    order="-created_at",
    columns=(
        Column(
            name="number", title=_l("Number"), source=ServiceReport.number, kind="link",
            mobile="primary",
        ),
        Column(
            name="revision", title=_l("Revision"), source=ServiceReport.revision, kind="number",
            hidden=True,
        ),
        Column(
            name="case", title=_l("Case"), source=Case.number, kind="link",
            to=("service.case", ServiceReport.case_id),
        ),
        Column(name="customer", title=_l("Customer"), source=Customer.name, mobile="secondary"),
        Column(name="author", title=_l("Written by"), source=Chief.name, kind="avatar"),
        Column(
            name="cause_class", title=_l("Class of cause"), source=ServiceReport.cause_class,
            kind="badge", labels=CAUSE_CLASSES,
        ),
        Column(
            name="satisfaction", title=_l("Satisfaction"), source=ServiceReport.satisfaction,
            kind="badge", labels=GRADES,
        ),
        Column(
            name="recovered_at", title=_l("Recovered at"), source=ServiceReport.recovered_at,
            kind="datetime",
        ),
        Column(
            name="submitted_at", title=_l("Submitted at"), source=ServiceReport.submitted_at,
            kind="datetime",
        ),
        Column(
            name="created_at", title=_l("Begun at"), source=ServiceReport.created_at,
            kind="datetime", hidden=True,
        ),
        Column(
            name="state", title=_l("State"), source=ServiceReport.state, kind="badge",
            labels=REPORT_STATES, mobile="side",
        ),
    ),
    filters=(
        Filter(
            name="review", title=_l("In review"), where=ServiceReport.state.in_(IN_REVIEW),
            group="state",
        ),
        Filter(
            name="writing", title=_l("Being written"),
            where=ServiceReport.state.in_(("draft", "customer")), group="state",
        ),
        Filter(
            name="reviewed", title=_l("Reviewed"), where=ServiceReport.state == "reviewed",
            group="state",
        ),
        Filter(
            name="mine", title=_l("Mine"),
            where=lambda actor: ServiceReport.author_id == actor.user_id,
        ),
        Filter(
            name="refused", title=_l("Signature refused"),
            where=ServiceReport.refused_reason != "",
        ),
    ),
    facets=(
        Facet(
            name="case", title=_l("Case"), source=ServiceReport.case_id, kind="lookup",
            lookup="service.case",
        ),
        Facet(
            name="customer", title=_l("Customer"), source=Case.customer_id, kind="lookup",
            lookup="customers.customer",
        ),
        Facet(
            name="cause_class", title=_l("Class of cause"), source=ServiceReport.cause_class,
            kind="choice", labels=CAUSE_CLASSES,
        ),
        Facet(
            name="submitted_at", title=_l("Submitted at"), source=ServiceReport.submitted_at,
            kind="date",
        ),
    ),
    groups=(
        GroupBy(name="state", title=_l("State"), source=ServiceReport.state, labels=REPORT_STATES),
        GroupBy(
            name="cause_class", title=_l("Class of cause"), source=ServiceReport.cause_class,
            labels=CAUSE_CLASSES,
        ),
        GroupBy(
            name="author", title=_l("Written by"), source=ServiceReport.author_id,
            title_source=Chief.name,
        ),
        GroupBy(name="month", title=_l("Month"), source=ServiceReport.submitted_at, by="month"),
    ),
    search=(ServiceReport.number, Case.number, Customer.name, Order.number, ServiceReport.symptom),
    empty=EmptyState(
        sentence=_l("No report yet. The team writes it on site, from its visits (S0-5.4.4d).")
    ),
)  # fmt: skip

REPORT = FormView(
    name="service.report",
    title=_l("Service report"),
    model=ServiceReport,
    path="/service/reports",
    permission=may.READ_REPORT,
    list="service.reports",
    form=ReportPageForm,
    update=Verb(permission=may.WRITE_REPORT, fn=change_report),
    locked=lambda _uow, report: (
        None
        if report.is_editable
        else _("The report is signed or in review; it is not changed any more.")
    ),
    heading=lambda report: report.title_number,
    subheading=lambda report: report.case.customer.name,
    notice=lambda _uow, report: (
        _("Sent back: {note}", note=report.return_note) if report.return_note else None
    ),
    groups=(
        Group(
            fields=(
                Field(
                    name="case", title=_l("Case"), value=lambda r: r.case.number,
                    to=lambda r: ("service.case", r.case_id), only="read",
                ),
                Field(
                    name="order", title=_l("Order"), value=lambda r: r.order.number,
                    to=lambda r: ("service.order", r.order_id), only="read",
                ),
                Field(name="author", title=_l("Written by"), kind="avatar", only="read"),
                Field(
                    name="machine", title=_l("Machine"), only="read",
                    value=lambda r: str(r.case.equipment or ""),
                ),
                Field(name="departed_at", title=_l("Departed at"), kind="datetime", only="read"),
                Field(name="arrived_at", title=_l("Arrived at"), kind="datetime", only="read"),
                Field(name="recovered_at", title=_l("Recovered at"), kind="datetime", only="read"),
                Field(name="left_at", title=_l("Left at"), kind="datetime", only="read"),
                Field(
                    name="correction_reason", title=_l("Reason of the correction"), wide=True,
                    only="read", when=lambda _uow, r: r is not None and r.revision > 1,
                ),
            )
        ),
        Group(
            title=_l("Finding and work"),
            fields=(
                Field(name="symptom", wide=True),
                Field(name="inspection", wide=True),
                "cause_class",
                Field(name="cause", wide=True),
                Field(name="measures", wide=True),
                Field(name="trial_result", wide=True),
                Field(name="remaining", wide=True),
                Field(name="suggestions", wide=True),
            ),
        ),
        Group(title=_l("Fees"), fields=("fee_parts", "fee_labour", "fee_travel", "fee_other")),
        Group(
            title=_l("Customer's side"),
            when=lambda _uow, report: report is not None and bool(report.explained),
            fields=(
                Field(
                    name="explained", title=_l("Explained"), only="read", wide=True,
                    value=lambda r: "、".join(
                        str(TOPICS[code][0]) for code in r.explained if code in TOPICS
                    ),
                ),
                Field(
                    name="explained_gap", title=_l("Not explained because"), only="read", wide=True
                ),
                Field(
                    name="satisfaction", title=_l("Satisfaction"), kind="badge", labels=GRADES,
                    only="read",
                ),
                Field(name="signer_name", title=_l("Signed by"), only="read"),
                Field(
                    name="customer_opinion", title=_l("Opinion on the handling"), kind="long",
                    wide=True, only="read",
                ),
                Field(
                    name="signature", title=_l("Signature"), kind="signature", only="read",
                    value=signature_of,
                    when=lambda _uow, r: r is not None and r.signature_id is not None,
                ),
                Field(name="signed_at", title=_l("Signed at"), kind="datetime", only="read"),
                Field(name="refused_reason", title=_l("Not signed because"), only="read"),
                Field(name="witness", title=_l("Witness"), only="read"),
            ),
        ),
    ),
    tabs=(
        Tab(
            name="review", title=_l("Review"), template="service/_chain_tab.html",
            context=review_tab, when=lambda _uow, r: r is not None and r.submitted_at is not None,
        ),
    ),
    actions=(
        Action(
            name="explain", title=_l("Explain and present"), icon="school", style="primary",
            permission=may.WRITE_REPORT, verb=give_explanations, form=ExplainForm,
            when=lambda _uow, report: report.state == "draft",
            initial=lambda _uow, r: {
                "topics": r.explained, "gap_reason": r.explained_gap,
            },
        ),
        Action(
            name="sign", title=_l("Customer signs"), icon="signature", style="primary",
            permission=may.WRITE_REPORT, when=with_customer, verb=customer_signs, form=SignForm,
            initial=lambda _uow, r: {"signer_name": r.case.contact_name},
            about=read_first, done=_l("Signed. Thank you."),
        ),
        Action(
            name="refuse", title=_l("Customer does not sign"), icon="signature-off",
            permission=may.WRITE_REPORT, when=with_customer, verb=customer_refuses,
            form=RefuseForm,
        ),
        Action(
            name="submit", title=_l("Submit for review"), icon="send", style="primary",
            transition="submit", verb=submit_report,
            when=lambda _uow, report: report.has_opinion,
        ),
        Action(
            name="approve", title=_l("Agree"), icon="check", style="success",
            permission=may.REVIEW_REPORT, when=may_review, verb=approve_report, form=NoteForm,
        ),
        Action(
            name="return", title=_l("Send back"), icon="x", style="danger",
            permission=may.REVIEW_REPORT, when=may_review, verb=return_report, form=ReturnForm,
        ),
        Action(
            name="rework", title=_l("Rework"), icon="pencil", transition="rework", more=True,
            when=with_customer,
        ),
        Action(
            name="correct", title=_l("Correct"), icon="file-diff", transition="supersede",
            verb=correct_report, form=ReasonForm, more=True,
            help=_l("A new revision; the locked one stays readable."),
        ),
        *internal("present", "forward", "return_to_department", "review", "send_back"),
    ),
    documents=("service.report",),
    why={"state": lambda uow, report: because_of(uow, report, "review")},
)  # fmt: skip
