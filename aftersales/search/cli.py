"""``aftersales search``: filling and examining the indexes behind lists and the search box."""

import sys

import click
from flask import Flask

from aftersales.cli.main import with_database
from aftersales.db.uow import unit_of_work
from aftersales.search import fill
from aftersales.search.fill import ACTOR, examine, plans, prepare
from aftersales.search.plan import Plan


@click.group()
def search() -> None:
    """Fill and examine the search indexes."""


@search.command()
@click.argument("names", nargs=-1)
@click.option("--unfinished", is_flag=True, help="Only go on with what was interrupted.")
@with_database
def rebuild(_app: Flask, names: tuple[str, ...], unfinished: bool) -> None:
    """Write the indexes anew: all of them, or those of the tables NAMES.

    People may work and search meanwhile. What is interrupted goes on with `--unfinished`.
    """
    prepare(_show)
    if not unfinished:
        for plan in _chosen(names):
            fill.rebuild(plan, _show)
    click.echo("The search indexes are written.")


@search.command()
@click.argument("names", nargs=-1)
@with_database
def check(_app: Flask, names: tuple[str, ...]) -> None:
    """Compare the indexes with the records; exit code 1 when they differ."""
    is_sound = True
    for plan in _chosen(names):
        with unit_of_work(ACTOR, write=False) as uow:
            found = examine(uow, plan, _show)
        if found is None:
            click.echo(f"{_table(plan)}: there is no index; run: aftersales modules sync")
            is_sound = False
            continue
        click.echo(
            f"{_table(plan)}: {found.records} records, {found.missing} missing,"
            f" {found.stale} stale, {found.orphans} without a record, {found.waiting} waiting"
        )
        is_sound = is_sound and found.is_sound
    if not is_sound:
        click.echo("Write them anew: aftersales search rebuild")
        raise SystemExit(1)


def _table(plan: Plan) -> str:
    return str(plan.model.__tablename__)


def _chosen(names: tuple[str, ...]) -> list[Plan]:
    known = {_table(plan): plan for plan in plans()}
    if unknown := set(names) - known.keys():
        raise click.ClickException(
            f"there is no index of {', '.join(sorted(unknown))}. Known: {', '.join(known)}"
        )
    return [known[name] for name in names] if names else list(known.values())


def _show(plan: Plan, reached: int, last: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if reached >= last else "\r"
        click.echo(f"{_table(plan):28} {reached:>10,} of {last:,}{end}", nl=False, err=True)
