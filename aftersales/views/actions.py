"""The buttons of a record page: declared actions and the open steps of the workflow."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aftersales.access import require
from aftersales.db.uow import UnitOfWork
from aftersales.errors import NotFound, Refused
from aftersales.i18n import _, _l
from aftersales.views.declare_form import Action, FormView
from aftersales.views.inputs import BaseForm, LongField
from aftersales.views.workflows import has_workflow
from aftersales.workflow import Offer, advance, offers
from aftersales.workflow.engine import workflow_for

STEP = "step-"


class NoteForm(BaseForm):
    """What a plain step asks for."""

    note = LongField(_l("Remark (optional)"))


@dataclass(frozen=True, slots=True)
class Button:
    """One prepared button; a ``refusal`` greys it and says why."""

    name: str
    title: str
    icon: str
    style: str
    refusal: str
    dialog: bool
    confirm: str
    url: str
    more: bool


def buttons_of(uow: UnitOfWork, view: FormView, record: Any) -> list[Button]:
    """Every button the actor gets now, the workflow's own steps last."""
    open_steps = {offer.transition.code: offer for offer in _offers(uow, record)}
    found = [
        _button(uow, record, action, open_steps)
        for action in view.actions
        if _is_offered(uow, record, action, open_steps)
    ]
    covered = {action.transition for action in view.actions}
    for code, offer in open_steps.items():
        if code not in covered:
            found.append(
                Button(
                    f"{STEP}{code}",
                    str(offer.transition.title),
                    "",
                    "plain",
                    offer.refusal or "",
                    True,
                    "",
                    "",
                    False,
                )
            )
    return _with_one_primary(found)


def _with_one_primary(found: list[Button]) -> list[Button]:
    return sorted(found, key=lambda one: (one.more, one.style != "primary", one.style == "danger"))


def _offers(uow: UnitOfWork, record: Any) -> list[Offer]:
    return offers(uow, record) if has_workflow(type(record)) else []


def _is_offered(uow: UnitOfWork, record: Any, action: Action, open_steps: dict[str, Offer]) -> bool:
    if action.permission and not uow.actor.can(action.permission):
        return False
    if action.transition and action.transition not in open_steps:
        return False
    return action.when is None or action.when(uow, record)


def _refusal(uow: UnitOfWork, record: Any, action: Action, open_steps: dict[str, Offer]) -> str:
    if action.refuse is not None and (sentence := action.refuse(uow, record)):
        return str(sentence)
    offer = open_steps.get(action.transition or "")
    return offer.refusal or "" if offer else ""


def _button(uow: UnitOfWork, record: Any, action: Action, open_steps: dict[str, Offer]) -> Button:
    refusal = _refusal(uow, record, action, open_steps)
    return Button(
        name=action.name,
        title=str(action.title),
        icon=action.icon,
        style=action.style,
        refusal=refusal,
        dialog=action.form is not None,
        confirm=str(action.confirm or ""),
        url=action.url(uow, record) if action.url and not refusal else "",
        more=action.more,
    )


def find_action(uow: UnitOfWork, view: FormView, record: Any, name: str) -> Action:
    """The action behind a button; :raises NotFound: when it is not on offer (any more)."""
    if name.startswith(STEP):
        return _step_action(uow, view, record, name.removeprefix(STEP))
    for action in view.actions:
        if action.name == name:
            return action
    raise NotFound(_("There is no such action."))


def _step_action(uow: UnitOfWork, view: FormView, record: Any, code: str) -> Action:
    steps = workflow_for(record).transitions if has_workflow(type(record)) else ()
    if all(step.code != code for step in steps):
        raise NotFound(_("There is no such action."))
    for offer in _offers(uow, record):
        if offer.transition.code == code:
            return Action(
                name=f"{STEP}{code}",
                title=str(offer.transition.title),
                transition=code,
                form=NoteForm,
            )
    # Not offered: let the workflow itself say why, instead of pretending the step does not exist.
    return Action(name=f"{STEP}{code}", title=code, transition=code, form=NoteForm)


def rights_of(model: type[Any], action: Action) -> Iterator[str]:
    """The rights a button needs: its own, and that of the step it takes."""
    if action.permission:
        yield action.permission
    if action.transition and has_workflow(model):
        steps = workflow_for(model).transitions
        yield from (one.permission for one in steps if one.code == action.transition)


def check_action(uow: UnitOfWork, record: Any, action: Action) -> None:
    """:raises DomainError: when the action is not the actor's, or is refused now."""
    for right in rights_of(type(record), action):
        require(uow.actor, right)
    if action.when is not None and not action.when(uow, record):
        raise Refused(_("This is not possible now; the record may have changed. Reload the page."))
    if action.refuse is not None and (sentence := action.refuse(uow, record)):
        raise Refused(sentence)


def perform(uow: UnitOfWork, record: Any, action: Action, data: dict[str, Any]) -> Any:
    """Run the verb, or take the step."""
    if action.verb is not None:
        return action.verb(uow, record_id=record.id, **data)
    if action.transition is None:
        # A button that only leads elsewhere is a link; nobody presses it.
        raise NotFound(_("There is no such action."))
    advance(uow, record, action.transition, note=str(data.get("note") or ""))
    return None
