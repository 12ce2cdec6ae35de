"""An application whose only module is the lab of ``views_lab``, on either database."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from aftersales import app as factory
from aftersales.actor import system_actor
from aftersales.auth.demo import DEMO_PASSWORD, load_demo_organisation
from aftersales.auth.models import Region, User
from aftersales.db import audit
from aftersales.db.base import Base
from aftersales.db.session import db
from aftersales.db.uow import unit_of_work
from aftersales.registry import install
from aftersales.registry.registry import Registry
from aftersales.testing.client import BrowserClient
from aftersales.testing.databases import settings_for
from tests.kernel.views_lab import lab_module


def _build(instance: Path, url: str) -> Flask:
    kept = Registry.load
    Registry.load = classmethod(lambda cls, _settings: cls([lab_module()]))  # type: ignore[assignment, method-assign]
    try:
        app = factory.create_app(settings_for(instance, url))
    finally:
        Registry.load = kept  # type: ignore[method-assign]
    app.test_client_class = BrowserClient
    return app


def _fill(app: Flask) -> None:
    with app.app_context():
        with db.engine.begin() as connection:
            Base.metadata.create_all(connection)
            connection.execute(
                insert(audit.AuditHead), [{"id": 1, "seq": 0, "hash": audit.GENESIS}]
            )
        install.fill(app, factory.KERNEL_GRANTS)
        with unit_of_work(system_actor("lab")) as uow:
            load_demo_organisation(uow)
        with unit_of_work(system_actor("lab")) as uow:
            for user in uow.scalars(select(User)).all():
                user.locale, user.regions = "en", []
            for region in uow.scalars(select(Region)).all():
                uow.delete(region)
        db.engine.dispose()


@pytest.fixture
def lab(
    request: pytest.FixtureRequest, kept: dict[str, Any], run_folder: Path, worker: str
) -> Iterator[Flask]:
    """The lab on a fresh database without regions; ``@on_both`` runs a test on PostgreSQL too."""
    kind = getattr(request, "param", "sqlite")
    instance = run_folder / f"lab-{worker}"
    instance.mkdir(exist_ok=True)
    if kind == "postgresql":
        server = request.getfixturevalue("postgres_server")
        template = server.template("template_lab", lambda url: _fill(_build(instance, url)))
        server.drop_database(f"lab_{worker}")
        url = server.create_database(f"lab_{worker}", template)
    else:
        url = _fresh_file(instance)
    if (key := f"lab {kind}") not in kept:
        kept[key] = _build(instance, url)
    yield kept[key]
    with kept[key].app_context():
        db.engine.dispose()


def _fresh_file(instance: Path) -> str:
    template, file = instance / "template.sqlite3", instance / "lab.sqlite3"
    if not template.exists():
        _fill(_build(instance, f"sqlite:///{template}"))
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"


on_both = pytest.mark.parametrize(
    "lab", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def enter(lab: Flask) -> Callable[[str], BrowserClient]:
    """``enter("clerk")``: a logged-in browser on the lab."""

    def log_in(username: str) -> BrowserClient:
        browser: BrowserClient = lab.test_client()  # type: ignore[assignment]
        browser.set_cookie("locale", "en")
        answer = browser.post("/login", data={"username": username, "password": DEMO_PASSWORD})
        assert answer.status_code == 302
        return browser

    return log_in


@pytest.fixture
def regions(lab: Flask) -> Callable[..., list[int]]:
    """``regions(A="local", B="remote")``: make regions by code and class; their ids."""

    def make(**classes: str) -> list[int]:
        with lab.app_context(), unit_of_work(system_actor("test")) as uow:
            made = [Region(code=c, name=f"Region {c}", region_class=k) for c, k in classes.items()]
            return [uow.add(region).id for region in made]

    return make


@pytest.fixture
def region(lab: Flask) -> Callable[[int], Any]:
    """``region(id)``: its columns as stored now."""

    def read(record_id: int) -> Any:
        with lab.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
            return uow.rows(select(Region.__table__).where(Region.__table__.c.id == record_id))[0]

    return read
