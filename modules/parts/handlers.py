"""What the warehouse does when others tell it a fact."""

from aftersales.db.base import model_name
from aftersales.db.uow import UnitOfWork
from aftersales.workflow import ChainApproved, ChainRejected
from modules.parts.models import Requisition
from modules.parts.services.requisition import CHAIN, chain_decided


def requisition_approved(uow: UnitOfWork, event: ChainApproved) -> None:
    """The last signature is there: the keeper may issue."""
    if event.chain == CHAIN and event.model == model_name(Requisition):
        chain_decided(uow, record_id=event.record_id, approved=True)


def requisition_rejected(uow: UnitOfWork, event: ChainRejected) -> None:
    """Somebody refused: back to the requester."""
    if event.chain == CHAIN and event.model == model_name(Requisition):
        chain_decided(uow, record_id=event.record_id, approved=False, note=event.note)
