"""Field rules: values some people see masked, not at all, or may not edit."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from flask import current_app
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql import visitors

from aftersales.actor import Actor
from aftersales.db.base import Base

Mode = Literal["open", "readonly", "masked", "hidden"]


def mask_phone(value: str) -> str:
    """A mobile number as ``138****5678``, a landline with area code and last two digits (2.9)."""
    digits = value.strip()
    if len(digits) == 11 and digits.isdigit() and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    if len(digits) > 4:
        return f"{digits[:4]}{'*' * max(len(digits) - 6, 1)}{digits[-2:]}"
    return "*" * len(digits)


def mask_name(value: str) -> str:
    """A person's name as 张*."""
    return value[:1] + "*" * max(len(value) - 1, 1) if value else value


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """A value only holders of ``permission`` see or edit freely; ``mode`` binds the others."""

    model: type[Base]
    field: str
    permission: str
    mode: Literal["readonly", "masked", "hidden"]
    mask: Callable[[str], str] = mask_phone


class FieldPolicy:
    """All field rules of an application."""

    def __init__(self, rules: Iterable[FieldRule]) -> None:
        self.rules: dict[tuple[type[Base], str], list[FieldRule]] = {}
        for rule in rules:
            self.rules.setdefault((rule.model, rule.field), []).append(rule)

    def rule(self, actor: Actor, model: type[Base], field: str) -> FieldRule | None:
        """The strictest rule that binds ``actor`` on a field."""
        order = ("readonly", "masked", "hidden")
        bound = [
            rule for rule in self.rules.get((model, field), ()) if not actor.can(rule.permission)
        ]
        return max(bound, key=lambda rule: order.index(rule.mode), default=None)


def _policy() -> FieldPolicy:
    policy: FieldPolicy = current_app.extensions["aftersales.fields"]
    return policy


def field_mode(actor: Actor, model: type[Base], field: str) -> Mode:
    """How ``actor`` meets a field: open, readonly, masked or hidden."""
    rule = _policy().rule(actor, model, field)
    return rule.mode if rule else "open"


def closed_right(actor: Actor, attribute: QueryableAttribute[Any]) -> str:
    """The right ``actor`` lacks to read a mapped attribute in full; empty when none is lacking."""
    rule = _policy().rule(actor, attribute.parent.class_, attribute.key)
    return rule.permission if rule is not None and rule.mode != "readonly" else ""


def closed_values(actor: Actor) -> frozenset[tuple[type[Base], str]]:
    """The class and attribute of every value ``actor`` may see only masked, or not at all."""
    policy = _policy()
    return frozenset(
        key
        for key in policy.rules
        if (rule := policy.rule(actor, *key)) is not None and rule.mode != "readonly"
    )


def rests_on(expression: Any, values: Container[tuple[type[Base], str]]) -> bool:
    """Whether an SQL expression rests on one of these values.

    Sorting, grouping, filtering by a closed one would tell it bit by bit.
    """
    found = getattr(expression, "__clause_element__", lambda: expression)()
    for part in visitors.iterate(found):
        entity, name = (part._annotations.get(note) for note in ("parententity", "proxy_key"))
        if entity is not None and (entity.mapper.class_, name) in values:
            return True
    return False


def present(actor: Actor, model: type[Base], field: str, value: Any) -> Any:
    """``value`` as ``actor`` may see it: itself, masked text, or None."""
    rule = _policy().rule(actor, model, field)
    if rule is None or rule.mode == "readonly" or value is None:
        return value
    return None if rule.mode == "hidden" else rule.mask(str(value))
