"""Ways beside the straight one: sent back, a signer added, a spoken yes written down, withdrawn."""

from typing import Literal

from aftersales.auth.identity import read_identity
from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Invalid, Refused
from aftersales.i18n import _l
from aftersales.workflow.approvals import Spoken, record_spoken_on, step_in_hand, write_decision
from aftersales.workflow.chains import Approval, ApprovalChain
from aftersales.workflow.people import holders, require_people, signers_of
from aftersales.workflow.signers import Signing, require_sight, seen, signed_by, target_of
from aftersales.workflow.turns import close, locked, settle


def earlier_steps(chain: ApprovalChain, step: Approval) -> list[Approval]:
    """The signatures a record can be sent back to from a step, first to last."""
    turn = chain.turn_of(step)
    return [
        one
        for group in chain.groups()
        for one in group
        if one.state == "approved" and chain.turn_of(one) < turn
    ]


def send_back(uow: UnitOfWork, approval_id: int, *, to_id: int | None, note: str) -> ApprovalChain:
    """Send a record back 退回 from the actor's step, to an earlier signer or to who asked.

    To an earlier step: it is asked for again, and everything after its group as well; what was
    signed there stays as superseded. To who asked: the chain ends as *returned*, the record may be
    changed and sent again.

    :param to_id: an earlier step that was signed; ``None``: who asked.
    :raises Invalid: no reason, or a step that was not signed before this one.
    :raises Refused: to who asked after the fact, when there is nothing left to change.
    """
    step, signing = step_in_hand(uow, approval_id)
    chain = step.chain
    if not note.strip():
        raise Invalid(_l("Say what has to be put right."), field="note")
    if to_id is None:
        _require_before_the_fact(chain)
        write_decision(uow, step, signing, "returned", note)
        close(uow, chain, "returned", note.strip())
        return chain
    target = next((one for one in earlier_steps(chain, step) if one.id == to_id), None)
    if target is None:
        raise Invalid(_l("It can be sent back to an earlier signature only."), field="to")
    later = [one for group in chain.groups() for one in group if _is_after(chain, one, target)]
    write_decision(uow, step, signing, "returned", note)
    for one in (target, *later):
        _ask_again(chain, one)
    settle(uow, chain)
    return chain


def _is_after(chain: ApprovalChain, one: Approval, target: Approval) -> bool:
    return chain.turn_of(one) > chain.turn_of(target)


def _ask_again(chain: ApprovalChain, step: Approval) -> None:
    """Let a step wait for its turn once more; what was written in it stays to be read."""
    if step.state in ("open", "waiting", "skipped"):
        step.state, step.opened_at = "waiting", None
        return
    if step.state != "returned":
        step.state = "superseded"
    again = Approval(
        position=max(one.position for one in chain.steps) + 1,
        **{name: getattr(step, name) for name in _ASKED_FOR},
        state="waiting",
    )
    if step.after_the_fact:
        again.due_at = step.due_at
    chain.steps.append(again)


_ASKED_FOR = (
    "group_number",
    "needed",
    "role",
    "departments",
    "user_id",
    "title_zh",
    "title_en",
    "within",
    "after_the_fact",
    "verbal",
    "added_by_name",
    "asked_note",
)


def add_signer(
    uow: UnitOfWork,
    approval_id: int,
    *,
    user_id: int,
    where: Literal["before", "after"],
    note: str = "",
) -> Approval:
    """Ask one more person to sign 加签, before or after the actor's step.

    Before: the step, and the joint ones beside it that nobody decided, wait until he has signed.
    Who is added must be able to see the record; the step keeps who added him.

    :raises Invalid: he asked for the signatures, is asked already, signed, or is not there.
    :raises Refused: he may not see the record, or is needed at another step of the chain.
    """
    step, signing = step_in_hand(uow, approval_id)
    chain = step.chain
    person = uow.find(User, user_id)
    _require_addable(uow, chain, person)
    assert person is not None
    turn = step.group_number + (1 if where == "after" else 0)
    for one in chain.steps:
        if one.group_number >= turn:
            one.group_number += 1
    if where == "before":
        for one in chain.steps:
            if one.group_number == turn + 1 and one.state == "open":
                one.state, one.opened_at = "waiting", None
    behalf = f" ({signing.behalf.name})" if signing.behalf else ""
    added = Approval(
        position=max(one.position for one in chain.steps) + 1,
        group_number=turn,
        role="",
        user_id=person.id,
        title_zh=f"加签：{person.name}",
        title_en=f"Added: {person.name}",
        within=step.within,
        after_the_fact=step.after_the_fact,
        due_at=step.due_at if step.after_the_fact else None,
        added_by_name=f"{uow.actor.name}{behalf}",
        asked_note=note.strip(),
        state="waiting",
    )
    chain.steps.append(added)
    settle(uow, chain)
    require_people(uow, chain)
    return added


def _require_addable(uow: UnitOfWork, chain: ApprovalChain, person: User | None) -> None:
    if person is None or not person.is_active:
        raise Invalid(_l("There is no such person."), field="user_id")
    if person.id == uow.actor.user_id:
        raise Invalid(_l("Sign your own step yourself; name somebody else."), field="user_id")
    if person.id == chain.opened_by_id:
        raise Invalid(_l("Nobody approves what he asked for himself."), field="user_id")
    asked = {one.user_id for one in chain.steps if one.state in ("open", "waiting")}
    if person.id in asked or (not chain.sign_twice and person.id in signed_by(chain)):
        raise Invalid(_l("{name} signs this chain already.", name=person.name), field="user_id")
    identity = read_identity(uow, person.id)
    if identity is None or not seen(uow, [target_of(chain)], identity.actor):
        raise Refused(_l("{name} may not see this record.", name=person.name))


def record_spoken(
    uow: UnitOfWork, approval_id: int, *, by_id: int, note: str = ""
) -> ApprovalChain:
    """Write down a yes given by word of mouth, where the regulation lets it count (C16).

    Anybody who sees the record may write it down, who asked for it too: both names are kept.

    :param by_id: who said yes; must fill the step himself.
    :raises Refused: not this step's turn, or it asks for a signature.
    :raises Invalid: that person does not fill the step, asked for it, or signed already.
    """
    chain = locked(uow, uow.get(Approval, approval_id).chain_id)
    step = next(one for one in chain.steps if one.id == approval_id)
    require_sight(uow, chain, Signing())
    if step.state != "open" or chain.state != "open":
        raise Refused(_l("This step was already decided, or it is not its turn yet."))
    if not step.verbal:
        raise Refused(_l("This step asks for a signature; a spoken yes does not count."))
    person = uow.find(User, by_id)
    excluded = {chain.opened_by_id} | (set() if chain.sign_twice else signed_by(chain))
    able = signers_of(step, holders(uow, [step.role], [step.user_id])) - excluded
    if person is None or person.id not in able:
        sentence = _l("A spoken approval counts only from somebody who may sign this chain.")
        raise Invalid(sentence, field="by_id")
    record_spoken_on(uow, step, Spoken(person.id, person.name, uow.now, note.strip()))
    settle(uow, chain)
    return chain


def withdraw(uow: UnitOfWork, chain_id: int, *, note: str = "") -> ApprovalChain:
    """Take one's own request back; the record may be changed and sent again.

    :raises Forbidden: somebody else asked. :raises Refused: decided already, or after the fact.
    """
    chain = locked(uow, chain_id)
    require_sight(uow, chain, Signing())
    if chain.opened_by_id is None or chain.opened_by_id != uow.actor.user_id:
        raise Forbidden(_l("Only who asked for the signatures withdraws the request."))
    if chain.state != "open":
        raise Refused(_l("This chain is decided already."))
    _require_before_the_fact(chain)
    close(uow, chain, "withdrawn", note.strip())
    return chain


def _require_before_the_fact(chain: ApprovalChain) -> None:
    if chain.after_the_fact:
        raise Refused(
            _l("It was done already and cannot be taken back: agree, refuse, or ask a signer.")
        )
