"""``aftersales bench``: made-up data in bulk, and figures measured over HTTP."""

import json
from pathlib import Path
from time import perf_counter

import click
from flask import Flask
from sqlalchemy import select

from aftersales.access import system_actor
from aftersales.auth.models import User
from aftersales.bench.declare import bench_parts
from aftersales.bench.importing import GOAL_ROWS, measure_import
from aftersales.bench.load import fill, is_bench, mark_as_bench, refresh_statistics, row_counts
from aftersales.bench.regulation import measure_regulation
from aftersales.bench.volume import GOAL_REPORTS, measure_volume
from aftersales.cli.main import with_app
from aftersales.db.session import db
from aftersales.db.uow import unit_of_work
from aftersales.search.fill import plans, rebuild


@click.group()
def bench() -> None:
    """Measure: how fast the pages are, how large the processes."""


@bench.command()
@click.option("--cases", default=100_000, show_default=True, help="Cases there shall be.")
@with_app
def load(app: Flask, cases: int) -> None:
    """Fill an empty database (or one this command made) with years of made-up work."""
    from aftersales.app import KERNEL_GRANTS
    from aftersales.registry.company import load_demo
    from aftersales.registry.install import sync

    sync(app, KERNEL_GRANTS)
    began = perf_counter()
    actor = system_actor("aftersales bench")
    with unit_of_work(actor) as uow:
        is_empty = uow.scalar(select(User.id).limit(1)) is None
        if not is_empty and not is_bench(uow):
            raise click.ClickException(
                "this database holds data of its own. Name an empty one: "
                "AFTERSALES_DATABASE_URL=… aftersales bench load"
            )
        if is_empty:
            mark_as_bench(uow)
    load_demo(app)
    with unit_of_work(actor) as uow:
        fill(uow, bench_parts(app), cases, click.echo)
    for plan in plans():  # rows in bulk pass the session, which keeps the indexes
        rebuild(plan)
    refresh_statistics(db.engine)
    click.echo(f"Loaded in {perf_counter() - began:.0f} s.")


@bench.command()
@click.option("--requests", default=60, show_default=True, help="Requests of one client a probe.")
@click.option("--seconds", default=6.0, show_default=True, help="How long they load each.")
@click.option("--clients", default=8, show_default=True, help="How many clients at once.")
@click.option("--only", multiple=True, help="Measure these probes only (list, search, open …).")
@click.option("--planned-floor", is_flag=True, help="PostgreSQL: the floor keeps its plans, too.")
@click.option("--json", "json_file", type=click.Path(), help="Write the figures there as well.")
@with_app
def web(
    app: Flask,
    *,
    requests: int,
    seconds: float,
    clients: int,
    only: tuple[str, ...],
    planned_floor: bool,
    json_file: str | None,
) -> None:
    """Measure pages over HTTP beside their floor; print the table for docs/performance.md."""
    from aftersales.bench.run import Run

    parts = bench_parts(app)
    with unit_of_work(system_actor("aftersales bench"), write=False) as uow:
        if not is_bench(uow):
            raise click.ClickException("this database was not made by: aftersales bench load")
        rows = row_counts(uow, parts)
    probes = [p for part in parts for p in part.probes if not only or p.name in only]
    run = Run(
        app, db.engine, app.config["SETTINGS"], probes, requests, seconds, clients,
        lambda line: click.echo(line, err=True), planned_floor,
    )  # fmt: skip
    result = run.measure(rows)
    if json_file:
        Path(json_file).write_text(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
    click.echo(result.to_markdown())


@bench.command("import")
@click.option("--rows", default=GOAL_ROWS, show_default=True, help="Rows of the register.")
@with_app
def import_rows(app: Flask, rows: int) -> None:
    """Import made-up lists into an empty database (or one of the bench), twice."""
    from aftersales.app import KERNEL_GRANTS
    from aftersales.registry.install import sync

    sync(app, KERNEL_GRANTS)
    measure_import(app, rows)


@bench.command()
@click.option("--reports", default=GOAL_REPORTS, show_default=True, help="Papers in the volume.")
@with_app
def volume(app: Flask, reports: int) -> None:
    """Print service reports of the demo data and bind a volume of them; nothing is kept."""
    measure_volume(app, reports)


@bench.command()
@click.option("--months", default=12, show_default=True, help="How far back to replay.")
@with_app
def regulation(app: Flask, months: int) -> None:
    """Resolve all parameters, reckon due times, replay a draft on the past; nothing is kept."""
    measure_regulation(app, months)
