"""Who sees and changes which problems (matrix 1.9)."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from aftersales.access import Actor, RecordRule, every_row
from aftersales.i18n import _l
from modules.quality.models import Measure, Problem
from modules.service.api import Case

_problems: Any = Problem.__table__
_measures: Any = Measure.__table__

SEE_ALL = (
    "admin",
    "quality",
    "technical",
    "dispatcher",
    "sales",
    "leader",
    "archivist",
    "auditor",
    "finance",
)


def concerned(actor: Actor) -> ColumnElement[bool]:
    """All for those who follow every problem; others those of their department or their own."""
    if actor.has_role(*SEE_ALL):
        return Problem.id.is_not(None)
    tasks = select(_measures.c.problem_id).where(_measures.c.department_id == actor.department_id)
    return or_(
        Problem.created_by_id == actor.user_id,
        Problem.department_id == actor.department_id,
        Problem.id.in_(tasks),
    )


def with_problem(actor: Actor) -> ColumnElement[bool]:
    """Cases whose problem one's department answers for."""
    tasks = select(_measures.c.problem_id).where(_measures.c.department_id == actor.department_id)
    mine = select(_problems.c.case_id).where(
        or_(_problems.c.department_id == actor.department_id, _problems.c.id.in_(tasks))
    )
    return Case.id.in_(mine)


RULES = (
    RecordRule(
        name="quality.Problem.read",
        model=Problem,
        permission="quality.problem.read",
        title=_l("Problems one reported or one's department works on; all for quality"),
        where=concerned,
    ),
    every_row(Problem, "quality.problem.judge", _l("All problems"), write=True),
    RecordRule(
        name="quality.Problem.open",
        model=Problem,
        permission="quality.problem.open",
        title=_l("Problems one reported or one's department works on; all for quality"),
        where=concerned,
        write=True,
    ),
    RecordRule(
        name="quality.Problem.measure",
        model=Problem,
        permission="quality.measure.do",
        title=_l("Problems one reported or one's department works on; all for quality"),
        where=concerned,
        write=True,
    ),
    RecordRule(
        name="quality.Case.problem",
        model=Case,
        permission="quality.measure.do",
        where=with_problem,
        title=_l("Cases whose quality problem one's department answers for"),
    ),
)
