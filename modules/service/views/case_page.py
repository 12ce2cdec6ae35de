"""The case page: the whole thread of one contact, its clocks, and what may be done now."""

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import defaultload

from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.regulation.because import Because
from aftersales.views import (
    Badge,
    Field,
    FormView,
    Group,
    SmartButton,
    Tab,
    Verb,
    counting,
)
from aftersales.views.urls import list_url
from modules.customers.api import Equipment
from modules.service import manifest as may
from modules.service.forms.case import CaseForm, IntakeForm
from modules.service.models import Case, Order, ServiceReport
from modules.service.services.cases import change_case, register_case
from modules.service.services.guards import open_points
from modules.service.views.case_actions import ACTIONS
from modules.service.views.case_tabs import clock_tab, orders_tab, papers_tab, report_tab
from modules.service.views.live import JUDGEMENT
from modules.service.views.sources import (
    clock_pair,
    fault_class_matters,
    has_clock,
    machine_of,
    why_clock,
)
from modules.service.words import FAULT_CLASSES, GRADES, TRIGGERS, VERDICTS


def explain_warranty(_uow: UnitOfWork, case: Case) -> Because | None:
    """Why the verdict of the day is what it is."""
    return Because.from_json(case.warranty_because) if case.warranty_because else None


def badges(_uow: UnitOfWork, case: Case) -> tuple[Badge, ...]:
    """What makes the case urgent."""
    major = (Badge(title=_l("Major or difficult"), color="purple"),) if case.is_major else ()
    return tuple(Badge(title=TRIGGERS[c][0], color=TRIGGERS[c][1]) for c in case.triggers) + major


def notice(uow: UnitOfWork, case: Case) -> Markup:
    """Promises made with the machine, and what keeps the case from being closed."""
    missing = open_points(uow, case) if case.state == "to_review" else []
    text = render_template("service/_case_notice.html", case=case, missing=missing)
    return Markup(text)  # noqa: S704  # Jinja has escaped it


def initial(uow: UnitOfWork, args: Any) -> dict[str, Any]:
    """A repair by telephone is the usual contact."""
    return {"kind": "repair", "channel": "phone"}


CASE = FormView(
    name="service.case",
    title=_l("Case"),
    model=Case,
    path="/service/cases",
    permission=may.READ,
    list="service.cases",
    form=CaseForm,
    create_form=IntakeForm,
    create_title=_l("New contact"),
    heading=lambda case: case.number,
    subheading=lambda case: case.summary,
    badges=badges,
    notice=notice,
    initial=initial,
    live=(JUDGEMENT,),
    create=Verb(permission=may.REGISTER, fn=register_case),
    update=Verb(permission=may.REGISTER, fn=change_case),
    locked=lambda _uow, case: _("A closed case is not changed.") if case.is_locked else None,
    groups=(
        Group(
            fields=(
                Field(name="equipment_id", title=_l("Machine"), wide=True, only="edit"),
                Field(
                    name="machine", title=_l("Machine"), only="read", to=machine_of,
                    value=lambda c: str(c.equipment) if c.equipment else "",
                ),
                "customer_id",
                "contact_name",
                "contact_phone",
                Field(name="summary", wide=True, only="edit"),
                Field(
                    name="warranty_code", title=_l("Warranty"), kind="badge", labels=VERDICTS,
                    only="read",
                ),
                Field(
                    name="chief_id", title=_l("Chief responsible"), kind="avatar", only="read",
                    value=lambda case: case.chief,
                ),
                Field(
                    name="reply", title=_l("Reply"), kind="clock", only="read",
                    value=clock_pair("reply"), when=has_clock("reply"),
                ),
                Field(
                    name="arrive", title=_l("Arrival on site"), kind="clock", only="read",
                    value=clock_pair("arrive"), when=has_clock("arrive"),
                ),
                Field(
                    name="fix", title=_l("Working again"), kind="clock", only="read",
                    value=clock_pair("fix"), when=has_clock("fix"),
                ),
                "kind",
                "channel",
                "is_emergency",
                "is_major",
                Field(
                    name="fault_class", title=_l("Class of fault"), kind="badge",
                    labels=FAULT_CLASSES, when=fault_class_matters,
                ),
            )
        ),
        Group(
            fields=(
                Field(
                    name="answer", title=_l("What the customer was told"), wide=True, only="create"
                ),
                "site_address",
                Field(name="reported_at", title=_l("Contact at"), kind="datetime"),
                "region_class",
                "travel_hours",
                Field(name="description", wide=True),
            )
        ),
    ),
    tabs=(
        Tab(
            name="orders", title=_l("Orders and visits"), template="service/_orders.html",
            context=orders_tab, on_create=False,
        ),
        Tab(
            name="report", title=_l("Report"), template="service/_report.html",
            context=report_tab, on_create=False, permission=may.READ_REPORT, lazy=True,
        ),
        Tab(
            name="answer", title=_l("Answer and opinion"), on_create=False,
            groups=(
                Group(
                    fields=(
                        Field(
                            name="told", title=_l("What the customer was told"), kind="long",
                            wide=True, only="read", value=lambda case: case.answer,
                        ),
                        Field(
                            name="answered_at", title=_l("Told at"), kind="datetime", only="read"
                        ),
                        Field(name="answered_by_id", title=_l("Answered by"), only="read"),
                        Field(
                            name="opinion_grade", title=_l("Satisfaction"), kind="badge",
                            labels=GRADES, only="read",
                        ),
                        Field(
                            name="opinion_text", title=_l("Opinion on the handling"), kind="long",
                            wide=True, only="read",
                        ),
                        Field(
                            name="closed_at", title=_l("Closed at"), kind="datetime", only="read"
                        ),
                        Field(name="close_note", title=_l("Closing remark"), only="read"),
                        Field(name="external_number", title=_l("Old number"), only="read"),
                        Field(name="handled_by", title=_l("Handled by"), only="read"),
                    )
                ),
            ),
        ),
        Tab(
            name="clocks", title=_l("Promised times"), template="calendar/_clocks.html",
            context=clock_tab, on_create=False, lazy=True,
        ),
        Tab(
            name="papers", title=_l("Papers"), template="service/_papers.html",
            context=papers_tab, on_create=False, lazy=True,
        ),
    ),
    actions=ACTIONS,
    smart=(
        SmartButton(
            title=_l("Orders"), icon="tool", count=counting(Order.case_id),
            url=lambda _uow, case: list_url("service.orders", case=case.id),
        ),
        SmartButton(
            title=_l("Reports"), icon="file-text", permission=may.READ_REPORT,
            count=counting(ServiceReport.case_id),
            url=lambda _uow, case: list_url("service.reports", case=case.id),
        ),
        SmartButton(
            title=_l("Same machine"), icon="history",
            count=counting(Case.equipment_id, by="equipment_id"),
            url=lambda _uow, case: list_url("service.cases", equipment=case.equipment_id),
            when=lambda _uow, case: case.equipment_id is not None,
        ),
    ),
    documents=("service.entry",),
    options=(
        defaultload(Case.equipment).load_only(Equipment.serial),
        defaultload(Case.chief).load_only(User.name),
    ),
    why={
        "warranty_code": explain_warranty,
        "reply": why_clock("reply"),
        "arrive": why_clock("arrive"),
        "fix": why_clock("fix"),
    },
)  # fmt: skip
