"""Whose turn it is: the line of a record page that says what the record waits for, and for whom.

Nobody has to know the regulation by heart to find the next desk: an open approval names who signs,
a refused step of one's own says what is missing, else the next step of the workflow names the roles
that may take it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from aftersales.auth.models import Role, RoleGrant
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, current_locale
from aftersales.views.actions import STEP, Button
from aftersales.views.declare_form import FormView
from aftersales.views.workflows import has_workflow
from aftersales.workflow import Transition, Workflow, signatures_of
from aftersales.workflow.engine import workflow_for

URGED = ("primary", "success")
"""Styles of the buttons a page puts forward."""


def next_step(uow: UnitOfWork, view: FormView, record: Any, buttons: Sequence[Button]) -> str:
    """One sentence, or nothing when the record is at its end.

    :param buttons: what the page offers the actor now.
    """
    if not view.status or not has_workflow(view.model):
        return ""
    if signers := _signers(uow, record):
        return _("Waiting for approval by {who}.", who=signers)
    workflow = workflow_for(record)
    ahead = _ahead(workflow, getattr(record, workflow.field))
    own = _own(view, buttons, ahead)
    urged = [one for one in buttons if one.style in URGED and not one.more]
    if ready := [one for one in (*own, *urged) if not one.refusal]:
        return _("Next: {step} (you).", step=ready[0].title)
    return _refused(own[0]) if own else _elsewhere(uow, ahead)


def _refused(button: Button) -> str:
    return _("Next: {step}. {refusal}", step=button.title, refusal=button.refusal)


def _elsewhere(uow: UnitOfWork, ahead: list[Transition]) -> str:
    """The first step somebody else can take."""
    for transition in ahead:
        if uow.actor.can(transition.permission):
            return ""
        if who := _holders(uow, transition.permission):
            return _("Next: {step} ({who}).", step=transition.title, who=who)
    return ""


def _ahead(workflow: Workflow, state: str) -> list[Transition]:
    """The steps that lead on along the main line."""
    line = [one.code for one in workflow.states if not one.side]
    if state not in line:
        return []
    further = set(line[line.index(state) + 1 :])
    return [one for one in workflow.transitions if state in one.sources and one.target in further]


def _own(view: FormView, buttons: Iterable[Button], ahead: list[Transition]) -> list[Button]:
    codes = {one.code for one in ahead}
    names = {action.name for action in view.actions if action.transition in codes}
    names |= {f"{STEP}{code}" for code in codes}
    return [one for one in buttons if one.name in names]


def _signers(uow: UnitOfWork, record: Any) -> str:
    asked = [one for one in signatures_of(uow, record) if one.chain == one.state == "open"]
    if not asked:
        return ""
    roles = {one.role for one in asked}
    known = uow.rows(select(Role.code, Role.name, Role.name_en).where(Role.code.in_(roles)))
    titles = {code: (name, name_en) for code, name, name_en in known}
    return _listed(titles.get(one.role, (one.title, one.title)) for one in asked)


def _holders(uow: UnitOfWork, permission: str) -> str:
    found = uow.rows(
        select(Role.name, Role.name_en)
        .join(RoleGrant, RoleGrant.role_id == Role.id)
        .where(RoleGrant.permission == permission, Role.code != "admin")
        .order_by(Role.id)
    )
    return _listed(found)


def _listed(titles: Iterable[Any]) -> str:
    if current_locale() == "en":
        return ", ".join(english or chinese for chinese, english in titles)
    return "、".join(chinese for chinese, _english in titles)
