"""Requisitions: asked for, approved, issued."""

from typing import Any

from sqlalchemy import Select, select

from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.regulation.because import Because
from aftersales.regulation.snapshots import because_of
from aftersales.views import (
    Action,
    BoardView,
    Column,
    EmptyState,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    LinesView,
    ListView,
    Lookup,
    SmartButton,
    Tab,
    Verb,
    counting,
    state_labels,
)
from aftersales.views.urls import list_url
from modules.parts import queries, services
from modules.parts.forms import IssueForm, NoteForm, ReasonForm, RequisitionForm
from modules.parts.models import ExitPermit, OldPart, Part, Requisition, RequisitionLine
from modules.parts.views.bins import where_from
from modules.parts.workflow import REQUISITION as LIFE
from modules.service.api import Case

STATES = state_labels(LIFE)


def requisitions() -> Select[Any]:
    """Requisitions with case and requester."""
    return select(Requisition).join(Requisition.case).join(Requisition.requester)


def explain_chain(uow: UnitOfWork, requisition: Requisition) -> Because | None:
    """Why these people approve: the clause kept when the requisition was submitted."""
    return because_of(uow, requisition, "approval")


def not_editable(_uow: UnitOfWork, requisition: Requisition) -> str | None:
    """Only drafts and refused requisitions are edited."""
    if requisition.state in ("draft", "rejected"):
        return None
    return _("A submitted requisition is not changed; void it and write a new one.")


REQUISITIONS = ListView(
    name="parts.requisitions",
    title=_l("Requisitions"),
    model=Requisition,
    path="/parts/requisitions",
    permission="parts.requisition.read",
    query=requisitions,
    form="parts.requisition",
    order="-created_at",
    columns=(
        Column(
            name="number", title=_l("No."), source=Requisition.number, kind="link", mobile="primary"
        ),
        Column(
            name="created_at", title=_l("Written"), source=Requisition.created_at, kind="datetime"
        ),
        Column(
            name="case",
            title=_l("Case"),
            source=Case.number,
            kind="link",
            to=("service.case", Requisition.case_id),
            mobile="secondary",
        ),
        Column(name="summary", title=_l("Problem"), source=Case.summary, sort=False),
        Column(
            name="requester",
            title=_l("Requester"),
            source=User.name,
            kind="avatar",
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="issued_at",
            title=_l("Handed out at"),
            source=Requisition.issued_at,
            kind="datetime",
            hidden=True,
        ),
        Column(
            name="state",
            title=_l("State"),
            source=Requisition.state,
            kind="badge",
            labels=STATES,
            mobile="side",
        ),
    ),
    filters=(
        Filter(
            name="mine",
            title=_l("Mine"),
            where=lambda actor: Requisition.requester_id == actor.user_id,
        ),
        Filter(
            name="to_approve",
            title=_l("To approve"),
            where=Requisition.state == "submitted",
            group="state",
        ),
        Filter(
            name="to_issue",
            title=_l("To issue"),
            where=Requisition.state == "approved",
            group="state",
        ),
    ),
    facets=(
        Facet(
            name="case",
            title=_l("Case"),
            source=Requisition.case_id,
            kind="lookup",
            lookup="service.case",
        ),
        Facet(
            name="state", title=_l("State"), source=Requisition.state, kind="choice", labels=STATES
        ),
        Facet(name="created_at", title=_l("Written"), source=Requisition.created_at, kind="date"),
    ),
    groups=(
        GroupBy(name="state", title=_l("State"), source=Requisition.state, labels=STATES),
        GroupBy(name="month", title=_l("Month"), source=Requisition.created_at, by="month"),
    ),
    search=(Requisition.number, Case.number, Case.summary),
    search_hint=_l("Number, case, problem"),
    board=BoardView(
        column="state", title="number", lines=("case", "summary"), corner=("requester",)
    ),
    empty=EmptyState(
        sentence=_l("No requisition yet. It begins with the case that needs a part."),
        button=_l("New requisition"),
    ),
)

REQUISITION = FormView(
    name="parts.requisition",
    title=_l("Requisition"),
    model=Requisition,
    path="/parts/requisitions",
    permission="parts.requisition.read",
    list="parts.requisitions",
    form=RequisitionForm,
    heading=lambda requisition: requisition.number,
    subheading=lambda requisition: requisition.case.summary,
    groups=(
        Group(
            fields=(
                Field(
                    name="case_id",
                    title=_l("Case"),
                    value=lambda r: r.case.number,
                    to=lambda r: ("service.case", r.case_id),
                ),
                Field(
                    name="requester",
                    title=_l("Requester"),
                    kind="avatar",
                    value=lambda r: r.requester.name,
                    only="read",
                ),
                "reason",
                Field(
                    name="approved_by",
                    title=_l("Approved by"),
                    only="read",
                    value=lambda r: (
                        r.approved_by.name
                        if r.approved_by
                        else queries.WAITING[r.state == "submitted"]
                    ),
                ),
                "basis",
                Field(name="issued_at", title=_l("Handed out at"), kind="datetime", only="read"),
                Field(
                    name="refusal",
                    title=_l("Refused because"),
                    only="read",
                    wide=True,
                    when=lambda _uow, r: bool(r and r.refusal),
                ),
                Field(name="note", wide=True),
            )
        ),
    ),
    tabs=(
        Tab(
            name="lines",
            title=_l("Parts"),
            lines=LinesView(
                query=lambda r: (
                    select(RequisitionLine)
                    .join(RequisitionLine.part)
                    .where(RequisitionLine.requisition_id == r.id)
                ),
                edit="lines",
                columns=(
                    Column(name="code", title=_l("Part number"), source=Part.code),
                    Column(
                        name="part_id",
                        title=_l("Part"),
                        source=Part.name,
                        kind="link",
                        to=("parts.part", RequisitionLine.part_id),
                    ),
                    Column(
                        name="quantity",
                        title=_l("Quantity"),
                        source=RequisitionLine.quantity,
                        kind="quantity",
                        sum=True,
                    ),
                    Column(
                        name="issued",
                        title=_l("Handed out"),
                        source=RequisitionLine.issued,
                        kind="quantity",
                        sum=True,
                    ),
                    Column(name="unit", title=_l("Unit"), source=Part.unit),
                    Column(
                        name="in_stock",
                        title=_l("In stock"),
                        source=queries.IN_STOCK,
                        kind="quantity",
                    ),
                    Column(name="bins", title=_l("Bin"), source=RequisitionLine.bins),
                    Column(
                        name="is_old_part_due",
                        title=_l("Old part due"),
                        source=RequisitionLine.is_old_part_due,
                        kind="bool",
                    ),
                ),
            ),
        ),
    ),
    create=Verb(permission="parts.requisition.create", fn=services.draft_requisition),
    update=Verb(permission="parts.requisition.create", fn=services.change_requisition),
    locked=not_editable,
    actions=(
        Action(
            name="submit",
            title=_l("Submit"),
            transition="submit",
            verb=services.submit_requisition,
            style="primary",
            icon="check",
        ),
        Action(
            name="approve",
            title=_l("Approve"),
            transition="approve",
            verb=services.approve_requisition,
            form=NoteForm,
            style="success",
            icon="check",
        ),
        Action(
            name="reject",
            title=_l("Refuse"),
            transition="reject",
            verb=services.reject_requisition,
            form=ReasonForm,
            style="danger",
            icon="x",
        ),
        Action(
            name="issue",
            title=_l("Hand out"),
            transition="issue",
            verb=services.issue_parts,
            form=IssueForm,
            about=where_from,
            style="primary",
            icon="package",
        ),
        Action(
            name="permit",
            title=_l("Draw exit permit"),
            icon="door-exit",
            permission="parts.exit.create",
            when=lambda _uow, r: any(line.issued > 0 for line in r.lines),
            url=lambda _uow, r: f"/parts/exit-permits/new?requisition_id={r.id}",
        ),
        Action(
            name="cancel",
            title=_l("Void"),
            transition="cancel",
            verb=services.cancel_requisition,
            confirm=_l("Void this requisition?"),
            more=True,
        ),
    ),
    smart=(
        SmartButton(
            title=_l("Exit permits"),
            icon="door-exit",
            permission="parts.exit.read",
            count=counting(ExitPermit.requisition_id),
            url=lambda _uow, r: list_url("parts.exit_permits", requisition=r.id),
        ),
        SmartButton(
            title=_l("Old parts"),
            icon="recycle",
            permission="parts.old_part.read",
            count=counting(OldPart.requisition_id),
            url=lambda _uow, r: list_url("parts.old_parts", requisition=r.id),
        ),
    ),
    documents=("parts.requisition",),
    why={"approved_by": explain_chain},
)

REQUISITION_LOOKUP = Lookup(
    name="parts.requisition",
    title=_l("Requisitions"),
    query=lambda: select(Requisition).join(Requisition.case),
    key=Requisition.id,
    label=Requisition.number,
    sublabel=Case.summary,
    search=(Requisition.number, Case.number, Case.summary),
    form="parts.requisition",
    icon="clipboard-list",
    everywhere=True,
)
