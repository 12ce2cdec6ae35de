"""Record rules: which rows of a table an actor sees and may change.

The algebra is small. A rule grants rows to those who hold its permission; several grants add up
(OR). A rule marked ``restrict`` binds everybody (AND). Who holds no grant sees nothing. The same
rules judge writes: before the flush for the row as it was, after it for the row as it will be.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Table, and_, false, inspect, or_, select, true

from aftersales.access.reach import Reach
from aftersales.actor import Actor
from aftersales.db.base import Base, model_name

Where = Callable[[Actor], ColumnElement[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRule:
    """One grant or restriction.

    :param where: criteria on ``model`` for an actor; None means every row.
    :param write: the granted rows may be changed as well.
    :param restrict: bind every actor to ``where`` instead of granting.
    """

    name: str
    model: type[Base]
    title: object
    permission: str = ""
    where: Where | None = None
    write: bool = False
    restrict: bool = False

    def applies(self, actor: Actor, *, write: bool) -> bool:
        """Whether this rule grants ``actor`` anything."""
        return not self.restrict and actor.can(self.permission) and (self.write or not write)

    def criteria(self, actor: Actor) -> ColumnElement[bool]:
        """The rows as SQL."""
        return true() if self.where is None else self.where(actor)


def every_row(
    model: type[Base], permission: str, title: object, *, write: bool = False
) -> RecordRule:
    """A grant of all rows of ``model`` to the holders of ``permission``; its name says both."""
    return RecordRule(
        name=f"{model_name(model)}:{permission}",
        model=model,
        permission=permission,
        title=title,
        write=write,
    )


class AccessPolicy:
    """All record rules of an application and the tables they guard."""

    def __init__(self, rules: Iterable[RecordRule], models: Iterable[type[Base]]) -> None:
        self.rules: dict[type[Base], list[RecordRule]] = {}
        for rule in rules:
            self.rules.setdefault(rule.model, []).append(rule)
        self.guarded: dict[Table, type[Base]] = {}
        self.judged: dict[tuple[Any, ...], Any] = {}
        """What the guard found out about statements, by their shape."""
        models = tuple(models)
        self.reach = Reach(models)
        for model in models:
            if model.__scope__.kind != "open":
                table = inspect(model).local_table
                assert isinstance(table, Table)
                self.guarded[table] = model
        self.reach.check_secondaries(self.guarded)

    def criteria(
        self, actor: Actor, model: type[Base], *, write: bool = False
    ) -> ColumnElement[bool] | None:
        """What limits ``actor`` on ``model``; None when every row is granted."""
        scope = model.__scope__
        if scope.kind == "open":
            return None
        if scope.kind == "via":
            return self._through_parent(actor, model, write=write)
        rules = self.rules.get(model, [])
        limits = [rule.criteria(actor) for rule in rules if rule.restrict]
        grants = [rule for rule in rules if rule.applies(actor, write=write)]
        if not grants:
            return false()
        if not any(rule.where is None for rule in grants):
            limits.append(or_(*(rule.criteria(actor) for rule in grants)))
        return and_(*limits) if limits else None

    def _through_parent(
        self, actor: Actor, model: type[Base], *, write: bool
    ) -> ColumnElement[bool] | None:
        relation = inspect(model).relationships[model.__scope__.parent]
        parent: type[Base] = relation.mapper.class_
        limit = self.criteria(actor, parent, write=write)
        if limit is None:
            return None
        (local, remote), *_more = relation.local_remote_pairs
        visible = select(remote).where(limit).scalar_subquery()
        column: Any = inspect(model).get_property_by_column(local).class_attribute
        return column.in_(visible)  # type: ignore[no-any-return]

    def explain(
        self, actor: Actor, model: type[Base], probe: Callable[[Any], bool]
    ) -> list[tuple[RecordRule, bool, bool]]:
        """Each rule of ``model`` with: does the actor hold it, does it match the row.

        :param probe: asks the database whether the row matches criteria.
        """
        return [
            (rule, rule.restrict or actor.can(rule.permission), probe(rule.criteria(actor)))
            for rule in self.rules.get(model, [])
        ]


def current_policy() -> AccessPolicy:
    """The policy of the running application."""
    policy: AccessPolicy = current_app.extensions["aftersales.access"]
    return policy


__all__ = ["AccessPolicy", "RecordRule", "current_policy", "every_row", "model_name"]
