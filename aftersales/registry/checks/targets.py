"""What a module names of others exists: permissions, workflows and their steps, slots, fields."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from sqlalchemy import inspect

from aftersales.access.permissions import permission_of
from aftersales.errors import StartError
from aftersales.registry.checks.places import file_of, nearest
from aftersales.registry.checks.shape import LISTS
from aftersales.registry.registry import Module, Registry
from aftersales.workflow.model import Workflow


def check_workflows(module: Module, registry: Registry) -> None:
    """A module's workflows as they run, and what it adds to those of others.

    :raises StartError: an unknown state, one nobody can reach, an unknown workflow or step.
    """
    for own in module.contributions.workflows:
        whole = registry.workflows[own.model]
        try:
            whole.check()
        except StartError as error:
            raise StartError(f"{file_of(module, own)}: {error}") from error
        if not inspect(own.model).has_property(own.field):
            raise StartError(
                f"{file_of(module, own)}: workflow {own.name}: {own.model.__name__} has no "
                f"attribute {own.field!r} to keep the state in; add the column."
            )
    workflows = {one.name: one for one in registry.all("workflows")}
    for guard in module.contributions.extra_guards:
        target = _workflow(module, guard, guard.workflow, workflows)
        if guard.transition not in {one.code for one in target.transitions}:
            steps = ", ".join(dict.fromkeys(one.code for one in target.transitions))
            raise StartError(
                f"{file_of(module, guard)}: workflow {guard.workflow!r} has no step "
                f"{guard.transition!r} to guard. Known: {steps}."
            )
    for extra in module.contributions.extra_transitions:
        _workflow(module, extra, extra.workflow, workflows)


def _workflow(module: Module, thing: Any, name: str, workflows: dict[str, Workflow]) -> Workflow:
    if name not in workflows:
        raise StartError(
            f"{file_of(module, thing)}: there is no workflow {name!r}. "
            f"Known: {', '.join(sorted(workflows))}."
        )
    return workflows[name]


def check_targets(module: Module, registry: Registry, known: set[str]) -> None:
    """Slots, permissions and fields a module names.

    :raises StartError: one that nobody declares.
    """
    slots = {slot.name: slot.type for slot in registry.all("slots")}
    for offer in module.contributions.offers:
        if offer.slot.split(".", 1)[0] not in registry.modules:
            continue
        if offer.slot not in slots:
            raise StartError(
                f"{file_of(module, offer)}: there is no slot {offer.slot!r}. "
                f"Known: {', '.join(sorted(slots))}."
            )
        if not isinstance(offer.value, slots[offer.slot]):
            raise StartError(
                f"{file_of(module, offer)}: slot {offer.slot!r} takes "
                f"{slots[offer.slot].__name__}, not {type(offer.value).__name__}; "
                "correct the offering."
            )
    _check_rules(module)
    _check_permissions(module, known)


def _check_rules(module: Module) -> None:
    for rule in module.contributions.rules:
        if not rule.permission and not rule.restrict:
            raise StartError(
                f"{file_of(module, rule)}: rule {rule.name!r} grants nobody anything; give it a "
                "permission, or restrict=True to bind everybody."
            )
    for bound in module.contributions.field_rules:
        if not inspect(bound.model).has_property(bound.field):
            raise StartError(
                f"{file_of(module, bound)}: a field rule names {bound.model.__name__}."
                f"{bound.field}, which does not exist; correct the name."
            )


def _check_permissions(module: Module, known: set[str]) -> None:
    for kind in LISTS:
        for thing in getattr(module.contributions, kind):
            for permission, what, verb in _permissions_in(thing):
                if permission not in known:
                    raise StartError(
                        f"{file_of(module, verb or thing)}: {what}: there is no permission "
                        f"{permission!r}; declare it in a manifest or correct the name."
                        f"{nearest(permission, known, 1)}"
                    )


def _permissions_in(thing: Any) -> Iterator[tuple[str, str, Any]]:
    """Every permission a declaration asks for, with the part of it that does, or its verb."""
    if isinstance(thing, tuple):
        for one in thing:
            yield from _permissions_in(one)
    elif is_dataclass(thing) and not isinstance(thing, type):
        names = (getattr(thing, attribute, "") for attribute in ("name", "code", "title"))
        what = f"{type(thing).__name__} {str(next(filter(None, names), ''))!r}"
        for field in fields(thing):
            value = getattr(thing, field.name)
            if field.name == "permission" and value:
                yield value, what, None
            elif callable(value) and (asked := permission_of(value)):
                yield asked, f"verb {value.__name__!r}", value
            elif isinstance(value, tuple) or is_dataclass(value):
                yield from _permissions_in(value)
