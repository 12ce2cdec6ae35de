"""The joint review 会签 of a contract by the departments that must fulfil it (W1)."""

from sqlalchemy import select

from aftersales.access.permissions import requires
from aftersales.auth.models import Role
from aftersales.db.base import model_name
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.regulation.because import Bilingual
from aftersales.regulation.chain import ChainStep as RegulationStep
from aftersales.regulation.resolve import resolve
from aftersales.regulation.snapshots import snapshot
from aftersales.workflow import (
    Approval,
    ChainApproved,
    ChainRejected,
    ChainStep,
    advance,
    chain_of,
    decide,
    open_chain,
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
    steps = resolved.chain.steps_for(amount=contract.amount) if resolved.is_set else ()
    snapshot(uow, contract, REVIEW, resolved)
    if not steps:
        with uow.system("the regulation asks for no review"):
            contract.state = "decomposing"
        return contract
    open_chain(
        uow,
        contract,
        REVIEW,
        [ChainStep(step.role, _title(uow, step)) for step in steps],
        mode="parallel" if all(step.mode == "joint" for step in steps) else "serial",
        title=contract.number,
    )
    return contract


def _title(uow: UnitOfWork, step: RegulationStep) -> object:
    role = uow.scalar(select(Role).where(Role.code == step.role))
    return step.title or (Bilingual(role.name, role.name_en or role.name) if role else step.role)


def own_step(uow: UnitOfWork, contract: Contract) -> Approval | None:
    """The open signature of the contract's review that the actor's role gives, if any."""
    chain = chain_of(uow, contract, REVIEW)
    if chain is None or chain.state != "open":
        return None
    return next((s for s in chain.steps if s.state == "open" and uow.actor.has_role(s.role)), None)


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
    step = own_step(uow, contract)
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
