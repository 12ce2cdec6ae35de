"""Filling a database: the demo company first, then what each module multiplies."""

import random
from collections.abc import Callable, Iterable

from sqlalchemy import Engine, func, select

from aftersales.bench.bulk import Bulk
from aftersales.bench.declare import BenchPart
from aftersales.bench.people import ensure_people
from aftersales.db.uow import UnitOfWork
from aftersales.jobs.schedule import JobRun

MARK = "bench"
"""The job's name that marks a database as one of the bench."""
SEED = 20261121


def sizes(cases: int) -> dict[str, int]:
    """How many of each kind belong to a company with so many cases."""
    return {
        "cases": cases,
        "customers": max(20, cases // 20),
        "machines": max(60, cases // 5),
        "people": max(8, min(400, cases // 800)),
    }


def is_bench(uow: UnitOfWork) -> bool:
    """Whether this database was made for the bench."""
    return uow.scalar(select(JobRun.name).where(JobRun.name == MARK)) is not None


def mark_as_bench(uow: UnitOfWork) -> None:
    """Note that this database holds nothing of worth."""
    uow.session.add(JobRun(name=MARK, started_at=uow.now, finished_at=uow.now))


def fill(
    uow: UnitOfWork, parts: Iterable[BenchPart], cases: int, tell: Callable[[str], None]
) -> None:
    """Bring the database up to a company with ``cases`` cases; what is there stays."""
    dice = random.Random(f"{SEED}-{cases}")  # made-up companies, no secret
    bulk = Bulk(uow, sizes(cases), dice, tell)
    with uow.system("made-up rows in bulk"):
        ensure_people(bulk)
        for part in parts:
            if part.load is not None:
                part.load(bulk)
        bulk.finish()


def row_counts(uow: UnitOfWork, parts: Iterable[BenchPart]) -> dict[str, int]:
    """How many rows there are of the tables the parts name."""
    with uow.system("counting rows for the report"):
        return {
            model.__tablename__: uow.scalar(select(func.count()).select_from(model)) or 0
            for part in parts
            for model in part.models
        }


def refresh_statistics(engine: Engine) -> None:
    """Let the planner know what was loaded."""
    command = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(command)
