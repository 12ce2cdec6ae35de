"""``aftersales access explain`` and ``aftersales audit verify``."""

import click
from flask import Flask

from aftersales.access import Actor, system_actor
from aftersales.access.explain import Explanation
from aftersales.access.explain import explain as explain_access
from aftersales.auth.organisation import user_by_name
from aftersales.cli.main import with_database
from aftersales.db import audit as trail
from aftersales.db.base import Base, mapped_classes
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.views.book import book
from aftersales.views.record_page import load_record
from aftersales.views.why_page import verbs_of


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
        actor = user.actor()
        found = explain_access(uow, actor, cls, record_id)
        if found is None:
            raise click.ClickException(f"there is no {model} number {record_id}")
        _print(actor, found)
        if found.may_see:
            _print_verbs(uow, actor, cls, record_id)


def _unknown(model: str) -> str:
    word = model.rsplit(".", 1)[-1].lower()
    alike = [name for name in sorted(mapped_classes()) if word in name.lower()]
    hint = f"; perhaps {', '.join(alike[:5])}" if alike else "; write it as in service.Case"
    return f"there is no kind of record {model!r}{hint}"


def _print(actor: Actor, found: Explanation) -> None:
    name = found.model.__name__
    for parent in found.through:
        click.echo(f"{name} is guarded by its {parent}.")
    if found.open_because:
        click.echo(f"Rows of {name} are not guarded: {found.open_because}.")
    for rule in found.rules:
        kind = "binds all" if rule.binds_all else rule.right
        held = "held" if rule.held else "not held"
        fits = "fits the row" if rule.fits else "does not fit"
        change = ", may change" if rule.write else ""
        mark = "✓" if rule.counts else "✗"
        click.echo(f"  {mark} {rule.name}: {rule.title} ({kind}; {held}, {fits}{change})")
    if not found.open_because:
        click.echo(f"{actor.name} {'may' if found.may_see else 'may not'} see it.")
        click.echo(f"{actor.name} {'may' if found.may_change else 'may not'} change it.")
    for field in found.fields:
        rights = ", ".join(str(right) for right in field.rights)
        click.echo(f"  {field.field}: {field.mode} ({rights})")


def _print_verbs(uow: UnitOfWork, actor: Actor, model: type[Base], record_id: int) -> None:
    """What the person may do on the record's page, where it has one."""
    view = book().form_for(model)
    if view is None:
        return
    with uow.acting_as(actor):
        for verb in verbs_of(uow, view, load_record(uow, view, record_id)):
            click.echo(f"  {'✗' if verb.reason else '✓'} {verb.title} {verb.reason}".rstrip())


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
