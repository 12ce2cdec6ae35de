"""``aftersales import`` and ``aftersales import-undo``."""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from flask import Flask

from aftersales.actor import system_actor
from aftersales.cli.main import with_app
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.errors import Busy, DomainError
from aftersales.i18n import _
from aftersales.imports.chosen import prepare
from aftersales.imports.engine import execute, importers
from aftersales.imports.mapping import SheetMapping
from aftersales.imports.reading import Source
from aftersales.imports.report import ImportPlan, merged
from aftersales.imports.runs import Mode, begun, keep
from aftersales.imports.undo import undo
from aftersales.imports.watch import savepoint
from aftersales.jobs import Progress, unseen
from aftersales.registry.install import refuse_if_pending

Prepared = tuple[Source, tuple[SheetMapping, ...]]


class _NothingKept(Exception):
    """Takes every file back: after a dry run, or because rows were refused."""


@click.command("import", short_help="Import xlsx and csv files; --dry-run only shows.")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE...",
)
@click.option("--kind", default="", help="What the file holds, when its headers do not say.")
@click.option(
    "--mapping",
    "wishes",
    multiple=True,
    metavar="[SHEET:]FIELD=COLUMN",
    help="Read FIELD from COLUMN (its header or letter); repeat for more.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would happen.")
@click.option("--good-rows", is_flag=True, help="Import the good rows, leave the refused ones out.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_app
def import_files(
    app: Flask,
    *,
    files: tuple[Path, ...],
    kind: str,
    wishes: tuple[str, ...],
    dry_run: bool,
    good_rows: bool,
    as_json: bool,
) -> None:
    """Import FILE... (xlsx, xls, csv): customers, products, equipment, contracts, parts, register.

    Several files are one import: all of it or, when a row is refused and --good-rows is not given,
    nothing (exit code 1, the refused rows listed). A second import of a file changes nothing.
    """
    refuse_if_pending(app)
    mode: Mode = "good_rows" if good_rows else "all_or_nothing"
    plans: list[ImportPlan] = []
    kept = False
    try:
        prepared = prepare(files, importers(), kind=kind, wishes=wishes)
        with unit_of_work(system_actor("command line")) as uow, savepoint(uow):
            _import(uow, prepared, plans, mode, dry_run=dry_run, meter=_meter(as_json))
            kept = True
    except _NothingKept:
        pass
    except Busy:
        raise
    except DomainError as error:
        _fail(error, as_json=as_json)
    _show(plans, as_json=as_json)
    if not kept and not dry_run:
        click.echo(_("Rows were refused, so nothing was imported."), err=True)
        sys.exit(1)


def _import(
    uow: UnitOfWork,
    prepared: list[Prepared],
    plans: list[ImportPlan],
    mode: Mode,
    *,
    dry_run: bool,
    meter: Progress,
) -> None:
    executions = []
    while prepared:
        source, mappings = prepared.pop(0)
        run = None if dry_run else begun(uow, source)
        executions.append(execute(uow, source, mappings, meter, run=run))
        # The rows are done with, and the commit needs the room.
        executions[-1].plan.source = replace(source, sheets=())
    plans.extend(execution.plan for execution in executions)
    refused = any(plan.total("refused") for plan in plans)
    if dry_run or (refused and mode == "all_or_nothing"):
        raise _NothingKept
    for execution in executions:
        keep(uow, execution, mode)


@click.command("import-undo", short_help="Take an import back.")
@click.argument("run_id", type=int, metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_app
def import_undo(app: Flask, run_id: int, as_json: bool) -> None:
    """Take import ID back: what it created goes, what it updated is restored, or nothing happens.

    Refused (exit code 1, with the reasons) when a record of it was changed or is used since.
    """
    refuse_if_pending(app)
    try:
        with unit_of_work(system_actor("command line")) as uow:
            run = undo(uow, run_id)
            answer = {"run": run.id, "file": run.file_name, "state": run.state}
    except DomainError as error:
        _fail(error, as_json=as_json)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(
            _("Import {number} ({file}) has been taken back.", number=run_id, file=run.file_name)
        )


def _meter(as_json: bool) -> Progress:
    """A line on the terminal that counts up; nothing in JSON or into a file."""
    if as_json or not sys.stderr.isatty():
        return unseen
    began = time.monotonic()
    written = 0

    def show(done: int, total: int) -> None:
        nonlocal written
        percent = 100 * done // max(1, total)
        if percent != written or done == total:
            written = percent
            pace = done / max(0.001, time.monotonic() - began)
            line = _("{percent} %, {pace} rows/s", percent=percent, pace=f"{pace:,.0f}")
            click.echo(f"\r{line:30}", nl=done == total, err=True)

    return show


def _fail(error: DomainError, *, as_json: bool) -> None:
    if as_json:
        body = {"code": error.code, "field": error.field, "message": str(error), **error.details}
        click.echo(json.dumps({"error": body}, ensure_ascii=False, indent=1, default=str))
    else:
        click.echo(str(error), err=True)
    sys.exit(1)


def _show(plans: Sequence[ImportPlan], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_answer(plans), ensure_ascii=False, indent=1))
        return
    for plan in plans:
        click.echo(f"{plan.source.name}" + (f"  #{plan.run_id}" if plan.run_id else ""))
        for line in _lines(plan):
            click.echo(f"  {line}")


def _answer(plans: Sequence[ImportPlan]) -> dict[str, Any]:
    """One file answers for itself; several answer together, each under ``files``."""
    if len(plans) == 1:
        return plans[0].to_json()
    return merged(plans) | {"files": [plan.to_json() for plan in plans]}


def _figure(value: Decimal | int) -> str:
    """Money with its two places, a count without places that say nothing."""
    whole = value == int(value)
    is_money = isinstance(value, Decimal) and value.as_tuple().exponent == -2
    return f"{int(value):,}" if whole and not is_money else f"{value:,}"


def _lines(plan: ImportPlan) -> list[str]:
    lines = []
    for report in plan.kinds.values():
        lines.append(
            _(
                "{kind}: {created} new, {updated} updated, {unchanged} equal, {refused} refused",
                kind=report.title,
                created=report.created,
                updated=report.updated,
                unchanged=report.unchanged,
                refused=len(report.refused),
            )
        )
        for name, value in report.figures.items():
            lines.append(f"  {report.figure_titles[name]}: {_figure(value)}")
        for refusal in report.refused:
            place = _("{sheet} row {row}", sheet=refusal.sheet, row=refusal.row)
            lines.append(f"  {place}: {refusal.reason}")
    if plan.skipped:
        lines.append(_("Left out: {sheets}", sheets=", ".join(plan.skipped)))
    return lines
