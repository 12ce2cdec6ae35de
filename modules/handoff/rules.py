"""Who sees which contract: sales and service all, a department those it works on (rules 1.9)."""

from typing import Any

from sqlalchemy import ColumnElement, select

from aftersales.access.fields import FieldRule
from aftersales.access.rules import RecordRule, every_row
from aftersales.actor import Actor
from aftersales.db.base import model_name
from aftersales.i18n import _l
from aftersales.workflow import Approval, ApprovalChain
from modules.handoff import manifest as may
from modules.handoff.models import Clause, Contract

# Plain tables: these criteria run inside the guard, which must not guard them again.
_CLAUSE: Any = Clause.__table__
_STEP: Any = Approval.__table__
_CHAIN: Any = ApprovalChain.__table__

AT_THE_WORKS = ("executing", "ready")
ON_THE_WAY = ("ready", "in_transit", "delivered")
ON_SITE = ("in_transit", "delivered", "accepted")


def holds_a_clause(actor: Actor) -> ColumnElement[bool]:
    """Contracts in which the actor's department has a clause to fulfil."""
    mine = select(_CLAUSE.c.contract_id).where(_CLAUSE.c.department_id == actor.department_id)
    return Contract.id.in_(mine)


def signs_the_review(actor: Actor) -> ColumnElement[bool]:
    """Contracts whose review the actor's role signs or has signed."""
    signed = (
        select(_CHAIN.c.record_id)
        .join(_STEP, _STEP.c.chain_id == _CHAIN.c.id)
        .where(_CHAIN.c.model == model_name(Contract), _STEP.c.role.in_(actor.roles))
    )
    return Contract.id.in_(signed)


RULES = (
    every_row(Contract, may.READ_ALL, _l("All contracts, for sales, service and leaders")),
    every_row(Contract, may.WRITE, _l("All contracts may be changed by sales"), write=True),
    RecordRule(
        name="handoff.contract.clause",
        model=Contract,
        permission=may.COMPLETE,
        where=holds_a_clause,
        title=_l("Contracts in which one's department has a clause"),
        write=True,
    ),
    RecordRule(
        name="handoff.contract.review",
        model=Contract,
        permission=may.READ,
        where=signs_the_review,
        title=_l("Contracts whose review one signs"),
    ),
    RecordRule(
        name="handoff.contract.kit",
        model=Contract,
        permission=may.KIT,
        where=lambda _actor: Contract.state.in_(AT_THE_WORKS),
        title=_l("Contracts whose kit is being checked"),
        write=True,
    ),
    RecordRule(
        name="handoff.contract.ship",
        model=Contract,
        permission=may.SHIP,
        where=lambda _actor: Contract.state.in_((*AT_THE_WORKS, *ON_THE_WAY)),
        title=_l("Contracts that are shipped or about to be"),
        write=True,
    ),
    RecordRule(
        name="handoff.contract.site",
        model=Contract,
        permission=may.ACCEPTANCE,
        where=lambda _actor: Contract.state.in_(ON_SITE),
        title=_l("Contracts whose machines are on site"),
        write=True,
    ),
    every_row(Contract, may.RECEIVE, _l("All contracts may be taken over by service"), write=True),
    every_row(
        Contract, may.TERMINATE, _l("All contracts may be terminated by leaders"), write=True
    ),
)

FIELD_RULES = (
    FieldRule(model=Contract, field="amount", permission=may.AMOUNT, mode="hidden"),
    FieldRule(model=Contract, field="payment_terms", permission=may.AMOUNT, mode="hidden"),
)
