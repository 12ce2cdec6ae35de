"""Why somebody may or may not see a record: each rule, whether they hold it, whether it fits.

The command ``aftersales access explain`` and the page *Why can I (not) see this?* both say this.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, inspect, select

from aftersales.access.fields import FieldPolicy, Mode
from aftersales.access.permissions import permission_title
from aftersales.access.rules import current_policy
from aftersales.actor import Actor
from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One record rule: does the person hold its right, does it fit the row."""

    name: str
    title: object
    right: object
    binds_all: bool
    held: bool
    fits: bool
    write: bool

    @property
    def counts(self) -> bool:
        """Whether the rule opens the row to the person (or, binding all, does not close it)."""
        return self.held and self.fits


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One value with a rule of its own, and how the person meets it."""

    field: str
    mode: Mode
    rights: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that decides about one record and one person.

    ``through`` names the parents whose rules guard it, nearest first; ``open_because`` is the
    reason of a table nobody guards.
    """

    model: type[Base]
    through: tuple[str, ...]
    open_because: str
    rules: tuple[RuleLine, ...]
    may_see: bool
    may_change: bool
    fields: tuple[FieldLine, ...]


def explain(uow: UnitOfWork, actor: Actor, model: type[Base], record_id: int) -> Explanation | None:
    """Evaluate every rule for ``actor`` on one row; None when there is no such row."""
    with uow.system("explaining access"):
        if uow.find(model, record_id) is None:
            return None
        return _explain(uow, actor, model, record_id)


def _explain(uow: UnitOfWork, actor: Actor, model: type[Base], record_id: int) -> Explanation:
    guardian, key, through = model, record_id, []
    while guardian.__scope__.kind == "via":
        through.append(guardian.__scope__.parent)
        guardian, key = _parent(uow, guardian, key)
    column: Any = guardian.id  # type: ignore[attr-defined]  # every guarded class has one

    def fits(where: ColumnElement[bool]) -> bool:
        return uow.scalar(select(column).where(column == key, where)) is not None

    policy = current_policy()
    rules = tuple(
        RuleLine(
            rule.name,
            rule.title,
            permission_title(rule.permission),
            rule.restrict,
            held,
            matching,
            rule.write,
        )
        for rule, held, matching in policy.explain(actor, guardian, fits)
    )
    limits = [policy.criteria(actor, guardian, write=write) for write in (False, True)]
    may_see, may_change = (limit is None or fits(limit) for limit in limits)
    scope = guardian.__scope__
    reason = scope.reason if scope.kind == "open" else ""
    return Explanation(
        model, tuple(through), reason, rules, may_see, may_change, fields_of(actor, model)
    )


def fields_of(actor: Actor, model: type[Base]) -> tuple[FieldLine, ...]:
    """The values of a class that have rules, and how the actor meets each."""
    policy: FieldPolicy = current_app.extensions["aftersales.fields"]
    found = []
    for (owner, field), rules in policy.rules.items():
        if owner is model:
            bound = policy.rule(actor, model, field)
            rights = tuple(permission_title(rule.permission) for rule in rules)
            found.append(FieldLine(field, bound.mode if bound else "open", rights))
    return tuple(found)


def _parent(uow: UnitOfWork, model: type[Base], record_id: int) -> tuple[type[Base], int]:
    """Class and key of the row that guards a child row."""
    relation = inspect(model).relationships[model.__scope__.parent]
    parent: Any = relation.mapper.class_
    (local, remote), *_more = relation.local_remote_pairs
    child: Any = model
    link = inspect(model).get_property_by_column(local).class_attribute
    found = uow.scalar(select(parent.id).join(child, remote == link).where(child.id == record_id))
    return parent, int(found or 0)
