"""Approval chains: who must agree, in which order, before or after the fact (C16).

A chain belongs to any record. Its steps name roles (or persons); a step is decided by one person
who fills it and who did not open the chain. Groups of steps run one after the other; the joint
(会签) steps of a group all at once. What a regulation asks for is opened by ``ruled``, turned aside
by ``detours``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

from sqlalchemy import select

from aftersales.db.base import Base, RecordRef, ref
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Invalid, Refused
from aftersales.i18n import _l, use_locale
from aftersales.regulation.duration import Duration
from aftersales.workflow.chains import Approval, ApprovalChain, words
from aftersales.workflow.people import first_unfilled
from aftersales.workflow.signatures import is_signed
from aftersales.workflow.signers import Signing, fills, fills_directly, require_sight, signing_of
from aftersales.workflow.turns import UNDECIDED, due_of, locked, settle, shut


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One signature that is asked for: who gives it and what it is called on paper.

    :param departments: codes; only holders of the role in one of them sign. Empty: any holder.
    :param joint: runs beside its neighbours that are joint too.
    :param share: how large a part of its joint group must agree; ``None``: all of them.
    :param within: from its turn until it has to be signed (after the fact: from the fact).
    :param verbal: a spoken yes counts when somebody records it.
    :param spoken: who has said yes already.
    """

    role: str
    title: object
    departments: tuple[str, ...] = ()
    joint: bool = False
    share: Fraction | None = None
    within: Duration | None = None
    after_the_fact: bool = False
    verbal: bool = False
    spoken: "Spoken | None" = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A yes given by word of mouth: by whom, when, and what was said."""

    by_id: int
    by_name: str
    at: datetime
    note: str = ""


def open_chain(
    uow: UnitOfWork,
    record: Base,
    name: str,
    steps: Sequence[ChainStep],
    *,
    mode: Literal["serial", "parallel"] = "serial",
    title: str = "",
    amount: Decimal | None = None,
    due_at: datetime | None = None,
    after_the_fact: bool = False,
    since: datetime | None = None,
    sign_twice: bool = False,
) -> ApprovalChain:
    """Ask for the signatures of ``steps`` on ``record``.

    :param mode: ``parallel``: all steps are joint, whatever they say themselves.
    :param title: what the record is called in a list: its number.
    :param due_at: until when all must have signed.
    :param after_the_fact: what is to be signed was done already, at ``since`` (C16).
    :raises Refused: when the record already has an open chain of this name.
    :raises Invalid: when there is no step.
    """
    if not steps:
        raise Invalid(_l("An approval chain needs at least one step."))
    if not is_signed(record):
        raise TypeError(f"{type(record).__name__}: its workflow does not say that it is signed")
    target = ref(record)
    existing = chain_of(uow, record, name)
    if existing and existing.state == "open":
        raise Refused(_l("This record is already waiting for approval."))
    if existing and existing.state in ("returned", "withdrawn"):
        _supersede(existing)
    chain = ApprovalChain(
        model=target.model,
        record_id=target.id,
        name=name,
        title=title,
        mode=mode,
        amount=amount,
        after_the_fact=after_the_fact,
        sign_twice=sign_twice,
        opened_at=uow.now,
        opened_by_id=uow.actor.user_id,
        opened_by_name=uow.actor.name,
        due_at=due_at,
        state="open",
    )
    moment = since or uow.now
    for position, (group, step) in enumerate(_grouped(steps, mode), 1):
        chain.steps.append(_asked(uow, step, position, group, moment))
    _set_needed(chain, steps)
    uow.add(chain)
    settle(uow, chain, tell=False)
    return chain


def _supersede(chain: ApprovalChain) -> None:
    for step in chain.steps:
        if step.state == "approved":
            step.state = "superseded"


def _grouped(
    steps: Sequence[ChainStep], mode: Literal["serial", "parallel"]
) -> Iterator[tuple[int, ChainStep]]:
    """Each step with the number of its group: joint neighbours share one."""
    number, beside = 0, False
    for step in steps:
        joint = mode == "parallel" or step.joint
        if not (joint and beside):
            number += 1
        beside = joint
        yield number, step


def _asked(
    uow: UnitOfWork, step: ChainStep, position: int, group: int, since: datetime
) -> Approval:
    asked = Approval(
        position=position,
        group_number=group,
        role=step.role,
        departments=words(*step.departments),
        title_zh=_in("zh_CN", step.title),
        title_en=_in("en", step.title),
        within=str(step.within) if step.within else "",
        after_the_fact=step.after_the_fact,
        verbal=step.verbal,
        state="waiting",
    )
    if step.after_the_fact:
        asked.due_at = due_of(uow, asked, since)
    if step.spoken:
        record_spoken_on(uow, asked, step.spoken)
    return asked


def record_spoken_on(uow: UnitOfWork, step: Approval, spoken: Spoken) -> None:
    """Write a spoken yes into a step: who gave it, and who wrote it down."""
    step.state, step.note = "approved", spoken.note
    step.decided_at, step.decided_by_id, step.decided_by_name = (
        spoken.at,
        spoken.by_id,
        spoken.by_name,
    )
    step.recorded_by_id, step.recorded_by_name = uow.actor.user_id, uow.actor.name


def _set_needed(chain: ApprovalChain, steps: Sequence[ChainStep]) -> None:
    shares = {position: step.share for position, step in enumerate(steps, 1)}
    for group in chain.groups():
        asked = [share for step in group if (share := shares[step.position]) is not None]
        if asked and len(group) > 1:
            needed = max(1, ceil(max(asked) * len(group)))
            for step in group:
                step.needed = needed


def _in(locale: str, text: object) -> str:
    with use_locale(locale):
        return str(text)


def chain_of(uow: UnitOfWork, record: Base, name: str) -> ApprovalChain | None:
    """The newest chain of this name on a record."""
    return chain_of_ref(uow, ref(record), name)


def chain_of_ref(uow: UnitOfWork, target: RecordRef, name: str) -> ApprovalChain | None:
    """The newest chain of this name on a referenced record."""
    return uow.scalar(
        select(ApprovalChain)
        .where(
            ApprovalChain.model == target.model,
            ApprovalChain.record_id == target.id,
            ApprovalChain.name == name,
        )
        .order_by(ApprovalChain.id.desc())
        .limit(1)
    )


def withdraw_chain(uow: UnitOfWork, record: Base, name: str, note: str = "") -> None:
    """Ask for the open chain's signatures no longer; those given stay to be read.

    For the record's own verb, which moves the record itself: nobody is told.
    """
    chain = chain_of(uow, record, name)
    if chain is not None and chain.state == "open":
        shut(uow, locked(uow, chain.id), "withdrawn", note)


def my_step(uow: UnitOfWork, record: Base, name: str) -> Approval | None:
    """The open step of the record's chain that the actor fills, himself or for another.

    He may still have to leave it to somebody else: ``why_not`` says so.
    """
    chain = chain_of(uow, record, name)
    if chain is None or chain.state != "open":
        return None
    filled = [one for one in chain.steps if one.state == "open" and fills_directly(uow, one)]
    if filled:
        return filled[0]
    return next((one for one in chain.steps if signing_of(uow, one).is_given), None)


def why_not(uow: UnitOfWork, record: Base, name: str) -> str | None:
    """Why the actor must leave the step he fills to somebody else, if he must."""
    step = my_step(uow, record, name)
    found = signing_of(uow, step) if step else None
    return str(found.refusal) if found and found.refusal else None


def sign(uow: UnitOfWork, record: Base, name: str, *, approve: bool, note: str = "") -> None:
    """Decide the actor's open step of the record's chain.

    :raises Refused: the record does not wait for a signature.
    :raises Forbidden: it waits for somebody else's.
    """
    chain = chain_of(uow, record, name)
    if chain is None or chain.state != "open":
        raise Refused(_l("Nothing waits for a signature here."))
    step = my_step(uow, record, name)
    if step is None:
        waiting = next((one.title for one in chain.steps if one.state == "open"), "")
        raise Forbidden(_l("It is the turn of “{role}” to sign.", role=waiting))
    decide(uow, step.id, approve=approve, note=note)


def decide(uow: UnitOfWork, approval_id: int, *, approve: bool, note: str = "") -> ApprovalChain:
    """Sign one step, or refuse it with a reason.

    :raises Forbidden: the actor does not fill the step, nor stands in for somebody who does; or he
        opened the chain, or signed it already.
    :raises Refused: it is not this step's turn, or it was decided meanwhile.
    :raises NotFound: the record is not to be seen by who signs.
    :raises Invalid: a refusal without a reason.
    """
    step, signing = step_in_hand(uow, approval_id)
    if not approve and not note.strip():
        raise Invalid(_l("Say why you refuse."), field="note")
    if approve:
        _leave_to_others(uow, step, signing)
    write_decision(uow, step, signing, "approved" if approve else "rejected", note)
    settle(uow, step.chain, note="" if approve else note.strip())
    return step.chain


def _leave_to_others(uow: UnitOfWork, step: Approval, signing: Signing) -> None:
    """Who fills two steps gives the one nobody else can give; :raises Refused: it is another."""
    people = (uow.actor, *([signing.behalf.actor] if signing.behalf else []))
    more = [one for one in step.chain.steps if one is not step and one.state in UNDECIDED]
    if not any(fills(one, person) for one in more for person in people):
        return
    by = {person.user_id for person in people}
    needed = first_unfilled(uow, step.chain, given=step, by=by)
    if needed is not None and first_unfilled(uow, step.chain) is None:
        raise Refused(
            _l(
                "You are needed to sign as “{step}”, and nobody signs twice: leave this step to "
                "somebody else.",
                step=needed.title,
            )
        )


def step_in_hand(uow: UnitOfWork, approval_id: int) -> tuple[Approval, Signing]:
    """The step, its chain held, and in whose name the actor signs it; raises as ``decide``."""
    chain = locked(uow, uow.get(Approval, approval_id).chain_id)
    step = next(one for one in chain.steps if one.id == approval_id)
    signing = signing_of(uow, step).required()
    require_sight(uow, chain, signing)
    return step, signing


def write_decision(
    uow: UnitOfWork, step: Approval, signing: Signing, state: str, note: str
) -> None:
    """Put the actor's word into a step, with the person he stands in for."""
    step.state, step.note = state, note.strip()
    step.decided_at, step.decided_by_id = uow.now, uow.actor.user_id
    step.decided_by_name = uow.actor.name
    if signing.behalf:
        step.on_behalf_id, step.on_behalf_name = signing.behalf.id, signing.behalf.name
