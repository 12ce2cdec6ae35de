"""Quality problems: the list, the board and the record page."""

from sqlalchemy import select

from aftersales.auth.models import Department
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
    Tab,
    Verb,
    state_labels,
)
from modules.quality import queries, services
from modules.quality.forms import CloseForm, JudgeCauseForm, MeasureForm, ProblemForm
from modules.quality.models import Measure, Problem
from modules.quality.words import CAUSES, MEASURES, SEVERITIES
from modules.quality.workflow import PROBLEM as LIFE
from modules.service.api import Case

STATES = state_labels(LIFE)


CAUSE_LABELS = {"": (_l("Not judged"), "grey"), **CAUSES}


def explain_responsibility(uow: UnitOfWork, problem: Problem) -> Because | None:
    """Which clause named the department, when nobody chose another."""
    return because_of(uow, problem, "responsibility")


def judged(_uow: UnitOfWork, problem: Problem | None) -> bool:
    """Quality has named the cause."""
    return problem is not None and problem.judged_at is not None


PROBLEMS = ListView(
    name="quality.problems",
    title=_l("Quality problems"),
    model=Problem,
    path="/quality/problems",
    permission="quality.problem.read",
    query=queries.problems,
    form="quality.problem",
    order="-created_at",
    columns=(
        Column(
            name="number", title=_l("No."), source=Problem.number, kind="link", mobile="secondary"
        ),
        Column(
            name="created_at", title=_l("Registered"), source=Problem.created_at, kind="datetime"
        ),
        Column(
            name="title",
            title=_l("Problem title"),
            source=Problem.title,
            sort=False,
            mobile="primary",
        ),
        Column(
            name="case",
            title=_l("Case"),
            source=Case.number,
            kind="link",
            to=("service.case", Problem.case_id),
            sort=False,
        ),
        Column(
            name="severity",
            title=_l("Severity"),
            source=Problem.severity,
            kind="badge",
            labels=SEVERITIES,
            sort=False,
        ),
        Column(
            name="cause_class",
            title=_l("Cause class"),
            source=Problem.cause_class,
            kind="badge",
            labels=CAUSE_LABELS,
            mobile="secondary",
        ),
        Column(
            name="department",
            title=_l("Responsible department"),
            source=Department.name,
            sort=False,
        ),
        Column(
            name="state",
            title=_l("State"),
            source=Problem.state,
            kind="badge",
            labels=STATES,
            mobile="side",
        ),
    ),
    filters=(
        Filter(
            name="open",
            title=_l("Open"),
            where=Problem.state.not_in(("closed", "rejected")),
            default=True,
        ),
        Filter(
            name="department",
            title=_l("My department's"),
            where=lambda actor: Problem.department_id == actor.department_id,
        ),
    ),
    facets=(
        Facet(
            name="case",
            title=_l("Case"),
            source=Problem.case_id,
            kind="lookup",
            lookup="service.case",
        ),
        Facet(
            name="cause_class",
            title=_l("Cause class"),
            source=Problem.cause_class,
            kind="choice",
            labels=CAUSE_LABELS,
        ),
        Facet(name="created_at", title=_l("Registered"), source=Problem.created_at, kind="date"),
    ),
    groups=(
        GroupBy(
            name="cause_class",
            title=_l("Cause class"),
            source=Problem.cause_class,
            labels=CAUSE_LABELS,
        ),
        GroupBy(
            name="department",
            title=_l("Responsible department"),
            source=Problem.department_id,
            title_source=Department.name,
        ),
        GroupBy(name="state", title=_l("State"), source=Problem.state, labels=STATES),
        GroupBy(name="month", title=_l("Month"), source=Problem.created_at, by="month"),
    ),
    search=(Problem.number, Problem.title, Problem.description),
    search_hint=_l("Number, title, description"),
    board=BoardView(
        column="state", title="title", lines=("number", "case", "department"), corner=("severity",)
    ),
    empty=EmptyState(
        sentence=_l("No quality problem is open. One begins with a case or a judged old part."),
        button=_l("New problem"),
    ),
)


PROBLEM = FormView(
    name="quality.problem",
    title=_l("Quality problem"),
    model=Problem,
    path="/quality/problems",
    permission="quality.problem.read",
    list="quality.problems",
    form=ProblemForm,
    heading=lambda problem: problem.title,
    subheading=lambda problem: problem.number,
    initial=queries.proposal,
    groups=(
        Group(
            fields=(
                "title",
                "severity",
                Field(
                    name="case_id",
                    title=_l("Case"),
                    value=lambda p: p.case.number if p.case else "",
                    to=lambda p: ("service.case", p.case_id),
                ),
                Field(
                    name="old_part_id",
                    title=_l("Old part"),
                    value=lambda p: str(p.old_part.part) if p.old_part else "",
                    to=lambda p: ("parts.old_part", p.old_part_id),
                ),
                Field(name="description", wide=True),
            )
        ),
        Group(
            title=_l("Cause and responsibility"),
            when=judged,
            fields=(
                Field(
                    name="cause_class",
                    title=_l("Cause class"),
                    kind="badge",
                    labels=CAUSES,
                    only="read",
                ),
                Field(
                    name="department",
                    title=_l("Responsible department"),
                    value=lambda p: p.department.title if p.department else "",
                    only="read",
                ),
                Field(
                    name="judged_by",
                    title=_l("Cause judged by"),
                    value=lambda p: p.judged_by.name if p.judged_by else "",
                    only="read",
                ),
                Field(name="judged_at", title=_l("Cause judged at"), kind="datetime", only="read"),
                Field(name="root_cause", title=_l("Root cause"), wide=True, only="read"),
                Field(
                    name="verification",
                    title=_l("How it was verified"),
                    wide=True,
                    only="read",
                    when=lambda _uow, p: bool(p and p.verification),
                ),
            ),
        ),
    ),
    tabs=(
        Tab(
            name="measures",
            title=_l("Measures against it"),
            on_create=False,
            lines=LinesView(
                query=lambda p: (
                    select(Measure).join(Measure.department).where(Measure.problem_id == p.id)
                ),
                form="quality.measure",
                columns=(
                    Column(
                        name="kind",
                        title=_l("Kind"),
                        source=Measure.kind,
                        kind="badge",
                        labels=MEASURES,
                    ),
                    Column(name="text", title=_l("Measure"), source=Measure.text, kind="link"),
                    Column(name="department", title=_l("Department"), source=Department.name),
                    Column(
                        name="due_on", title=_l("To be done by"), source=Measure.due_on, kind="date"
                    ),
                    Column(
                        name="done_at", title=_l("Done at"), source=Measure.done_at, kind="datetime"
                    ),
                    Column(name="result", title=_l("Outcome"), source=Measure.result),
                ),
                empty=EmptyState(sentence=_l("No measure yet.")),
            ),
        ),
    ),
    create=Verb(permission="quality.problem.open", fn=services.open_problem),
    update=Verb(permission="quality.problem.open", fn=services.change_problem),
    locked=lambda _uow, p: (
        None
        if p.state == "registered"
        else _("The problem was judged already; write what is new into its thread.")
    ),
    actions=(
        Action(
            name="judge",
            title=_l("Judge the cause"),
            transition="judge",
            verb=services.judge_cause,
            form=JudgeCauseForm,
            style="primary",
            icon="gavel",
        ),
        Action(
            name="measure",
            title=_l("Add a measure"),
            verb=services.add_measure,
            form=MeasureForm,
            icon="plus",
            permission="quality.problem.judge",
            when=lambda _uow, p: p.state in ("measures", "registered"),
        ),
        Action(
            name="close",
            title=_l("Close the problem"),
            transition="close",
            verb=services.close_problem,
            form=CloseForm,
            style="success",
            icon="check",
        ),
    ),
    why={"department": explain_responsibility},
)
