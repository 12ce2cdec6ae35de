"""One approval: all that must be known, the signatures so far, and every way to decide."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError, NotFound
from aftersales.i18n import _, _l
from aftersales.views.show import clock_shower
from aftersales.views.urls import typed_key
from aftersales.web.page import Crumb, render_page
from aftersales.workflow.approvals import decide
from aftersales.workflow.chains import Approval, ApprovalChain, Urge
from aftersales.workflow.detours import (
    add_signer,
    earlier_steps,
    record_spoken,
    send_back,
    withdraw,
)
from aftersales.workflow.people import holders, signers_of
from aftersales.workflow.signers import seen, signing_of, target_of
from aftersales.workflow.urges import urge
from aftersales.workflow.web.blueprint import bp
from aftersales.workflow.web.lines import Line, lines, of_chains
from aftersales.workflow.web.pages import STATES

Act = Callable[[UnitOfWork, Approval, Mapping[str, str]], Any]


@bp.get("/approvals/<int:step_id>")
def card(step_id: int) -> ResponseReturnValue:
    """The card of one step."""
    return _shown(step_id)


@bp.post("/approvals/<int:step_id>/<act>")
def act_on(step_id: int, act: str) -> ResponseReturnValue:
    """Decide, or send it another way; a refusal is shown beside what was typed."""
    uow = current_uow()
    if act not in ACTS:
        raise NotFound(_l("There is no such action."))
    told, verb = ACTS[act]
    _line_of(uow, step_id)
    try:
        verb(uow, uow.get(Approval, step_id), request.form)
    except DomainError as error:
        if error.repeats:
            raise
        uow.start_over()
        return _shown(step_id, error, act), 422
    flash(str(told), "success")
    return redirect(f"/approvals/{step_id}" if act in STAYS else "/approvals", 303)


def _note(form: Mapping[str, str]) -> str:
    return form.get("note", "")


def _spoken(uow: UnitOfWork, step: Approval, form: Mapping[str, str]) -> None:
    record_spoken(uow, step.id, by_id=typed_key(form.get("by_id", "")) or 0, note=_note(form))


def _back(uow: UnitOfWork, step: Approval, form: Mapping[str, str]) -> None:
    send_back(uow, step.id, to_id=typed_key(form.get("to", "")), note=_note(form))


def _add(uow: UnitOfWork, step: Approval, form: Mapping[str, str]) -> None:
    add_signer(
        uow,
        step.id,
        user_id=typed_key(form.get("user_id", "")) or 0,
        where="after" if form.get("where") == "after" else "before",
        note=_note(form),
    )


ACTS: dict[str, tuple[object, Act]] = {
    "approve": (
        _l("Signed."),
        lambda uow, step, form: decide(uow, step.id, approve=True, note=_note(form)),
    ),
    "refuse": (
        _l("Refused."),
        lambda uow, step, form: decide(uow, step.id, approve=False, note=_note(form)),
    ),
    "back": (_l("Sent back."), _back),
    "signer": (_l("The signer was added."), _add),
    "spoken": (_l("Written down."), _spoken),
    "urge": (_l("They were reminded."), lambda uow, step, _form: urge(uow, step.chain_id)),
    "withdraw": (
        _l("Your request was withdrawn."),
        lambda uow, step, form: withdraw(uow, step.chain_id, note=_note(form)),
    ),
}
STAYS = ("signer", "spoken", "urge", "withdraw")


def _shown(step_id: int, error: DomainError | None = None, act: str = "") -> str:
    uow = current_uow()
    line = _line_of(uow, step_id)
    step = uow.get(Approval, step_id)
    chain = line.chain
    mine = signing_of(uow, step)
    asker = chain.opened_by_id is not None and chain.opened_by_id == uow.actor.user_id
    return render_page(
        "workflow/card.html",
        title=f"{line.kind} {line.number}",
        crumbs=(Crumb(_("Approvals"), "/approvals"),),
        line=line,
        step=step,
        chain=chain,
        mine=mine.is_given,
        why_not=str(mine.refusal) if mine.refusal and step.state == "open" else "",
        asker=asker,
        earlier=earlier_steps(chain, step) if mine.is_given else (),
        people=_people(uow) if mine.is_given else (),
        speakers=_speakers(uow, step),
        urges=_urges(uow, chain),
        clock=clock_shower(),
        states=STATES,
        error=error,
        act=act,
        values=request.form,
        now=uow.now,
    )


def _line_of(uow: UnitOfWork, step_id: int) -> Line:
    """The card's content; :raises NotFound: neither the record nor the signature is the actor's."""
    step = uow.get(Approval, step_id)
    signing = signing_of(uow, step)
    if signing.is_given:
        person = signing.behalf.actor if signing.behalf else None
        if seen(uow, [target_of(step.chain)], person):
            return lines(uow, [(step, signing)])[0]
    if not seen(uow, [target_of(step.chain)]):
        raise NotFound(_l("There is no such record, or you may not see it."))
    return of_chains(uow, [(step.chain, step)])[0]


def _people(uow: UnitOfWork) -> Sequence[User]:
    others = (User.is_active, User.id != uow.actor.user_id)
    return uow.scalars(select(User).where(*others).order_by(User.department_id, User.id)).all()


def _speakers(uow: UnitOfWork, step: Approval) -> Sequence[User]:
    """Whose spoken yes may be written down for a step that takes one."""
    if not step.verbal or step.state != "open":
        return ()
    able = signers_of(step, holders(uow, [step.role], [step.user_id]))
    able -= {uow.actor.user_id or 0, step.chain.opened_by_id or 0}
    return uow.scalars(select(User).where(User.id.in_(able)).order_by(User.id)).all()


def _urges(uow: UnitOfWork, chain: ApprovalChain) -> list[tuple[Any, str]]:
    """When the signers were reminded and by whom, once for each time."""
    steps = [one.id for one in chain.steps]
    found = uow.rows(
        select(Urge.at, Urge.by_name)
        .where(Urge.approval_id.in_(steps))
        .distinct()
        .order_by(Urge.at)
    )
    return [(at, name) for at, name in found]
