"""Urging 催办: a reminder to those who may sign, at most once an hour a person and step."""

from datetime import timedelta

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l, format_datetime
from aftersales.notify import notify
from aftersales.workflow.chains import Approval, ApprovalChain, Substitute, Urge
from aftersales.workflow.people import holders, signers_of
from aftersales.workflow.signers import Signing, require_sight, signed_by
from aftersales.workflow.turns import locked

EVERY = timedelta(hours=1)
"""Nobody is reminded of one step more often."""


def urge(uow: UnitOfWork, chain_id: int) -> int:
    """Remind those whose signature a chain waits for; the number of people reminded.

    Anybody who sees the record may; who did and when is kept. Substitutes of today are reminded
    beside those they stand in for.

    :raises Refused: the chain is decided, or everybody was reminded within the last hour.
    """
    chain = locked(uow, chain_id)
    require_sight(uow, chain, Signing())
    if chain.state != "open":
        raise Refused(_l("This chain is decided already."))
    reminded: set[int] = set()
    for step in chain.steps:
        if step.state == "open":
            reminded |= _remind(uow, chain, step)
    if not reminded:
        _refuse(uow, chain)
    text = _l("{name} asks for your signature: {title}", name=uow.actor.name, title=chain.title)
    notify(uow, reminded, title=text, url="/approvals", kind="approval")
    uow.flush()
    return len(reminded)


def may_sign_now(uow: UnitOfWork, step: Approval) -> set[int]:
    """Everybody who may sign an open step today, substitutes included."""
    chain = step.chain
    excluded = {chain.opened_by_id}
    if not chain.sign_twice:
        excluded |= signed_by(chain)
    people = signers_of(step, holders(uow, [step.role], [step.user_id])) - excluded
    today = clock.today()
    standing_in = uow.scalars(
        select(Substitute)
        .join(User, User.id == Substitute.substitute_id)
        .where(
            Substitute.person_id.in_(people),
            Substitute.from_on <= today,
            Substitute.until_on >= today,
            User.is_active,
        )
    )
    return people | {one.substitute_id for one in standing_in if one.covers(chain)} - excluded


def _remind(uow: UnitOfWork, chain: ApprovalChain, step: Approval) -> set[int]:
    lately = select(Urge.reminded_id).where(Urge.approval_id == step.id, Urge.at > uow.now - EVERY)
    due = may_sign_now(uow, step) - set(uow.scalars(lately)) - {uow.actor.user_id}
    for person in sorted(one for one in due if one is not None):
        uow.session.add(
            Urge(
                approval_id=step.id,
                reminded_id=person,
                at=uow.now,
                by_id=uow.actor.user_id,
                by_name=uow.actor.name,
            )
        )
    return {one for one in due if one is not None}


def _refuse(uow: UnitOfWork, chain: ApprovalChain) -> None:
    last = uow.scalar(
        select(Urge)
        .join(Approval, Approval.id == Urge.approval_id)
        .where(Approval.chain_id == chain.id)
        .order_by(Urge.id.desc())
        .limit(1)
    )
    if last is None:
        raise Refused(_l("Nobody is there to be reminded."))
    raise Refused(
        _l(
            "{name} reminded them at {moment}; once an hour is enough.",
            name=last.by_name,
            moment=format_datetime(last.at),
        )
    )
