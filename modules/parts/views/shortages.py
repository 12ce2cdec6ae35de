"""Shortage notices."""

from typing import Any

from sqlalchemy import Select, select

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
    state_labels,
)
from modules.parts import services
from modules.parts.forms import ShortageForm
from modules.parts.models import Part, Requisition, ShortageNotice
from modules.parts.workflow import SHORTAGE as LIFE

STATES = state_labels(LIFE)


def shortages() -> Select[Any]:
    """Notices with part and requisition."""
    return select(ShortageNotice).join(ShortageNotice.part).outerjoin(ShortageNotice.requisition)


SHORTAGES = ListView(
    name="parts.shortages",
    title=_l("Shortage notices"),
    model=ShortageNotice,
    path="/parts/shortages",
    permission="parts.shortage.read",
    query=shortages,
    form="parts.shortage",
    order="-created_at",
    columns=(
        Column(name="number", title=_l("No."), source=ShortageNotice.number, kind="link"),
        Column(
            name="created_at", title=_l("Since"), source=ShortageNotice.created_at, kind="datetime"
        ),
        Column(name="part", title=_l("Part"), source=Part.name, sort=False, mobile="primary"),
        Column(
            name="quantity",
            title=_l("Quantity"),
            source=ShortageNotice.quantity,
            kind="quantity",
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="requisition",
            title=_l("Requisition"),
            source=Requisition.number,
            kind="link",
            to=("parts.requisition", ShortageNotice.requisition_id),
            sort=False,
        ),
        Column(
            name="expected_on",
            title=_l("Expected on"),
            source=ShortageNotice.expected_on,
            kind="date",
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="state",
            title=_l("State"),
            source=ShortageNotice.state,
            kind="badge",
            labels=STATES,
            mobile="side",
        ),
    ),
    filters=(Filter(name="open", title=_l("Unanswered"), where=ShortageNotice.state == "open"),),
    search=(ShortageNotice.number, Part.name, Part.code),
    empty=EmptyState(
        sentence=_l("Nothing is short. A notice opens when an approved part is not in stock.")
    ),
)

SHORTAGE = FormView(
    name="parts.shortage",
    title=_l("Shortage notice"),
    model=ShortageNotice,
    path="/parts/shortages",
    permission="parts.shortage.read",
    list="parts.shortages",
    heading=lambda notice: notice.part.name,
    subheading=lambda notice: notice.number,
    groups=(
        Group(
            fields=(
                Field(
                    name="part",
                    title=_l("Part"),
                    value=lambda n: str(n.part),
                    to=lambda n: ("parts.part", n.part_id),
                ),
                Field(name="quantity", title=_l("Quantity"), kind="quantity"),
                Field(
                    name="requisition",
                    title=_l("Requisition"),
                    value=lambda n: n.requisition.number,
                    to=lambda n: ("parts.requisition", n.requisition_id),
                ),
                Field(name="expected_on", title=_l("Expected on"), kind="date"),
                Field(name="answer", title=_l("Remark"), wide=True),
            )
        ),
    ),
    actions=(
        Action(
            name="answer",
            title=_l("Answer"),
            transition="answer",
            verb=services.answer_shortage,
            form=ShortageForm,
            style="primary",
            icon="message",
        ),
    ),
)
