"""The joint review 会签 of a contract by the departments that must fulfil it (W1)."""

from aftersales.access.permissions import requires
from aftersales.db.base import model_name
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.regulation.resolve import resolve
from aftersales.workflow import (
    ChainApproved,
    ChainRejected,
    advance,
    decide,
    my_step,
    open_ruled_chain,
)
from modules.handoff import manifest as may
from modules.handoff.guards import REVIEW, scope_of
from modules.handoff.models import Contract


@requires(may.WRITE)
def submit_for_review(uow: UnitOfWork, *, record_id: int) -> Contract:
    """Ask the departments of the regulation's chain to sign the contract (W1).

    The chain that is asked for is kept with the contract. :raises Refused: nothing is sold yet.
    """
    contract = uow.get(Contract, record_id, lock=True)
    advance(uow, contract, "submit")
    resolved = resolve(uow, "handoff.review_chain", scope=scope_of(contract))
    chain = open_ruled_chain(
        uow,
        contract,
        REVIEW,
        resolved,
        title=contract.number,
        amount=contract.amount,
        purpose=REVIEW,
    )
    if chain is None:
        with uow.system("the regulation asks for no review"):
            contract.state = "decomposing"
    return contract


@requires(may.READ)
def sign_review(uow: UnitOfWork, *, record_id: int, note: str = "") -> Contract:
    """Agree to the contract for one's department; the last signature lets it take effect (W1).

    :raises Refused: it does not wait for the actor. :raises Forbidden: he submitted it himself.
    """
    return _decide(uow, record_id, approve=True, note=note)


@requires(may.READ)
def refuse_review(uow: UnitOfWork, *, record_id: int, note: str) -> Contract:
    """Send the contract back to sales, with the reason (W1). Raises as ``sign_review``."""
    return _decide(uow, record_id, approve=False, note=note)


def _decide(uow: UnitOfWork, record_id: int, *, approve: bool, note: str) -> Contract:
    contract = uow.get(Contract, record_id)
    step = my_step(uow, contract, REVIEW)
    if step is None:
        raise Refused(_l("This contract does not wait for your signature."))
    decide(uow, step.id, approve=approve, note=note)
    return contract


def when_review_passed(uow: UnitOfWork, event: ChainApproved) -> None:
    """The last department signed: the contract takes effect and is broken down."""
    if event.model == model_name(Contract) and event.chain == REVIEW:
        advance(uow, uow.get(Contract, event.record_id, lock=True), "pass_review")


def when_review_refused(uow: UnitOfWork, event: ChainRejected) -> None:
    """A department refused: back to sales, with the reason."""
    if event.model == model_name(Contract) and event.chain == REVIEW:
        contract = uow.get(Contract, event.record_id, lock=True)
        advance(uow, contract, "send_back", note=event.note)
