"""``aftersales access explain`` and ``aftersales audit verify``."""

from typing import Any

import click
from flask import Flask
from sqlalchemy import ColumnElement, inspect, select

from aftersales.access import Actor, current_policy, system_actor
from aftersales.auth.organisation import user_by_name
from aftersales.cli.main import with_database
from aftersales.db import audit as trail
from aftersales.db.base import Base, mapped_classes
from aftersales.db.uow import UnitOfWork, unit_of_work


@click.group()
def access() -> None:
    """Ask why somebody may or may not see a record."""


@access.command()
@click.argument("username")
@click.argument("model")
@click.argument("record_id", type=int)
@with_database
def explain(app: Flask, username: str, model: str, record_id: int) -> None:
    """Print the rules that decide whether USERNAME sees and may change MODEL number RECORD_ID.

    MODEL is written as in addresses and the audit trail, for instance service.Case.
    """
    cls = mapped_classes().get(model)
    if cls is None:
        raise click.ClickException(_unknown(model))
    with unit_of_work(system_actor("access explain"), write=False) as uow:
        user = user_by_name(uow, username)
        if user is None:
            raise click.ClickException(f"there is no user {username!r}; see: aftersales users list")
        if uow.find(cls, record_id) is None:
            raise click.ClickException(f"there is no {model} number {record_id}")
        _explain(uow, user.actor(), cls, record_id)


def _unknown(model: str) -> str:
    word = model.rsplit(".", 1)[-1].lower()
    alike = [name for name in sorted(mapped_classes()) if word in name.lower()]
    hint = f"; perhaps {', '.join(alike[:5])}" if alike else "; write it as in service.Case"
    return f"there is no kind of record {model!r}{hint}"


def _explain(uow: UnitOfWork, actor: Actor, model: type[Base], record_id: int) -> None:
    scope = model.__scope__
    if scope.kind == "open":
        click.echo(f"Rows of {model.__name__} are not guarded: {scope.reason}.")
        return
    while scope.kind == "via":
        click.echo(f"{model.__name__} is guarded by its {scope.parent}.")
        model, record_id = _parent(uow, model, record_id)
        scope = model.__scope__

    def matches(where: ColumnElement[bool]) -> bool:
        key = model.id  # type: ignore[attr-defined]  # every guarded class has one
        return uow.scalar(select(key).where(key == record_id, where)) is not None

    for rule, held, matching in current_policy().explain(actor, model, record_id, matches):
        kind = "binds all" if rule.restrict else rule.permission
        click.echo(
            f"  {'✓' if held and matching else '✗'} {rule.name}: {rule.title} ({kind}; "
            f"{'held' if held else 'not held'}, {'fits the row' if matching else 'does not fit'}"
            f"{', may change' if rule.write else ''})"
        )
    for word, write in (("see", False), ("change", True)):
        limit = current_policy().criteria(actor, model, write=write)
        allowed = limit is None or matches(limit)
        click.echo(f"{actor.name} {'may' if allowed else 'may not'} {word} it.")


def _parent(uow: UnitOfWork, model: type[Base], record_id: int) -> tuple[type[Base], int]:
    """Class and key of the row that guards a child row."""
    relation = inspect(model).relationships[model.__scope__.parent]
    parent: Any = relation.mapper.class_
    (local, remote), *_more = relation.local_remote_pairs
    child: Any = model
    link = inspect(model).get_property_by_column(local).class_attribute
    found = uow.scalar(select(parent.id).join(child, remote == link).where(child.id == record_id))
    return parent, int(found or 0)


@click.group()
def audit() -> None:
    """Look after the audit trail."""


@audit.command()
@with_database
def verify(app: Flask) -> None:
    """Recompute the whole chain of hashes; exit code 1 when an entry was tampered with."""
    with unit_of_work(system_actor("audit verify"), write=False) as uow:
        broken = trail.verify(uow.session)
    if broken is not None:
        raise click.ClickException(
            f"entry {broken} does not fit the chain: it or its neighbour was changed or removed "
            "outside the program. Compare with a backup from before."
        )
    click.echo("The audit trail is whole: every entry fits the one before it.")
