"""``aftersales regulation``: what is in force, and why a record was decided as it was."""

import json
from contextlib import AbstractContextManager
from datetime import datetime

import click
from flask import Flask
from sqlalchemy import select

from aftersales.actor import system_actor
from aftersales.cli.main import with_app
from aftersales.db.base import Base, ref
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.i18n import use_locale
from aftersales.regulation.because import Because
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.overview import Entry, overview
from aftersales.regulation.snapshots import snapshots_of

LANGUAGE = click.option("--lang", type=click.Choice(["zh_CN", "en"]), default="zh_CN")


@click.group()
def regulation() -> None:
    """Show the regulation in force, adopt a preset, explain a record."""


@regulation.command()
@click.argument("key", required=False)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day whose regulation counts.")
@click.option("--open", "only_chosen", is_flag=True, help="Only what the source leaves open.")
@LANGUAGE
@with_app
def show(app: Flask, key: str | None, on: datetime | None, only_chosen: bool, lang: str) -> None:
    """Print the parameters in force: all of them, or KEY (also a beginning, such as ``sla``)."""
    with _reading() as uow, use_locale(lang):
        found = overview(uow, on=on.date() if on else None, only_chosen=only_chosen)
        edition = found.edition
        click.echo(f"{edition.label}  {edition.effective_on}" if edition else "–")
        entries = [e for c in found.chapters for e in c.entries if _asked(e.key, key)]
        if key and not entries:
            raise click.ClickException(
                f"no parameter {key!r}; `aftersales regulation show` lists all"
            )
        for entry in entries:
            _print(entry)


@regulation.command()
@with_app
def presets(app: Flask) -> None:
    """Print the presets that the enabled modules bring."""
    for preset in current_catalogue().presets.values():
        click.echo(f"{preset.code:24} {preset.title.zh}  {preset.title.en}  ({len(preset.values)})")


@regulation.command()
@click.argument("record")
@click.argument("record_id", type=int, required=False)
@LANGUAGE
@with_app
def explain(app: Flask, record: str, record_id: int | None, lang: str) -> None:
    """Print what decided a record, by its number or as a model and an id.

    ``aftersales regulation explain AJ-202611-0007``, or ``… explain service.Case 12``.
    """
    with _reading() as uow, use_locale(lang):
        found = _found(app, uow, record, record_id)
        kept = snapshots_of(uow, found)
        form = app.extensions["aftersales"].form_of(type(found))
        reasons = [why(uow, found) for why in (form.why if form else {}).values()]
        said = [one for one in reasons if one is not None]
        if not kept and not said:
            click.echo(f"{ref(found)}: no parameter was kept with it")
        for one in kept:
            value = json.dumps(one.value, ensure_ascii=False)
            click.echo(f"{one.at:%Y-%m-%d %H:%M}Z  {one.purpose}  {one.key} = {value}")
            _print_because(Because.from_json(one.because))
        for because in said:
            _print_because(because)


def _found(app: Flask, uow: UnitOfWork, record: str, record_id: int | None) -> Base:
    """The record of a number, or of a model's name and an id."""
    if record_id is not None:
        try:
            kind = app.extensions["aftersales"].model(record)
        except KeyError:
            raise click.ClickException(f"no model {record!r}; write it as service.Case") from None
        row: Base = uow.get(kind, record_id)
        return row
    for series in app.extensions["aftersales.numbers"].values():
        if series.column is not None:
            statement = select(series.column.class_).where(series.column == record).limit(1)
            numbered: Base | None = uow.scalar(statement)
            if numbered is not None:
                return numbered
    raise click.ClickException(f"no record has the number {record!r}")


def _reading() -> AbstractContextManager[UnitOfWork]:
    return unit_of_work(system_actor("regulation on the command line"), write=False)


def _asked(key: str, wanted: str | None) -> bool:
    return wanted is None or key == wanted or key.startswith(f"{wanted}.")


def _print(entry: Entry) -> None:
    scope = f" [{entry.scope_kind} {entry.scope_value}]" if entry.scope_value else ""
    mark = " *" if entry.chosen else ""
    click.echo(f"\n{entry.key}{scope}{mark}  {entry.title}: {entry.value}")
    for row in entry.grid:
        click.echo("    " + " | ".join(str(cell) for cell in row))
    if entry.clause or entry.source:
        click.echo(
            f"    {entry.clause} ({entry.source})" if entry.source else f"    {entry.clause}"
        )


def _print_because(because: Because) -> None:
    click.echo(f"    {because.title}: {because.value}  [{because.version}]")
    for line in because.lines:
        cited = f" – {line.clause}" if line.clause else ""
        source = f" ({line.source})" if line.source else ""
        click.echo(f"      {line.text}{cited}{source}")
