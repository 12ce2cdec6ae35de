"""What is read of a record's signatures, chain by chain: for its page, its thread, its papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Select, select

from aftersales.db.base import Base, points_here, ref
from aftersales.db.uow import UnitOfWork
from aftersales.workflow.chains import Approval, ApprovalChain, shown_title, signer_text
from aftersales.workflow.model import Workflow
from aftersales.workflow.turns import SIGNATURES


def is_signed(record: Base) -> bool:
    """Whether records of its kind are signed in chains."""
    workflow: Workflow | None = current_app.extensions["aftersales.workflows"].get(type(record))
    return workflow is None or workflow.signed


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a record, given or asked for; ``chain`` is the state of its chain."""

    title: str
    by: str
    role: str
    state: str
    at: datetime | None
    note: str
    chain: str


def signatures_of(uow: UnitOfWork, record: Base) -> Sequence[Signature]:
    """What was and is to be signed on a record, chain by chain.

    Read once in a unit of work, and again after a decision.
    """
    if not is_signed(record):
        return ()
    key = SIGNATURES, ref(record)
    if key not in uow.known:
        uow.known[key] = [
            Signature(shown_title(zh, en), signer_text(by, behalf, recorder), *rest)
            for zh, en, by, behalf, recorder, *rest in uow.rows(
                _signatures_statement(), key[1].values
            )
        ]
    return uow.known[key]


@cache
def _signatures_statement() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Approval.title_zh,
            Approval.title_en,
            Approval.decided_by_name,
            Approval.on_behalf_name,
            Approval.recorded_by_name,
            Approval.role,
            Approval.state,
            Approval.decided_at,
            Approval.note,
            ApprovalChain.state.label("chain"),
        )
        .join(ApprovalChain, Approval.chain_id == ApprovalChain.id)
        .where(points_here(ApprovalChain.model, ApprovalChain.record_id))
        .order_by(ApprovalChain.id, Approval.group_number, Approval.position)
    )
