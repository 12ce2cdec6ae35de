"""``/metrics`` for Prometheus: what the processes count, and what the database knows.

Requests, statements and papers are counted in each process; under several web processes
``PROMETHEUS_MULTIPROC_DIR`` joins them. Backlog, workers and failed logins are read from the
database when somebody looks, so every host tells the same.
"""

import hmac
import os
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import event, func, select
from sqlalchemy.exc import SQLAlchemyError

from aftersales.actor import system_actor
from aftersales.auth.logins import LoginAttempt
from aftersales.config import Settings
from aftersales.db import clock
from aftersales.db.outbox import OutboxMessage
from aftersales.db.session import db
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.documents.engine import watch_printing
from aftersales.jobs.heartbeat import last_beat
from aftersales.ops.log import elapsed, is_alive, template
from aftersales.web.requests import machine

bp = Blueprint("metrics", __name__)
LATELY = 15
"""Minutes over which failed logins are counted: the window of the brake on logins."""
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
STATEMENTS = (2, 5, 10, 20, 40, 80, 160)
MANY_ENV = "PROMETHEUS_MULTIPROC_DIR"


class Counters:
    """What this process counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "aftersales_request_seconds",
            "Time to answer, by declared address.",
            ("method", "path", "status"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.statements = Histogram(
            "aftersales_request_statements",
            "Statements sent to the database for one request.",
            ("path",),
            buckets=STATEMENTS,
            registry=self.registry,
        )
        self.all_statements = Counter(
            "aftersales_statements",
            "Statements sent to the database, requests and workers.",
            registry=self.registry,
        )
        self.papers = Histogram(
            "aftersales_paper_seconds",
            "Time to print one PDF.",
            buckets=SECONDS,
            registry=self.registry,
        )


@cache
def counters() -> Counters:
    """The counters, one set a process: Prometheus keeps them for its whole life."""
    return Counters()


class DatabaseFacts:
    """What is read from the database at the moment somebody looks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges; without a database only the one that says so."""
        try:
            with unit_of_work(system_actor("metrics"), write=False) as uow:
                facts = dict(_facts(uow))
        except SQLAlchemyError:
            facts = {}
        yield GaugeMetricFamily(
            "aftersales_database_up", "1 when the database answered.", value=float(bool(facts))
        )
        for (name, text), value in facts.items():
            yield GaugeMetricFamily(f"aftersales_{name}", text, value=value)


def _facts(uow: UnitOfWork) -> Iterator[tuple[tuple[str, str], float]]:
    waits = (OutboxMessage.done_at.is_(None), OutboxMessage.failed_at.is_(None))
    count, oldest = uow.rows(
        select(func.count(), func.min(OutboxMessage.created_at)).where(*waits)
    )[0]
    failed = uow.scalar(
        select(func.count(OutboxMessage.id)).where(OutboxMessage.failed_at.is_not(None))
    )
    yield ("outbox_waiting", "After-work not yet done."), count
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    yield ("outbox_oldest_seconds", "Age of the oldest after-work not yet done."), age
    yield ("outbox_failed", "After-work given up; an administrator is needed."), failed or 0
    if (beat := last_beat(uow)) is not None:
        quiet = (clock.now() - beat).total_seconds()
        yield ("worker_silent_seconds", "Since a worker last showed itself."), quiet
    bad = select(func.count(LoginAttempt.id)).where(
        LoginAttempt.succeeded.is_(False),
        LoginAttempt.at > clock.now() - timedelta(minutes=LATELY),
    )
    yield ("login_failures", f"Failed logins of the last {LATELY} minutes."), uow.scalar(bad) or 0


@bp.get("/metrics")
@machine
def metrics() -> ResponseReturnValue:
    """All of it, in Prometheus' text format; for the holder of the token, or this machine."""
    settings: Settings = current_app.config["SETTINGS"]
    if not _may_look(settings.metrics_token):
        abort(404)
    registry = CollectorRegistry()
    if MANY_ENV in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # untyped
        counted = b""
    else:
        counted = generate_latest(counters().registry)
    registry.register(DatabaseFacts())
    return Response(counted + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_look(token: str) -> bool:
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    # What came through a proxy on this machine comes from loopback as well, but says for whom.
    return request.remote_addr in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers


def install(app: Flask) -> None:
    """Count from now on."""
    if MANY_ENV in os.environ:
        clear_dead(Path(os.environ[MANY_ENV]))
    app.register_blueprint(bp)
    app.after_request(_count_request)
    watch_printing(counters().papers.observe)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", _count_statement)


def _count_statement(*_facts_of_it: Any) -> None:
    counters().all_statements.inc()


def _count_request(response: Response) -> Response:
    path, status = template(), f"{response.status_code // 100}xx"
    counters().requests.labels(request.method, path, status).observe(elapsed())
    counters().statements.labels(path).observe(g.get("statements", 0))
    return response


def clear_dead(folder: Path) -> None:
    """Remove what processes that are gone have counted; those that run keep theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not is_alive(int(pid)):
            file.unlink(missing_ok=True)
