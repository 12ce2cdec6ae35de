"""What happens by itself when a contract moves: the next ones learn of it."""

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db.base import model_name
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.notify.messages import notify
from aftersales.views.urls import list_url, record_url
from aftersales.workflow import Transitioned
from modules.handoff.events import ContractDecomposed, HandedOver
from modules.handoff.models import Contract

NEXT_ROLE = {"delivered": "dispatcher", "accepted": "dispatcher", "ready": "keeper"}
"""Who acts next when a contract comes into a state."""


def tell_departments(uow: UnitOfWork, event: ContractDecomposed) -> None:
    """The people of each department learn that a contract has clauses for them."""
    contract = uow.get(Contract, event.contract_id)
    people = select(User.id).where(User.department_id.in_(event.department_ids))
    notify(
        uow,
        uow.scalars(people).all(),
        title=_l("Contract {number}: clauses for your department", number=contract.number),
        url=list_url("handoff.clauses", contract=contract.id),
        kind="task",
    )


def tell_next(uow: UnitOfWork, event: Transitioned) -> None:
    """Whoever takes the next step learns that it waits for him."""
    if event.model != model_name(Contract) or event.target not in NEXT_ROLE:
        return
    contract = uow.get(Contract, event.record_id)
    notify(
        uow,
        title=_l("Contract {number} waits for your next step", number=contract.number),
        url=record_url("handoff.contract", contract.id),
        kind="task",
        role=NEXT_ROLE[event.target],
    )


def tell_sales(uow: UnitOfWork, event: HandedOver) -> None:
    """Whoever entered the contract learns that service has it."""
    contract = uow.get(Contract, event.contract_id)
    notify(
        uow,
        (contract.created_by_id,),
        title=_l("Service has taken over contract {number}", number=contract.number),
        url=record_url("handoff.contract", contract.id),
        kind="done",
    )
