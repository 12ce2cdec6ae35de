"""For ``aftersales bench volume``: reports printed in all copies, a volume bound of many."""

import resource
import statistics
from collections.abc import Callable, Sequence
from datetime import date
from itertools import cycle, islice
from time import perf_counter
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from aftersales.access import system_actor
from aftersales.bench.declare import bench_parts
from aftersales.bench.report import mark
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.documents import Signature
from aftersales.documents.engine import RenderedPdf
from aftersales.documents.issue import preview, proof, spec_named
from aftersales.documents.volume import BoundVolume, VolumeEntry, build_volume
from aftersales.documents.volume_papers import ClosingSheet, VolumeCover

GOAL_SECONDS, GOAL_REPORTS = 45.0, 200
GOAL_MS = 200.0
PRINTED = 10
DAY = date(2026, 11, 1)


def measure_volume(app: Flask, reports: int) -> None:
    """Print service reports of the demo data and bind a volume of them; nothing is kept."""
    with unit_of_work(system_actor("aftersales bench"), write=False) as uow:
        papers = [part.paper for part in bench_parts(app) if part.paper]
        for name in papers:
            _measure(uow, name, reports)


def _measure(uow: UnitOfWork, name: str, reports: int) -> None:
    spec = spec_named(name)
    records = uow.scalars(select(spec.model).limit(PRINTED)).unique().all()
    if not records:
        raise click.ClickException("no records to print: run aftersales demo or bench load first")
    turns = list(islice(cycle(records), PRINTED))
    proof(uow, name, turns[0])  # what is loaded once is not measured
    previews = [_timed(preview, uow, name, record)[0] for record in turns]
    proofs = [_timed(proof, uow, name, record) for record in turns]
    one, whole = statistics.median(previews), statistics.median(time for time, _pdf in proofs)
    printed = [pdf.data for _time, pdf in proofs]
    began = perf_counter()
    bound = _bind(uow, spec.code, list(islice(cycle(printed), reports)))
    seconds = perf_counter() - began
    goal = GOAL_SECONDS * max(1.0, reports / GOAL_REPORTS)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = len(bound.data) / 2**20
    lines = [
        (f"{spec.code} printed, warm", f"{one * 1000:.0f} ms", "200 ms", one * 1000 <= GOAL_MS),
        (f"{spec.code} in all copies, as issued", f"{whole * 1000:.0f} ms", "", True),
        (
            f"Volume of {reports}: {bound.page_count} pages, {size:.0f} MB",
            f"{seconds:.1f} s", f"{goal:.0f} s", seconds <= goal,
        ),
        ("Memory of the process that binds", f"{memory:.0f} MB", "200 MB", memory < 200),
    ]  # fmt: skip
    click.echo("| Paper | Measured | Goal | |\n|---|---|---|---|")
    for title, measured, limit, good in lines:
        click.echo(f"| {title} | {measured} | {limit} | {mark(good)} |")


def _timed(
    act: Callable[[UnitOfWork, str, Any], RenderedPdf], uow: UnitOfWork, name: str, record: Any
) -> tuple[float, RenderedPdf]:
    began = perf_counter()
    printed = act(uow, name, record)
    return perf_counter() - began, printed


def _bind(uow: UnitOfWork, code: str, papers: Sequence[bytes]) -> BoundVolume:
    entries = [
        VolumeEntry(
            title=f"{code} {n}", number=f"{code}-{n:04d}", author="", dated=DAY, data=data,
            piece=f"{n:04d}",
        )
        for n, data in enumerate(papers, 1)
    ]  # fmt: skip
    cover = VolumeCover(
        archive_number="BENCH-1", title="Bench", compiled_by="", date_from=DAY, date_to=DAY,
        retention="", volume_number="1",
    )  # fmt: skip
    signed = Signature("Bench", uow.now)
    closing = ClosingSheet(remarks="", compiled_by=signed, checked_by=signed)
    return build_volume(
        cover, entries, closing, company="Bench", at=uow.now,
        progress=lambda done, all_: click.echo(f"\r{done} / {all_} ", nl=done == all_, err=True),
    )  # fmt: skip
