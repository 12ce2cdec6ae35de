"""Databases for tests: filled once in a run as templates, then copied for every test.

Two templates: ``organisation`` (tables, roles, the demo people, the regulation) and ``company``
(the same plus the demo data of every module).
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from flask import Flask
from sqlalchemy import insert, select

from aftersales.actor import system_actor
from aftersales.app import KERNEL_GRANTS, create_app
from aftersales.auth.demo import load_demo_organisation
from aftersales.config import Settings, load_settings
from aftersales.db import audit, migrate
from aftersales.db.base import Base
from aftersales.db.session import db
from aftersales.db.uow import unit_of_work
from aftersales.registry import install
from aftersales.registry.company import load_demo
from aftersales.regulation.demo import load_demo_regulation
from aftersales.testing.postgres import PostgresServer

Content = Literal["organisation", "company"]


def settings_for(instance: Path, url: str, **overrides: object) -> Settings:
    """Settings of a test: nothing comes from the developer's own instance."""
    values: dict[str, object] = {
        "database_url": url,
        "jobs": "worker",
        "demo": False,
        "secret_key": "only for tests, not secret at all",
        "company_name": "湖南金能机械制造有限公司",
        # The clock of a test jumps over days, and a test is quicker than any person.
        "session_hours": 1_000_000,
        "session_idle_minutes": 0,
        "limits": False,
        **overrides,
    }
    return load_settings(instance, **values)


def build(instance: Path, url: str, content: Content) -> None:
    """Fill the empty database at ``url``; leaves no connection open."""
    app = create_app(settings_for(instance, url))
    with app.app_context():
        make_tables(app)
        install.fill(app, KERNEL_GRANTS)
        if content == "company":
            load_demo(app)
        else:
            with unit_of_work(system_actor("demo data")) as uow:
                load_demo_organisation(uow)
                load_demo_regulation(uow)
        db.engine.dispose()


def make_tables(app: Flask) -> None:
    """Migrate kernel and modules; where the revisions are behind the classes, the classes win.

    So tests can be written before the revision is; the contract tests demand it in the end.
    """
    for tree in install.trees(app.extensions["aftersales"]):
        if not _migrated(tree):
            tables = [table for name, table in Base.metadata.tables.items() if tree.owns(name)]
            with db.engine.begin() as connection:
                Base.metadata.create_all(connection, tables)
    with db.engine.begin() as connection:
        if connection.execute(select(audit.AuditHead.id)).first() is None:
            row = {"id": 1, "seq": 0, "hash": audit.GENESIS}
            connection.execute(insert(audit.AuditHead), [row])


def _migrated(tree: migrate.Tree) -> bool:
    if not any(tree.folder.glob("*.py")):
        return False
    migrate.upgrade(db.engine, tree)
    with db.engine.connect() as connection:
        behind = migrate.drift(connection, tree)
    if behind:
        migrate.downgrade(db.engine, tree)
    return not behind


class SqliteDatabases:
    """Template files in a folder all workers of the run share; each worker has one copy."""

    def __init__(self, shared: Path, own: Path) -> None:
        self.shared = shared
        self.file = own / "aftersales.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def reset(self, content: Content) -> None:
        """Make the worker's file a fresh copy of a template."""
        template = self.shared / f"{content}.sqlite3"
        with locked(self.shared / f"{content}.lock"):
            if not template.exists():
                self._fill(template, content)
        for suffix in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(template, self.file)

    def instance(self, content: Content) -> Path:
        """The instance folder a template was filled in; it holds the template's files."""
        return self.shared / f"{content}-instance"

    def _fill(self, template: Path, content: Content) -> None:
        building = template.with_suffix(".building")
        building.unlink(missing_ok=True)
        # The last connection to close folds the write-ahead log into the file.
        build(self.instance(content), f"sqlite:///{building}", content)
        building.rename(template)


class PostgresDatabases:
    """Template databases on the run's server; each worker has one copy."""

    def __init__(self, server: PostgresServer, shared: Path, worker: str) -> None:
        self.server = server
        self.shared = shared
        self.name = f"test_{worker}"
        self.url = server.url(self.name)

    def reset(self, content: Content) -> None:
        """Make the worker's database a fresh copy of a template."""
        template = self.server.template(
            f"template_{content}", lambda url: build(self.instance(content), url, content)
        )
        self.server.drop_database(self.name)
        self.server.create_database(self.name, template)

    def instance(self, content: Content) -> Path:
        """The instance folder a template was filled in; it holds the template's files."""
        return self.shared / f"{content}-pg-instance"


def lend_files(source: Path, instance: Path) -> None:
    """Give an instance the stored files of another; contents never change, so links will do."""
    if (source / "files").is_dir():
        shutil.copytree(source / "files", instance / "files", copy_function=os.link)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``path`` against the other workers for the block."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
