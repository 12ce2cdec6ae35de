"""*Why can I (not) see this?* — the rules of a record, for oneself or (by right) for anybody."""

from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from aftersales.access import Actor, require
from aftersales.access.explain import Explanation, explain
from aftersales.access.permissions import permission_title
from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError, NotFound
from aftersales.i18n import _
from aftersales.views.actions import check_action, rights_of
from aftersales.views.book import book
from aftersales.views.declare_form import Action, FormView
from aftersales.views.record_page import load_record
from aftersales.views.urls import typed_key
from aftersales.views.workflows import has_workflow
from aftersales.web.page import Crumb, render_page
from aftersales.workflow.engine import offers, workflow_for

EXPLAIN = "access.explain"


@dataclass(frozen=True, slots=True)
class VerbLine:
    """One thing the page offers; ``reason`` says why the person cannot do it (now)."""

    title: str
    reason: str


def show_why_page(form: str, record_id: int) -> ResponseReturnValue:
    """``GET /-/why/<form>/<id>``: for oneself; with ``?user=`` and the right, for anybody.

    Without the right, a record one does not see answers as one that does not exist.
    """
    uow, view = current_uow(), book().forms.get(form)
    if view is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    may_know = uow.actor.can(EXPLAIN)
    if not may_know:
        load_record(uow, view, record_id)
    actor = _asked_about(uow) if may_know else uow.actor
    found = explain(uow, actor, view.model, record_id)
    if found is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    return render_page(
        "views/why.html",
        title=_title(uow, actor, found),
        module=view.name.partition(".")[0],
        crumbs=_crumbs(uow, view, record_id),
        view=view,
        found=found,
        actor_asked=actor,
        sees=_sees(view, actor, found),
        verbs=_verbs(uow, view, actor, record_id) if found.may_see else [],
        people=_people(uow) if may_know else [],
        titles=_field_titles(view),
    )


def _title(uow: UnitOfWork, actor: Actor, found: Explanation) -> str:
    if actor.user_id == uow.actor.user_id:
        return _("Why can I see this?") if found.may_see else _("Why can I not see this?")
    if found.may_see:
        return _("Why can {name} see this?", name=actor.name)
    return _("Why can {name} not see this?", name=actor.name)


def _crumbs(uow: UnitOfWork, view: FormView, record_id: int) -> tuple[Crumb, ...]:
    try:
        record = load_record(uow, view, record_id)
    except NotFound:
        return ()
    return (Crumb(view.heading(record), f"{view.path}/{record_id}"),)


def _asked_about(uow: UnitOfWork) -> Actor:
    key = typed_key(request.args.get("user", ""))
    user = uow.find(User, key) if key else None
    return user.actor() if user is not None else uow.actor


def _people(uow: UnitOfWork) -> list[User]:
    return list(uow.scalars(select(User).where(User.is_active).order_by(User.id)).unique())


def _field_titles(view: FormView) -> dict[str, str]:
    form = view.form() if view.form else None
    return {entry.name: str(entry.label.text) for entry in form or ()}


def _sees(view: FormView, actor: Actor, found: Explanation) -> str:
    """The answer in one sentence."""
    if found.may_see and not actor.can(view.permission):
        return _(
            "{name} could see the row, but lacks the right to open its page: “{right}”.",
            name=actor.name,
            right=permission_title(view.permission),
        )
    if not found.may_see:
        return _("{name} may not see this record: no rule opens it.", name=actor.name)
    if found.may_change:
        return _("{name} may see this record, and change it with a verb below.", name=actor.name)
    return _("{name} may see this record, but not change it.", name=actor.name)


def _verbs(uow: UnitOfWork, view: FormView, actor: Actor, record_id: int) -> list[VerbLine]:
    if actor is uow.actor:
        return verbs_of(uow, view, load_record(uow, view, record_id))
    with uow.acting_as(actor):
        return verbs_of(uow, view, load_record(uow, view, record_id))


def verbs_of(uow: UnitOfWork, view: FormView, record: Any) -> list[VerbLine]:
    """Everything the record's page can offer, with the reason where the actor cannot."""
    found = []
    if view.update is not None:
        locked = view.locked(uow, record) if view.locked else None
        reason = _missing(uow.actor, view.update.permission) or str(locked or "")
        found.append(VerbLine(_("Edit"), reason))
    if view.delete is not None:
        found.append(VerbLine(_("Delete"), _missing(uow.actor, view.delete.permission)))
    steps = _steps(uow, record)
    for action in view.actions:
        if action.verb is not None and not action.name.startswith("auto-"):
            reason = (
                _why_not(uow, record, action) or steps.pop(action.transition or "", ("", ""))[1]
            )
            found.append(VerbLine(str(action.title), reason))
    declared = {action.transition for action in view.actions}
    found += [VerbLine(*step) for code, step in steps.items() if code not in declared]
    return list(dict.fromkeys(found))  # several steps of one name and reason are one line


def _steps(uow: UnitOfWork, record: Any) -> dict[str, tuple[str, str]]:
    """The workflow's steps by code: title, and why not."""
    if not has_workflow(type(record)):
        return {}
    workflow = workflow_for(record)
    state = workflow.state(getattr(record, workflow.field))
    open_steps = {offer.transition.code: offer.refusal or "" for offer in offers(uow, record)}
    found = {}
    for step in workflow.transitions:
        reason = _missing(uow.actor, step.permission)
        if not reason and step.code not in open_steps:
            reason = _("Not from the state “{state}”.", state=state.title)
        found[step.code] = (str(step.title), reason or open_steps.get(step.code, ""))
    return found


def _why_not(uow: UnitOfWork, record: Any, action: Action) -> str:
    for right in rights_of(type(record), action):
        if reason := _missing(uow.actor, right):
            return reason
    if action.when is not None and not action.when(uow, record):
        return _("Not as the record stands now.")
    try:
        check_action(uow, record, action)
    except DomainError as error:
        return str(error)
    return ""


def _missing(actor: Actor, permission: str) -> str:
    try:
        require(actor, permission)
    except DomainError as error:
        return str(error)
    return ""
