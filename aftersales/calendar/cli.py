"""``aftersales calendar``: the working days of a year, and taking the yearly notice in."""

from pathlib import Path

import click
from flask import Flask

from aftersales.actor import system_actor
from aftersales.calendar.notice import Notice, differences, read_notice, take_in
from aftersales.calendar.working import WorkingCalendar
from aftersales.calendar.years import working_calendar
from aftersales.cli.main import with_database
from aftersales.db.uow import unit_of_work
from aftersales.i18n import use_locale

LANGUAGE = click.option("--lang", type=click.Choice(["zh_CN", "en"]), default="zh_CN")
SIGNS = {"holiday": "-", "rest": "-", "makeup": "+", "work": "+"}


@click.group()
def calendar() -> None:
    """Show the working days of a year, take in the State Council's notice."""


@calendar.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@LANGUAGE
@with_database
def show(app: Flask, year: int, lang: str) -> None:
    """Print the days of YEAR that differ from the week: ``+`` worked, ``-`` off."""
    actor = system_actor("calendar on the command line")
    with unit_of_work(actor, write=False) as uow, use_locale(lang):
        found = working_calendar(uow)
        known = year in found.known_years
        click.echo(f"{year}  {'' if known else 'estimated: the notice is missing'}".rstrip())
        for line in _lines(found, year, chinese=lang == "zh_CN"):
            click.echo(line)


@calendar.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=click.IntRange(2000, 2100), required=True)
@click.option("--dry-run", is_flag=True, help="Only say what would change and what is odd.")
@LANGUAGE
@with_database
def import_notice(app: Flask, file: Path, year: int, dry_run: bool, lang: str) -> None:
    """Take in the notice of a YEAR from FILE (csv or ics); open deadlines are counted anew."""
    notice = read_notice(file.read_bytes(), file.name, year)
    actor = system_actor("calendar on the command line")
    with unit_of_work(actor, write=not dry_run) as uow, use_locale(lang):
        for warning in notice.warnings:
            click.echo(f"!  {warning}")
        new, gone = differences(uow, notice)
        for one in new:
            click.echo(f"{SIGNS[one.kind]}  {one.day}  {one.kind}  {one.name}".rstrip())
        for one in gone:
            click.echo(f"x  {one.day}  {one.kind}  {one.name}".rstrip())
        if dry_run:
            click.echo(_sum(notice, "would be stored"))
            return
        moved = take_in(uow, notice, source=file.name)
        click.echo(f"{_sum(notice, 'stored')}; {len(moved)} open deadlines moved")


def _sum(notice: Notice, verb: str) -> str:
    off = sum(one.kind in ("holiday", "rest") for one in notice.days)
    return f"{notice.year}: {off} days off, {len(notice.days) - off} days worked, {verb}"


def _lines(found: WorkingCalendar, year: int, *, chinese: bool) -> list[str]:
    return [
        f"{'+' if one.works else '-'}  {day}  {one.name if chinese else one.name_en}".rstrip()
        for day, one in found.exceptions_of(year)
    ]
