"""Measures: what a department has to do, and until when."""

from sqlalchemy import case, func

from aftersales.auth.models import Department
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
)
from modules.quality import queries, services
from modules.quality.forms import ResultForm
from modules.quality.models import Measure, Problem
from modules.quality.words import MEASURES

LATE = Measure.done_at.is_(None) & (Measure.due_on < func.current_date())


MEASURE_LIST = ListView(
    name="quality.measures",
    title=_l("Measures against it"),
    model=Measure,
    path="/quality/measures",
    permission="quality.problem.read",
    query=queries.measures,
    form="quality.measure",
    order="due_on",
    columns=(
        Column(
            name="text",
            title=_l("Measure"),
            source=Measure.text,
            kind="link",
            sort=False,
            mobile="primary",
        ),
        Column(
            name="kind",
            title=_l("Kind"),
            source=Measure.kind,
            kind="badge",
            labels=MEASURES,
            sort=False,
            mobile="side",
        ),
        Column(
            name="problem",
            title=_l("Quality problem"),
            source=Problem.title,
            kind="link",
            to=("quality.problem", Measure.problem_id),
            sort=False,
            mobile="secondary",
        ),
        Column(name="department", title=_l("Department"), source=Department.name, sort=False),
        Column(
            name="due_on",
            title=_l("To be done by"),
            source=Measure.due_on,
            kind="date",
            mobile="secondary",
        ),
        Column(
            name="done_at", title=_l("Done at"), source=Measure.done_at, kind="datetime", sort=False
        ),
    ),
    filters=(
        Filter(
            name="mine",
            title=_l("My department's"),
            where=lambda actor: Measure.department_id == actor.department_id,
            default=True,
        ),
        Filter(name="open", title=_l("Open"), where=Measure.done_at.is_(None), default=True),
        Filter(name="late", title=_l("Overdue"), where=LATE),
    ),
    search=(Measure.text, Problem.title),
    tone=case((LATE, "danger"), else_=None),
    empty=EmptyState(sentence=_l("No measure waits on your department.")),
)


MEASURE = FormView(
    name="quality.measure",
    title=_l("Measure"),
    model=Measure,
    path="/quality/measures",
    permission="quality.problem.read",
    list="quality.measures",
    heading=lambda measure: measure.text,
    subheading=lambda measure: measure.problem.title,
    status=False,
    groups=(
        Group(
            fields=(
                Field(
                    name="problem",
                    title=_l("Quality problem"),
                    value=lambda m: m.problem.number,
                    to=lambda m: ("quality.problem", m.problem_id),
                ),
                Field(name="kind", title=_l("Kind"), kind="badge", labels=MEASURES),
                Field(
                    name="department", title=_l("Department"), value=lambda m: m.department.title
                ),
                Field(name="due_on", title=_l("To be done by"), kind="date"),
                Field(name="done_at", title=_l("Done at"), kind="datetime"),
                Field(
                    name="done_by",
                    title=_l("Done by"),
                    value=lambda m: m.done_by.name if m.done_by else "",
                ),
                Field(name="result", title=_l("Outcome"), wide=True),
            )
        ),
    ),
    actions=(
        Action(
            name="complete",
            title=_l("Carried out"),
            verb=services.complete_measure,
            form=ResultForm,
            style="primary",
            icon="check",
            permission="quality.measure.do",
            when=lambda _uow, m: m.done_at is None,
        ),
    ),
)
