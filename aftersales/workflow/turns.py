"""Whose turn it is in a chain: groups are judged one after the other, and the next one opened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from aftersales.calendar.due import due
from aftersales.db.base import RecordRef
from aftersales.db.uow import UnitOfWork
from aftersales.errors import NotFound
from aftersales.events import Event
from aftersales.i18n import _l
from aftersales.regulation.duration import Duration
from aftersales.workflow.chains import (
    Approval,
    ApprovalChain,
    ChainApproved,
    ChainEnd,
    ChainMoved,
    ChainRejected,
    names_of,
)

SIGNATURES = "signatures"
"""What a unit of work knows of a record: who signed it, and who shall."""

UNDECIDED = ("open", "waiting")


def locked(uow: UnitOfWork, chain_id: int) -> ApprovalChain:
    """The chain as it is now, held until the end of the unit of work.

    Every change of a chain begins here: one lock, taken before any of its steps is touched, is what
    two signers at once wait for.
    """
    chain = uow.find(ApprovalChain, chain_id, lock=True)
    if chain is None:
        raise NotFound(_l("There is no such record, or you may not see it."))
    steps = select(Approval).where(Approval.chain_id == chain_id)
    uow.scalars(steps.execution_options(populate_existing=True)).unique().all()
    uow.session.expire(chain, ["steps"])
    for step in chain.steps:
        step.group_number = chain.turn_of(step)
    return chain


def judge(group: Sequence[Approval]) -> Literal["passed", "failed", "pending"]:
    """Whether enough of a group agreed, can no more agree, or neither yet."""
    needed = group[0].needed or len(group)
    agreed = sum(step.state == "approved" for step in group)
    refused = sum(step.state == "rejected" for step in group)
    if agreed >= needed:
        return "passed"
    return "failed" if len(group) - refused < needed else "pending"


def settle(uow: UnitOfWork, chain: ApprovalChain, *, note: str = "", tell: bool = True) -> None:
    """Open the steps whose turn has come, or close the chain, and tell the record's module.

    :param tell: whether steps that open are told; when the chain itself opens nobody needs it.
    """
    uow.flush()
    uow.known.pop((SIGNATURES, RecordRef(chain.model, chain.record_id)), None)
    for group in chain.groups():
        match judge(group):
            case "failed":
                close(uow, chain, "rejected", note)
                return
            case "pending":
                for step in _opened(uow, group):
                    if tell:
                        _tell(uow, ChainMoved(**names_of(chain), role=step.role))
                return
            case "passed":
                _skip(group)
    chain.state, chain.closed_at = "approved", uow.now
    _tell(uow, ChainApproved(**names_of(chain)))


def close(uow: UnitOfWork, chain: ApprovalChain, end: ChainEnd, note: str) -> None:
    """End a chain without its signatures and tell why."""
    shut(uow, chain, end, note)
    _tell(uow, ChainRejected(**names_of(chain), note=note, end=end))


def shut(uow: UnitOfWork, chain: ApprovalChain, end: ChainEnd, note: str) -> None:
    """End a chain without its signatures; those given stay to be read."""
    chain.state, chain.closed_at, chain.note = end, uow.now, note
    _skip(chain.steps)
    uow.known.pop((SIGNATURES, RecordRef(chain.model, chain.record_id)), None)
    uow.flush()


def due_of(uow: UnitOfWork, step: Approval, since: datetime) -> datetime | None:
    """Until when a step that begins to wait at ``since`` has to be signed."""
    return due(uow, since, Duration.parse(step.within)).at if step.within else None


def _opened(uow: UnitOfWork, group: Sequence[Approval]) -> list[Approval]:
    found = [step for step in group if step.state == "waiting"]
    for step in found:
        step.state, step.opened_at = "open", uow.now
        if not step.after_the_fact:  # those count from the fact, not from their turn
            step.due_at = due_of(uow, step, uow.now)
    return found


def _skip(steps: Sequence[Approval]) -> None:
    for step in steps:
        if step.state in UNDECIDED:
            step.state = "skipped"


def _tell(uow: UnitOfWork, event: Event) -> None:
    # Who signs need not hold the right to take the record's own steps: a substitute, a signer who
    # was added. The regulation named the signature, and the step follows from it.
    with uow.entitled("what follows from a signature"):
        uow.emit(event)
