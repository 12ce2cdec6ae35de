"""The workflows' part of ``aftersales fsck``: the log of steps and the states agree."""

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import func, select

from aftersales.db.base import Base, model_name
from aftersales.integrity import Examination, Finding
from aftersales.workflow.approvals import Approval, ApprovalChain
from aftersales.workflow.engine import TransitionEntry
from aftersales.workflow.model import Workflow


def states_agree(examination: Examination) -> Iterator[Finding]:
    """The last logged step of each record led to the state it is in."""
    workflows: dict[type[Base], Workflow] = current_app.extensions["aftersales.workflows"]
    for model, workflow in workflows.items():
        name = model_name(model)
        state, key = getattr(model, workflow.field), model.id  # type: ignore[attr-defined]
        last = (
            select(func.max(TransitionEntry.id).label("id"), TransitionEntry.record_id)
            .where(TransitionEntry.model == name, TransitionEntry.workflow == workflow.name)
            .group_by(TransitionEntry.record_id)
            .subquery()
        )
        differing = (
            select(key, state, TransitionEntry.target)
            .join(last, last.c.record_id == key)
            .join(TransitionEntry, TransitionEntry.id == last.c.id)
            .where(TransitionEntry.target != state)
        )
        for record_id, actual, logged in examination.uow.rows(differing):
            yield Finding(
                sentence=f"{name} {record_id} is {actual!r}, its last step led to {logged!r}."
            )


def chains_agree(examination: Examination) -> Iterator[Finding]:
    """An approved chain has all its signatures, an open one still waits for one."""
    unsigned = select(Approval.chain_id).where(Approval.state != "approved")
    pending = select(Approval.chain_id).where(Approval.state == "open")
    wrong = select(ApprovalChain.id, ApprovalChain.state).where(
        ((ApprovalChain.state == "approved") & ApprovalChain.id.in_(unsigned))
        | ((ApprovalChain.state == "open") & ApprovalChain.id.not_in(pending))
    )
    for chain_id, state in examination.uow.rows(wrong):
        yield Finding(
            sentence=f"Approval chain {chain_id} is {state!r}, its signatures say otherwise."
        )
