"""Who sees and changes which problems (matrix 1.9)."""

from sqlalchemy import ColumnElement, or_, select

from aftersales.access import Actor, RecordRule
from aftersales.i18n import _l
from modules.quality.models import Measure, Problem

SEE_ALL = (
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
    tasks = select(Measure.problem_id).where(Measure.department_id == actor.department_id)
    return or_(
        Problem.created_by_id == actor.user_id,
        Problem.department_id == actor.department_id,
        Problem.id.in_(tasks),
    )


RULES = (
    RecordRule(
        name="quality.Problem.read",
        model=Problem,
        permission="quality.problem.read",
        title=_l("Problems one reported or one's department works on; all for quality"),
        where=concerned,
    ),
    RecordRule(
        name="quality.Problem.judge",
        model=Problem,
        permission="quality.problem.judge",
        title=_l("All problems"),
        write=True,
    ),
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
)
