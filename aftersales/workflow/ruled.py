"""Chains as a regulation asks for them: resolved, kept with the reason, and opened."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from aftersales.auth.models import Role
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l, format_money
from aftersales.regulation.because import Because, BecauseLine, Bilingual, both
from aftersales.regulation.chain import ChainStep as RuledStep
from aftersales.regulation.resolve import Resolved, departments_for, resolve
from aftersales.regulation.snapshots import snapshot
from aftersales.workflow.approvals import ChainStep, Spoken, open_chain
from aftersales.workflow.chains import ApprovalChain
from aftersales.workflow.people import Holder, holders, require_people

PURPOSE = "approval"
"""Under which the reason of a chain is kept with its record."""


def open_ruled_chain(
    uow: UnitOfWork,
    record: Base,
    name: str,
    resolved: Resolved,
    *,
    title: str = "",
    urgent: bool = False,
    amount: Decimal | None = None,
    due_at: datetime | None = None,
    done_at: datetime | None = None,
    spoken: Spoken | None = None,
    purpose: str = PURPOSE,
) -> ApprovalChain | None:
    """Ask for the signatures that a regulation's chain asks for, and keep why with the record.

    A step of a function is signed by the holders of its role in the departments that fill the
    function (``org.role_map``, C06); where the map names none, or nobody there holds the role, by
    any holder of it: a gap in the map must not stop the work, and the reason says so.

    :param urgent: asks for the steps of urgent cases instead of those of normal ones (C16).
    :param amount: yuan at stake; steps outside their amounts are left out.
    :param due_at: until when all must have signed, where the steps name no time of their own.
    :param done_at: the thing was done then already; all steps sign after the fact (补批), their
        time counts from that moment.
    :param spoken: a yes given by word of mouth; signs the step that takes one and that he fills.
    :param purpose: under which the reason is kept (``because_of``).
    :returns: the chain; ``None`` when the regulation asks for nobody.
    :raises Refused: a step has nobody left to sign it, or the record waits for approval already.
    """
    ruled = resolved.chain.steps_for(urgent=urgent, amount=amount) if resolved.is_set else ()
    found = holders(uow, (step.role for step in ruled), [spoken.by_id if spoken else None])
    titles = _role_titles(uow, ruled)
    steps, notes = [], []
    for step in ruled:
        places, note = _places(uow, step, found)
        notes += note
        steps.append(_asked(step, titles, places, _said(step, places, spoken, found), done_at))
    snapshot(uow, record, purpose, resolved, because=_because(resolved, urgent, amount, notes))
    if not steps:
        return None
    chain = open_chain(
        uow,
        record,
        name,
        steps,
        title=title,
        amount=amount,
        due_at=due_at,
        after_the_fact=any(step.after_the_fact for step in steps),
        since=done_at,
        sign_twice=resolve(uow, "approval.sign_twice").flag,
    )
    if chain.state == "open":
        require_people(uow, chain)
    return chain


def _asked(
    step: RuledStep,
    titles: dict[str, Bilingual],
    places: tuple[str, ...],
    spoken: Spoken | None,
    done_at: datetime | None,
) -> ChainStep:
    return ChainStep(
        step.role,
        step.title or titles.get(step.role, Bilingual(step.role, step.role)),
        departments=places,
        joint=step.mode == "joint",
        share=step.share,
        within=step.within,
        after_the_fact=step.after_the_fact or done_at is not None,
        verbal=step.verbal,
        spoken=spoken,
    )


def _places(
    uow: UnitOfWork, step: RuledStep, found: Sequence[Holder]
) -> tuple[tuple[str, ...], list[BecauseLine]]:
    """The departments a function's signature comes from, or none with the reason."""
    if not step.function:
        return (), []
    places = departments_for(uow, step.function)
    if any(one.role == step.role and one.department in places for one in found):
        return places, []
    sentence = _l(
        "No department that fills the function of “{step}” has anybody with its role, so any "
        "holder of the role signs.",
        step=step.title or step.role,
    )
    return (), [BecauseLine(both(sentence))]


def _said(
    step: RuledStep, places: Sequence[str], spoken: Spoken | None, found: Sequence[Holder]
) -> Spoken | None:
    if spoken is None or not step.verbal:
        return None
    fills = any(
        one.user_id == spoken.by_id
        and one.role == step.role
        and (not places or one.department in places)
        for one in found
    )
    return spoken if fills else None


def _because(
    resolved: Resolved, urgent: bool, amount: Decimal | None, notes: Sequence[BecauseLine]
) -> Because:
    lines = []
    if amount is not None and any(
        step.amount_from is not None or step.amount_to is not None for step in resolved.chain
    ):
        sentence = _l("Asked for at {amount}.", amount=format_money(amount))
        lines.append(BecauseLine(both(sentence)))
    if urgent:
        lines.append(BecauseLine(both(_l("An urgent case: the steps of urgent cases (C16)."))))
    return resolved.because.then(*lines, *notes)


def _role_titles(uow: UnitOfWork, ruled: Sequence[RuledStep]) -> dict[str, Bilingual]:
    """Names of the roles of steps without a name of their own; the company may have its own."""
    wanted = {step.role for step in ruled if not step.title}
    titles = {code: Bilingual(*STANDARD_ROLES[code]) for code in wanted if code in STANDARD_ROLES}
    if not wanted:
        return titles
    rows = uow.rows(select(Role.code, Role.name, Role.name_en).where(Role.code.in_(wanted)))
    return titles | {code: Bilingual(name, name_en or name) for code, name, name_en in rows}
