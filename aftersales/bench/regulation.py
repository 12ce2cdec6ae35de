"""For ``aftersales bench regulation``: resolving, due times, and a year replayed under a draft."""

import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any

import click
from flask import Flask

from aftersales.access import system_actor
from aftersales.bench.report import mark
from aftersales.calendar.due import due
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.duration import Duration
from aftersales.regulation.replay import Span, replay
from aftersales.regulation.resolve import Scope, resolve
from aftersales.regulation.versions import Edition, edition_of_preset, edition_on

GOAL_RESOLVE_MS, GOAL_DUE_MS = 1.0, 0.3
GOAL_SECONDS, GOAL_CASES, GOAL_MB = 60.0, 100_000, 500
ROUNDS = 200
TARGETS = ("immediate", "2h", "5d", "90min working", "3d working", "13d working")
OTHER_PRESET = "it_integrator"
SCOPE = Scope(contract="HT-1", customer_class="A", product_class="large", region_class="remote")


def measure_regulation(app: Flask, months: int) -> None:
    """Measure on the data there is; nothing is written."""
    with app.app_context(), unit_of_work(system_actor("aftersales bench"), write=False) as uow:
        force = edition_on(uow, clock.today())
        if force is None:
            raise click.ClickException("no regulation is in force: run bench load first")
        resolved = _least(lambda: _resolve_all(uow))
        reckoned = _least(lambda: _due_times(uow)) / len(TARGETS)
        span = Span(clock.today() - timedelta(days=round(months * 30.44)), clock.today())
        began = perf_counter()
        tallies = replay(uow, _draft(force), span)
        seconds = perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    examined = sum(tally.examined for tally in tallies.values())
    changed = sum(tally.changed for tally in tallies.values())
    goal = GOAL_SECONDS * max(1.0, examined / GOAL_CASES)
    lines = [
        (
            f"All {len(current_catalogue())} parameters for one case, warm",
            f"{resolved:.2f} ms", f"{GOAL_RESOLVE_MS:.0f} ms", resolved <= GOAL_RESOLVE_MS,
        ),
        ("A due time", f"{reckoned:.3f} ms", f"{GOAL_DUE_MS} ms", reckoned <= GOAL_DUE_MS),
        (
            f"Replay of {examined:,} records over {months} months, {changed:,} would differ",
            f"{seconds:.1f} s", f"{goal:.0f} s", seconds <= goal,
        ),
        ("Memory of the process", f"{memory:.0f} MB", f"{GOAL_MB} MB", memory < GOAL_MB),
    ]  # fmt: skip
    click.echo("| Regulation | Measured | Goal | |\n|---|---|---|---|")
    for title, measured, limit, good in lines:
        click.echo(f"| {title} | {measured} | {limit} | {mark(good)} |")


def _least(act: Callable[[], Any]) -> float:
    """Milliseconds of the quickest of many rounds, the first ones to warm up."""
    times = []
    for _round in range(ROUNDS):
        began = perf_counter()
        act()
        times.append(perf_counter() - began)
    return min(times) * 1000


def _resolve_all(uow: UnitOfWork) -> None:
    for declared in current_catalogue():
        resolve(uow, declared.parameter, scope=SCOPE)


def _due_times(uow: UnitOfWork) -> None:
    for spelling in TARGETS:
        _ = due(uow, uow.now, Duration.parse(spelling)).at


def _draft(force: Edition) -> Edition:
    """What is in force with the approvals of another preset and quicker answers."""
    chain = edition_of_preset(OTHER_PRESET).values["dispatch.approval_chain"]
    general = ("company", "")
    reply = replace(
        next(iter(force.values["sla.reply"].values())), raw=[{"reply": "90min working"}]
    )
    values = {
        **force.values,
        "sla.reply": {general: reply},
        "dispatch.approval_chain": {general: next(iter(chain.values()))},
    }
    return replace(force, version_id=0, fingerprint="of the bench", values=values)
