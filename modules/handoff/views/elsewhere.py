"""What other pages show of the hand-off: customers, equipment, Home."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from aftersales.actor import Actor
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.views import (
    ExtraAction,
    SmartButton,
    Tile,
    WaitingItem,
    WaitingProvider,
    counting,
)
from aftersales.views.urls import list_url, record_url
from modules.customers.api import Customer, Equipment
from modules.handoff import manifest as may
from modules.handoff.guards import IN_THE_CONTRACT, missing_for_service
from modules.handoff.models import CLAUSE_KINDS, Clause, Contract
from modules.handoff.views.sources import RUNNING, TODAY

SHOWN = 20


def _contract_of(uow: UnitOfWork, equipment: Equipment) -> Contract | None:
    return uow.scalar(select(Contract).where(Contract.number == equipment.contract_number))


def _count_of(uow: UnitOfWork, equipment: Equipment) -> int:
    return 1 if equipment.contract_number and _contract_of(uow, equipment) else 0


def _contract_url(uow: UnitOfWork, equipment: Equipment) -> str:
    contract = _contract_of(uow, equipment)
    return record_url("handoff.contract", contract.id) if contract else ""


ACTIONS = (
    ExtraAction(
        view="customers.customer",
        smart=SmartButton(
            title=_l("Contracts"),
            icon="file-text",
            count=counting(Contract.customer_id),
            url=lambda _uow, customer: list_url("handoff.contracts", customer=customer.id),
            permission=may.READ,
        ),
    ),
    ExtraAction(
        view="customers.equipment",
        smart=SmartButton(
            title=_l("Contract"),
            icon="file-text",
            count=_count_of,
            url=_contract_url,
            permission=may.READ,
            when=lambda uow, equipment: bool(equipment and _count_of(uow, equipment)),
        ),
    ),
)


def _end_of(day: object) -> datetime | None:
    """The end of a due day on the company's clock."""
    if not hasattr(day, "year"):
        return None
    return datetime.combine(day, time(23, 59), clock.zone())  # type: ignore[arg-type]


def clauses_due(uow: UnitOfWork, actor: Actor) -> Sequence[WaitingItem]:
    """The open clauses of the actor's department, the next due first (S1-in-1)."""
    statement = (
        select(Clause)
        .join(Clause.contract)
        .options(joinedload(Clause.contract))
        .where(
            Clause.department_id == actor.department_id,
            Clause.state == "open",
            Contract.state.in_(RUNNING),
        )
        .order_by(Clause.due_on, Clause.id)
        .limit(SHOWN)
    )
    return [
        WaitingItem(
            title=clause.text.splitlines()[0][:60],
            url=record_url("handoff.clause", clause.id),
            who=str(clause.department or ""),
            since=clause.created_at,
            due_at=_end_of(clause.due_on),
            kind=f"{clause.contract.number} · {CLAUSE_KINDS[clause.kind][0]}",
        )
        for clause in uow.scalars(statement)
    ]


STEPS = {
    "decomposing": (may.WRITE, _l("Break down to the departments")),
    "executing": (may.KIT, _l("Check the kit")),
    "ready": (may.SHIP, _l("Ship the machines")),
    "in_transit": (may.SHIP, _l("Register arrival")),
    "delivered": (may.ACCEPTANCE, _l("Accept on site")),
    "accepted": (may.RECEIVE, _l("Take over for service")),
}
"""The step a contract waits for in each state, and who may take it."""


LEAVING = ("ready", "in_transit", "delivered", "accepted")
"""States in which the hand-off is near."""


def contracts_waiting(uow: UnitOfWork, actor: Actor) -> Sequence[WaitingItem]:
    """Contracts whose next step the actor may take."""
    states = [state for state, (permission, _title) in STEPS.items() if actor.can(permission)]
    return [
        _waiting(
            contract,
            kind=STEPS[contract.state][1],
            due_at=_end_of(contract.delivery_on)
            if contract.state in ("decomposing", "executing", "ready")
            else None,
        )
        for contract in _standing_in(uow, states)
    ]


def contracts_incomplete(uow: UnitOfWork, _actor: Actor) -> Sequence[WaitingItem]:
    """Contracts on their way out that lack what service asks for before it takes over (W1)."""
    return [
        _waiting(contract, kind="、".join(missing), to="/edit")
        for contract in _standing_in(uow, LEAVING)
        if (missing := missing_for_service(uow, contract, IN_THE_CONTRACT))
    ]


def _standing_in(uow: UnitOfWork, states: Sequence[str]) -> Iterator[Contract]:
    statement = (
        select(Contract)
        .where(Contract.state.in_(states))
        .options(joinedload(Contract.customer).joinedload(Customer.region))
        .order_by(Contract.delivery_on, Contract.id)
        .limit(SHOWN)
    )
    return iter(uow.scalars(statement))


def _waiting(
    contract: Contract, *, kind: Any, to: str = "", due_at: datetime | None = None
) -> WaitingItem:
    return WaitingItem(
        title=f"{contract.number} {contract.customer.name}",
        url=record_url("handoff.contract", contract.id) + to,
        since=contract.updated_at,
        due_at=due_at,
        kind=kind,
        who=_("Hand-off"),
    )


def late_clauses(uow: UnitOfWork, _actor: Actor) -> int:
    """How many clauses are open after their day."""
    statement = (
        select(func.count(Clause.id))
        .join(Clause.contract)
        .where(Clause.state == "open", Clause.due_on < TODAY, Contract.state.in_(RUNNING))
    )
    return uow.scalar(statement) or 0


HOME = (
    WaitingProvider(
        name="handoff.clauses",
        title=_l("Clauses of my department"),
        fn=clauses_due,
        icon="list-check",
        permission=may.COMPLETE,
        weight=40,
    ),
    WaitingProvider(
        name="handoff.contracts",
        title=_l("Contracts waiting for the next step"),
        fn=contracts_waiting,
        icon="file-text",
        permission=may.READ,
        weight=45,
    ),
    WaitingProvider(
        name="handoff.incomplete",
        title=_l("Missing for the hand-off to service"),
        fn=contracts_incomplete,
        icon="alert-triangle",
        permission=may.WRITE,
        weight=46,
    ),
    Tile(
        name="handoff.late_clauses",
        title=_l("Overdue clauses"),
        value=late_clauses,
        url="/handoff/clauses?f=overdue",
        icon="clock-exclamation",
        tone="danger",
        permission=may.READ_ALL,
        weight=60,
    ),
)
