"""The pytest plugin: an application with people in it, on either database, fresh for each test.

Use it with ``pytest_plugins = ["aftersales.testing.plugin"]``. Markers:

- ``both_databases``: run on SQLite and on PostgreSQL (else SQLite only);
- ``demo_company``: start with the demo data of all modules (else with the organisation only).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from aftersales.actor import Actor, system_actor
from aftersales.app import create_app
from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.auth.models import Role, User
from aftersales.db.clock import frozen
from aftersales.db.session import db
from aftersales.db.uow import UnitOfWork, current_uow, has_uow, unit_of_work
from aftersales.jobs import deliver_waiting
from aftersales.testing.client import BrowserClient
from aftersales.testing.databases import (
    Content,
    PostgresDatabases,
    SqliteDatabases,
    lend_files,
    settings_for,
)
from aftersales.testing.queries import QueryCount, count_statements

pytest_plugins = ["aftersales.testing.postgres_fixtures", "aftersales.testing.browser"]

Databases = SqliteDatabases | PostgresDatabases
SATURDAY = datetime(2026, 11, 21, 0, 10, tzinfo=UTC)
"""When the ``clock`` fixture starts: Saturday 08:10 in Shanghai, the hour a pump breaks down."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers."""
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "demo_company: starts with all modules' demo data")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests marked ``both_databases`` once on each."""
    if "databases" in metafunc.fixturenames and metafunc.definition.get_closest_marker(
        "both_databases"
    ):
        second = pytest.param("postgresql", marks=pytest.mark.postgres)
        metafunc.parametrize("databases", ["sqlite", second], indirect=True)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "databases"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this test process: ``gw0``, or ``main`` without pytest-xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def kept(run_folder: Path, worker: str) -> dict[str, Any]:
    """What this worker keeps between tests: its databases and one application for each."""
    return {}


@pytest.fixture
def databases(
    request: pytest.FixtureRequest, kept: dict[str, Any], run_folder: Path, worker: str
) -> Databases:
    """The worker's database of the kind this test runs on, not yet filled."""
    kind = getattr(request, "param", "sqlite")
    if kind not in kept:
        own = run_folder / worker
        own.mkdir(exist_ok=True)
        if kind == "sqlite":
            kept[kind] = SqliteDatabases(run_folder, own)
        else:
            server = request.getfixturevalue("postgres_server")
            kept[kind] = PostgresDatabases(server, run_folder, worker)
    found: Databases = kept[kind]
    return found


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    databases: Databases,
    kept: dict[str, Any],
    run_folder: Path,
    worker: str,
) -> Iterator[Flask]:
    """The application on a fresh copy of the database; built once a worker: it keeps no state."""
    instance = run_folder / f"{worker}-instance"
    shutil.rmtree(instance, ignore_errors=True)
    company = request.node.get_closest_marker("demo_company")
    content: Content = "company" if company else "organisation"
    databases.reset(content)
    if databases.url not in kept:
        kept[databases.url] = create_app(settings_for(instance, databases.url))
    instance.mkdir(exist_ok=True)
    lend_files(databases.instance(content), instance)
    application: Flask = kept[databases.url]
    application.test_client_class = BrowserClient
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def make_app(databases: Databases, run_folder: Path, worker: str) -> Iterator[Callable[..., Flask]]:
    """Build an application with other settings: ``make_app(demo=True)``."""
    made: list[Flask] = []

    def build(**overrides: Any) -> Flask:
        databases.reset("organisation")
        settings = settings_for(run_folder / f"{worker}-instance", databases.url, **overrides)
        application = create_app(settings)
        application.test_client_class = BrowserClient
        made.append(application)
        return application

    yield build
    for application in made:
        with application.app_context():
            db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> BrowserClient:
    """A browser of nobody yet."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def login(app: Flask) -> Callable[..., BrowserClient]:
    """``login("clerk")``: a browser of its own in which this demo person is logged in."""

    def enter(username: str, password: str = DEMO_PASSWORD) -> BrowserClient:
        browser: BrowserClient = app.test_client()  # type: ignore[assignment]
        answer = browser.post("/login", data={"username": username, "password": password})
        assert answer.status_code == 302, f"{username} could not log in: {answer.status}"
        return browser

    return enter


@pytest.fixture
def actor(app: Flask) -> Callable[[str], Actor]:
    """``actor("clerk")``: the demo person of that login name or, failing that, of that role."""

    def find(who: str) -> Actor:
        if has_uow():
            return _actor(current_uow(), who)
        with app.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
            return _actor(uow, who)

    return find


def _actor(uow: UnitOfWork, who: str) -> Actor:
    user = uow.scalar(select(User).where(User.username == who)) or uow.scalar(
        select(User).join(User.roles).where(Role.code == who).order_by(User.id).limit(1)
    )
    if user is None:
        raise LookupError(f"no demo person {who!r}")
    return user.actor()


@pytest.fixture
def uow_as(
    app: Flask, actor: Callable[[str], Actor]
) -> Callable[..., AbstractContextManager[UnitOfWork]]:
    """One unit of work in somebody's name, as a ``with`` block; ``"system"`` is the program."""

    @contextmanager
    def enter(who: str | Actor, *, write: bool = True) -> Iterator[UnitOfWork]:
        if isinstance(who, str):
            who = system_actor("test") if who == "system" else actor(who)
        with app.app_context(), unit_of_work(who, write=write) as uow:
            yield uow

    return enter


class Clock:
    """A clock the test moves by hand."""

    def __init__(self, at: datetime) -> None:
        self._held = ExitStack()
        self.at = at
        self.move_to(at)

    def move_to(self, at: datetime) -> None:
        """Set it to an aware moment."""
        self._held.close()
        self.at = at
        self._held.enter_context(frozen(at))

    def advance(self, **span: float) -> None:
        """Move it on: ``clock.advance(hours=2)``."""
        self.move_to(self.at + timedelta(**span))

    def release(self) -> None:
        """Let the time run again."""
        self._held.close()


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The time stands still at ``SATURDAY`` until the test moves it."""
    held = Clock(SATURDAY)
    yield held
    held.release()


class Outbox:
    """What waits for delivery after the commits of this test."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def deliver(self) -> int:
        """Deliver until nothing is due; the number of messages delivered or postponed."""
        with self.app.app_context():
            total = 0
            while count := deliver_waiting():
                total += count
            return total


@pytest.fixture
def outbox(app: Flask) -> Outbox:
    """``outbox.deliver()`` runs the handlers that wait for after the commit."""
    return Outbox(app)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[QueryCount]]:
    """The statements sent inside a ``with`` block."""

    def counting() -> AbstractContextManager[QueryCount]:
        with app.app_context():
            return count_statements(db.engine)

    return counting
