"""For ``aftersales bench import``: how long a company's old lists take to come in."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import click
from flask import Flask
from sqlalchemy import func, select

from aftersales.access import system_actor
from aftersales.auth.models import User
from aftersales.bench.declare import bench_parts
from aftersales.bench.load import is_bench, mark_as_bench
from aftersales.bench.report import mark
from aftersales.config import Settings
from aftersales.db.session import db
from aftersales.db.uow import unit_of_work
from aftersales.imports.models import ImportRun

GOAL_SECONDS, GOAL_MB = 60.0, 200.0
"""For 50,000 rows (issue 3); fewer have their share of the time."""
GOAL_ROWS = 50_000


def measure_import(app: Flask, rows: int) -> None:
    """Import made-up lists into an empty database (or one of the bench), twice; print a table."""
    with unit_of_work(system_actor("aftersales bench")) as uow:
        if not is_bench(uow):
            if uow.scalar(select(User.id).limit(1)) is not None:
                raise click.ClickException("this database holds data of its own: name an empty one")
            mark_as_bench(uow)
        tag = f"{uow.scalar(select(func.count()).select_from(ImportRun)) or 0}-"
    click.echo(f"{db.engine.dialect.name}: a register of {rows:,} rows and what it speaks of.\n")
    click.echo("| Import | Created | Seconds | of these CPU | Memory MB | Goal | |")
    click.echo("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        files = [
            file
            for part in bench_parts(app)
            if part.files
            for file in part.files(Path(folder), rows, tag)
        ]
        for title in ("The first time", "The same files again"):
            click.echo(_measured(app.config["SETTINGS"], title, files, rows))


def _measured(settings: Settings, title: str, files: list[Path], rows: int) -> str:
    """One line of the table: the command itself, in a process of its own."""
    call = "from aftersales.cli import main; main()"
    environment = os.environ | {
        "AFTERSALES_INSTANCE": str(settings.instance_path),
        "AFTERSALES_DATABASE_URL": settings.database_url,
    }
    began, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    told = subprocess.run(
        [sys.executable, "-c", call, "import", "--json", *map(str, files)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if told.returncode:
        raise click.ClickException(told.stderr or told.stdout)
    created = json.loads(told.stdout)["totals"]["created"]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = after.ru_maxrss / 1024  # the largest child so far, which is this one or the first
    goal = GOAL_SECONDS * max(1.0, rows / GOAL_ROWS)
    good = mark(seconds <= goal and memory <= GOAL_MB)
    return (
        f"| {title} | {created:,} | {seconds:.1f} | {cpu:.1f} | {memory:.0f} |"
        f" ≤ {goal:.0f} s, {GOAL_MB:.0f} MB | {good} |"
    )
