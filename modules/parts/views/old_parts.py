"""The old-part ledger."""

from typing import Any

from sqlalchemy import Select, case, func, select

from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
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
    ListView,
    state_labels,
)
from modules.parts import services
from modules.parts.forms import JudgeForm, ReceiveOldPartForm, WaiveForm
from modules.parts.models import OldPart, Part
from modules.parts.words import VERDICTS
from modules.parts.workflow import OLD_PART as LIFE
from modules.service.api import Case

STATES = state_labels(LIFE)
OVERDUE = (OldPart.state == "due") & (OldPart.due_on < func.current_date())


def old_parts() -> Select[Any]:
    """Old parts with part, holder and case."""
    return select(OldPart).join(OldPart.part).join(OldPart.holder).outerjoin(OldPart.case)


def explain_due(uow: UnitOfWork, old: OldPart) -> Because | None:
    """Why the part is owed by that day."""
    return because_of(uow, old, "due")


OLD_PARTS = ListView(
    name="parts.old_parts",
    title=_l("Old-part ledger"),
    model=OldPart,
    path="/parts/old-parts",
    permission="parts.old_part.read",
    query=old_parts,
    form="parts.old_part",
    order="due_on",
    columns=(
        Column(name="number", title=_l("No."), source=OldPart.number, kind="link"),
        Column(name="part", title=_l("Part"), source=Part.name, sort=False, mobile="primary"),
        Column(
            name="quantity",
            title=_l("Quantity"),
            source=OldPart.quantity,
            kind="quantity",
            sort=False,
            sum=True,
        ),
        Column(
            name="holder",
            title=_l("Owed by"),
            source=User.name,
            kind="avatar",
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="due_on",
            title=_l("Due on"),
            source=OldPart.due_on,
            kind="date",
            mobile="secondary",
        ),
        Column(
            name="case",
            title=_l("Case"),
            source=Case.number,
            kind="link",
            to=("service.case", OldPart.case_id),
            sort=False,
        ),
        Column(
            name="verdict",
            title=_l("Verdict"),
            source=OldPart.verdict,
            kind="badge",
            labels={"": ("", "grey"), **VERDICTS},
            sort=False,
        ),
        Column(
            name="state",
            title=_l("State"),
            source=OldPart.state,
            kind="badge",
            labels=STATES,
            mobile="side",
        ),
    ),
    filters=(
        Filter(
            name="mine", title=_l("Mine"), where=lambda actor: OldPart.holder_id == actor.user_id
        ),
        Filter(name="due", title=_l("Owed"), where=OldPart.state == "due", group="state"),
        Filter(
            name="to_judge",
            title=_l("To be judged"),
            where=OldPart.state == "received",
            group="state",
        ),
        Filter(name="overdue", title=_l("Overdue"), where=OVERDUE),
    ),
    facets=(
        Facet(
            name="requisition",
            title=_l("Requisition"),
            source=OldPart.requisition_id,
            kind="lookup",
            lookup="parts.requisition",
        ),
        Facet(
            name="case",
            title=_l("Case"),
            source=OldPart.case_id,
            kind="lookup",
            lookup="service.case",
        ),
        Facet(name="due_on", title=_l("Due on"), source=OldPart.due_on, kind="date"),
    ),
    groups=(
        GroupBy(name="state", title=_l("State"), source=OldPart.state, labels=STATES),
        GroupBy(
            name="holder", title=_l("Owed by"), source=OldPart.holder_id, title_source=User.name
        ),
    ),
    search=(OldPart.number, Part.name, Part.code, User.name),
    search_hint=_l("Number, part, person"),
    tone=case((OVERDUE, "danger"), else_=None),
    board=BoardView(
        column="state", title="part", lines=("number", "case", "due_on"), corner=("holder",)
    ),
    empty=EmptyState(sentence=_l("No old part is owed. Issuing an important part opens the debt.")),
)

OLD_PART = FormView(
    name="parts.old_part",
    title=_l("Old part"),
    model=OldPart,
    path="/parts/old-parts",
    permission="parts.old_part.read",
    list="parts.old_parts",
    heading=lambda old: old.part.name,
    subheading=lambda old: old.number,
    groups=(
        Group(
            fields=(
                Field(
                    name="part",
                    title=_l("Part"),
                    value=lambda o: str(o.part),
                    to=lambda o: ("parts.part", o.part_id),
                ),
                Field(name="quantity", title=_l("Quantity"), kind="quantity"),
                Field(
                    name="holder", title=_l("Owed by"), kind="avatar", value=lambda o: o.holder.name
                ),
                Field(name="due_on", title=_l("Due on"), kind="date"),
                Field(
                    name="case",
                    title=_l("Case"),
                    value=lambda o: o.case.number if o.case else "",
                    to=lambda o: ("service.case", o.case_id),
                ),
                Field(
                    name="requisition",
                    title=_l("Requisition"),
                    value=lambda o: o.requisition.number,
                    to=lambda o: ("parts.requisition", o.requisition_id),
                ),
            )
        ),
        Group(
            title=_l("Return"),
            when=lambda _uow, o: o.received_at is not None,
            fields=(
                Field(name="received_at", title=_l("Taken in"), kind="datetime"),
                Field(
                    name="received_by",
                    title=_l("Keeper"),
                    value=lambda o: o.received_by.name if o.received_by else "",
                ),
                Field(name="serial", title=_l("Old serial no.")),
                Field(name="return_method", title=_l("How it came back")),
                Field(name="damage", title=_l("Damage seen"), wide=True),
            ),
        ),
        Group(
            title=_l("Verdict of quality"),
            when=lambda _uow, o: o.judged_at is not None,
            fields=(
                Field(name="verdict", title=_l("Disposal"), kind="badge", labels=VERDICTS),
                Field(name="judged_at", title=_l("Judged at"), kind="datetime"),
                Field(
                    name="judged_by",
                    title=_l("Judged by"),
                    value=lambda o: o.judged_by.name if o.judged_by else "",
                ),
                Field(name="verdict_note", title=_l("Finding"), wide=True),
            ),
        ),
        Group(
            title=_l("Waiver"),
            when=lambda _uow, o: bool(o.waiver),
            fields=(Field(name="waiver", title=_l("Reason"), wide=True),),
        ),
    ),
    actions=(
        Action(
            name="receive",
            title=_l("Take in"),
            transition="receive",
            verb=services.receive_old_part,
            form=ReceiveOldPartForm,
            style="primary",
            icon="recycle",
        ),
        Action(
            name="judge",
            title=_l("Judge"),
            transition="judge",
            verb=services.judge_old_part,
            form=JudgeForm,
            style="primary",
            icon="stethoscope",
        ),
        Action(
            name="waive",
            title=_l("Waive"),
            transition="waive",
            verb=services.waive_old_part,
            form=WaiveForm,
            more=True,
        ),
    ),
    documents=("parts.old_part",),
    why={"due_on": explain_due},
)
