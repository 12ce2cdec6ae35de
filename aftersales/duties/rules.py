"""Who sees the duty calendar, and who may mark a duty done: its owners and the leaders."""

from sqlalchemy import ColumnElement, false, or_, true

from aftersales.access.rules import RecordRule, every_row
from aftersales.actor import Actor
from aftersales.duties.models import OwedDuty
from aftersales.i18n import _l

READ = "regulation.read"
LEADER = "leader"
WATCHERS = (LEADER, "dispatcher")
"""Roles that are shown what others have missed."""


def of_department(actor: Actor) -> ColumnElement[bool]:
    """The duties of the actor's department."""
    if not actor.department_code:
        return false()
    return OwedDuty.departments.contains(f" {actor.department_code} ", autoescape=True)


def owed_by(actor: Actor) -> ColumnElement[bool]:
    """The duties that the actor's department or one of their roles owes."""
    return or_(of_department(actor), OwedDuty.role.in_(sorted(actor.roles)))


def owes(actor: Actor, departments: str, role: str) -> bool:
    """The same of one duty."""
    mine = f" {actor.department_code} " if actor.department_code else None
    return (mine is not None and mine in departments) or actor.has_role(role)


def _may_write(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.has_role(LEADER) else owed_by(actor)


def may_write(actor: Actor, duty: OwedDuty) -> bool:
    """Whether the actor may mark it done or say why it was missed."""
    return actor.has_role(LEADER) or owes(actor, duty.departments, duty.role)


RULES = (
    every_row(OwedDuty, READ, _l("The whole duty calendar")),
    RecordRule(
        name="duties.OwedDuty:owner",
        model=OwedDuty,
        permission=READ,
        title=_l("Duties of one's department or role; leaders: every duty"),
        where=_may_write,
        write=True,
    ),
)
