"""SQL expressions and labels that several pages of the hand-off share."""

from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, select

from aftersales.actor import Actor
from aftersales.db import clock
from modules.handoff.models import Clause, Contract

TODAY: Any = bindparam("handoff_today", callable_=clock.today, type_=Date())
"""The company's date at the moment a statement runs."""

RUNNING = ("executing", "ready", "in_transit", "delivered", "accepted")
"""States in which the departments' clauses are due."""


def has_late_clause() -> ColumnElement[bool]:
    """Contracts with a clause that is open after its day."""
    late = select(Clause.contract_id).where(Clause.state == "open", Clause.due_on < TODAY)
    return Contract.id.in_(late)


def holds_clause(actor: Actor) -> ColumnElement[bool]:
    """Contracts in which the actor's department still has something to do."""
    mine = select(Clause.contract_id).where(
        Clause.department_id == actor.department_id, Clause.state == "open"
    )
    return Contract.id.in_(mine)
