"""The workflows' part of ``aftersales fsck``: the log of steps and the states agree."""

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import func, select

from aftersales.db.base import Base, model_name
from aftersales.integrity import Examination, Finding
from aftersales.workflow.chains import ApprovalChain
from aftersales.workflow.engine import TransitionEntry
from aftersales.workflow.model import Workflow
from aftersales.workflow.turns import judge


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
    """Each chain's state is what its signatures say, and nobody signed where he must not."""
    chains = select(ApprovalChain).order_by(ApprovalChain.id).execution_options(yield_per=500)
    for chain in examination.uow.scalars(chains):
        for wrong in _wrong(chain):
            yield Finding(sentence=f"Approval chain {chain.id} {wrong}.")


def _wrong(chain: ApprovalChain) -> Iterator[str]:
    verdicts = [judge(group) for group in chain.groups()]
    states = {step.state for step in chain.steps}
    if chain.state == "approved" and set(verdicts) != {"passed"}:
        yield "is 'approved', its signatures say otherwise"
    if chain.state == "open" and ("open" not in states or "failed" in verdicts):
        yield "is 'open', its signatures say otherwise"
    if chain.state != "open" and states & {"open", "waiting"}:
        yield f"is {chain.state!r} and still asks for a signature"
    turns = [chain.turn_of(step) for step in chain.steps if step.state == "open"]
    if len(set(turns)) > 1:
        yield "asks two groups at once"
    yield from _wrongly_signed(chain)


def _wrongly_signed(chain: ApprovalChain) -> Iterator[str]:
    given = [step for step in chain.steps if step.state in ("approved", "rejected")]
    people = [
        person for step in given for person in {step.decided_by_id, step.on_behalf_id} - {None}
    ]
    if chain.opened_by_id is not None and chain.opened_by_id in people:
        yield "was signed by who asked for it"
    if not chain.sign_twice and len(people) != len(set(people)):
        yield "was signed twice by one person"
