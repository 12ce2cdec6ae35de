"""The verbs of quality."""

from datetime import date
from typing import Any

from sqlalchemy import select

from aftersales.access import requires
from aftersales.auth.models import Department
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Invalid, Refused
from aftersales.i18n import _l
from aftersales.regulation.resolve import Scope, resolve
from aftersales.regulation.snapshots import snapshot
from aftersales.workflow import advance, start
from modules.parts.api import OldPart
from modules.quality.events import CauseJudged, ProblemClosed, ProblemOpened
from modules.quality.models import Measure, Problem
from modules.quality.words import CAUSES, MEASURES
from modules.service.api import Case


@requires("quality.problem.open")
def open_problem(
    uow: UnitOfWork,
    *,
    title: str,
    description: str = "",
    severity: str = "minor",
    case_id: int | None = None,
    old_part_id: int | None = None,
) -> Problem:
    """Register a problem from the field, with the case or the old part that shows it (S0-4.2.6).

    Emits ``ProblemOpened``.
    """
    old = uow.get(OldPart, old_part_id) if old_part_id else None
    if case_id is None and old is not None:
        case_id = old.case_id
    if case_id is not None:
        uow.get(Case, case_id)
    problem = Problem(
        number=uow.number("ZL"),
        title=title,
        description=description,
        severity=severity,
        case_id=case_id,
        old_part_id=old.id if old else None,
    )
    # The row is its reporter's by its stamp, which the rule of reporters reads.
    problem.created_by_id = uow.actor.user_id
    start(uow, problem)
    uow.emit(ProblemOpened(problem_id=problem.id, case_id=problem.case_id))
    return problem


@requires("quality.problem.open")
def change_problem(uow: UnitOfWork, /, *, record_id: int, **changes: Any) -> Problem:
    """Correct the description while nobody has judged it."""
    problem = uow.get(Problem, record_id, lock=True)
    if problem.state != "registered":
        raise Refused(_l("The problem was judged already; write what is new into its thread."))
    for name in ("title", "description", "severity"):
        if name in changes:
            setattr(problem, name, changes[name])
    uow.flush()
    return problem


@requires("quality.problem.judge")
def judge_cause(
    uow: UnitOfWork,
    *,
    record_id: int,
    cause_class: str,
    root_cause: str,
    department_id: int | None = None,
) -> Problem:
    """Name cause class, root cause and responsible department. Emits ``CauseJudged``.

    :param department_id: None takes the department the regulation names for the cause class
        (``quality.responsible_department``), and keeps that clause with the problem.
    """
    if cause_class not in CAUSES:
        raise Invalid(_l("Choose a cause class."), field="cause_class")
    problem = uow.get(Problem, record_id, lock=True)
    problem.cause_class, problem.root_cause = cause_class, root_cause
    problem.department_id = department_id or _regulated_department(uow, problem, cause_class)
    problem.judged_at, problem.judged_by_id = uow.now, uow.actor.user_id
    advance(uow, problem, "judge")
    assert problem.department_id is not None
    uow.emit(
        CauseJudged(
            problem_id=problem.id, cause_class=cause_class, department_id=problem.department_id
        )
    )
    return problem


def _regulated_department(uow: UnitOfWork, problem: Problem, cause_class: str) -> int:
    rule = resolve(uow, "quality.responsible_department", scope=Scope())
    row = rule.table.match(cause=cause_class) if rule.is_set else None
    code = row["department"] if row else ""
    found = uow.scalar(select(Department.id).where(Department.code == code))
    if found is None:
        raise Invalid(_l("Name the responsible department."), field="department_id")
    snapshot(uow, problem, "responsibility", rule)
    return found


@requires("quality.problem.judge")
def add_measure(
    uow: UnitOfWork, *, record_id: int, kind: str, text: str, department_id: int, due_on: date
) -> Measure:
    """Ask a department for a measure until a day. :raises Refused: the problem is closed."""
    if kind not in MEASURES:
        raise Invalid(_l("Choose a kind of measure."), field="kind")
    problem = uow.get(Problem, record_id)
    if problem.state in ("closed", "rejected"):
        raise Refused(_l("The problem is closed."))
    measure = Measure(
        problem=problem, kind=kind, text=text, department_id=department_id, due_on=due_on
    )
    return uow.add(measure)


@requires("quality.measure.do")
def complete_measure(uow: UnitOfWork, *, record_id: int, result: str) -> Measure:
    """Say that a measure was carried out, and how.

    :raises Forbidden: it is another department's. :raises Refused: it is done already.
    """
    measure = uow.get(Measure, record_id, lock=True)
    own = measure.department_id == uow.actor.department_id
    if not own and not uow.actor.can("quality.problem.judge"):
        raise Forbidden(
            _l("This measure is another department's: {name}.", name=measure.department)
        )
    if measure.done_at is not None:
        raise Refused(_l("This measure is done already."))
    measure.result, measure.done_at, measure.done_by_id = result, uow.now, uow.actor.user_id
    uow.flush()
    return measure


@requires("quality.problem.judge")
def close_problem(uow: UnitOfWork, *, record_id: int, verification: str) -> Problem:
    """Close the problem once its measures have proved effective. Emits ``ProblemClosed``."""
    problem = uow.get(Problem, record_id, lock=True)
    advance(uow, problem, "close")
    problem.verification, problem.closed_at = verification, uow.now
    uow.emit(ProblemClosed(problem_id=problem.id, case_id=problem.case_id))
    return problem
