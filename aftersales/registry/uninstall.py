"""Taking a module out of a database: what would go, its export, and the removal.

The audit trail and papers already issued stay: they record what happened, and a paper somebody
holds must still verify. So do the counters of its numbers: none is given twice (rule 2.2).
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, MetaData, Table, delete, func, inspect, select

from aftersales.actor import system_actor
from aftersales.auth.models import RoleGrant, RoleOffer
from aftersales.db import clock, migrate
from aftersales.db.base import Base
from aftersales.db.outbox import OutboxMessage
from aftersales.db.session import db
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.errors import Refused
from aftersales.files import Attachment, content
from aftersales.jobs import JobRun
from aftersales.notify.models import Message
from aftersales.registry.install import trees
from aftersales.registry.registry import Registry
from aftersales.search.fill import plans
from aftersales.search.fill import remove as remove_index
from aftersales.views.export import harmless
from aftersales.views.models import Favourite, Submission

POINTING = {
    "files_attachment": "owner_model",
    "timeline_note": "model",
    "timeline_follower": "model",
    "workflow_chain": "model",
    "workflow_transition": "model",
    "calendar_clock": "model",
    "regulation_snapshot": "model",
}
"""Tables of the kernel that hang rows on records of any module, and the column that names them."""

CHILDREN = {
    "workflow_approval": ("chain_id", "workflow_chain"),
    "calendar_pause": ("clock_id", "calendar_clock"),
}
"""Their child tables, which go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What uninstalling a module takes away.

    :param tables: its own tables with their numbers of rows.
    :param traces: rows elsewhere that hang on its records (notes, files, states), by table.
    :param grants: permissions of its that roles hold.
    """

    module: str
    title: str
    version: str
    tables: dict[str, int]
    traces: dict[str, int]
    grants: int


def plan_departure(app: Flask, name: str) -> Departure:
    """Say what would go; changes nothing.

    :raises Refused: no such module is enabled, or others need it or point at its tables.
    """
    registry: Registry = app.extensions["aftersales"]
    module = registry.modules.get(name)
    if module is None:
        raise Refused(
            f"There is no enabled module {name!r}; enabled are {', '.join(registry.modules)}. "
            "A module is uninstalled with its code in place."
        )
    if needing := [m.name for m in registry.manifests if name in {d.name for d in m.depends}]:
        raise Refused(
            f"{name} cannot go: {', '.join(needing)} need{'s' if len(needing) == 1 else ''} it. "
            f"Uninstall first: {', '.join(needing)}."
        )
    with app.app_context(), unit_of_work(system_actor("module uninstall"), write=False) as uow:
        _refuse_if_pointed_at(_tree(app, name))
        return Departure(
            module=name,
            title=str(module.manifest.title),
            version=module.manifest.version,
            tables={table.name: _count(uow, table) for table in _own_tables(app, name)},
            traces={
                table.name: count
                for table, where in _traces(name)
                if (count := _count(uow, table, where))
            },
            grants=len(_grants(uow, name)),
        )


def export_rows(app: Flask, departure: Departure, target: Path) -> Path:
    """Write everything that would go into one zip.

    A csv for each table (UTF-8, opens in Excel), the attached files, and ``manifest.json`` with the
    module's version and the counts.
    """
    name = departure.module
    target.parent.mkdir(parents=True, exist_ok=True)
    about = {
        "module": name,
        "version": departure.version,
        "exported_at": clock.now().isoformat(),
        "rows": {**departure.tables, **departure.traces},
    }
    with (
        app.app_context(),
        unit_of_work(system_actor("module uninstall"), write=False) as uow,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for table in _own_tables(app, name):
            archive.writestr(f"{table.name}.csv", _csv(uow, table))
        for table, where in _traces(name):
            if table.name in departure.traces:
                archive.writestr(f"{table.name}.csv", _csv(uow, table, where))
        hanging = Attachment.owner_model.startswith(f"{name}.", autoescape=True)
        for one in uow.scalars(select(Attachment).where(hanging)):
            archive.writestr(f"files/{one.id}-{one.name}", content(one.file))
        archive.writestr("manifest.json", json.dumps(about, ensure_ascii=False, indent=2))
    return target


def remove(app: Flask, departure: Departure) -> None:
    """Take the module's tables, grants and traces out of the database; its code stays."""
    name = departure.module
    tree = _tree(app, name)
    with app.app_context():
        with unit_of_work(system_actor("module uninstall")) as uow:
            for table, where in _traces(name):
                uow.execute(delete(table).where(where))
            for grant in _grants(uow, name):
                uow.delete(grant)
            for plan in plans():
                if tree.owns(plan.model.__tablename__):
                    remove_index(uow, plan.name)
            _forget(uow, name)
        migrate.downgrade(db.engine, tree)
        with db.engine.begin() as connection:
            Table(tree.version_table, MetaData()).drop(connection, checkfirst=True)


def _forget(uow: UnitOfWork, name: str) -> None:
    """After-work of its handlers, what leads to its pages, saved searches, notes on its jobs.

    Rights it offered are forgotten too: installed again, it offers them again.
    """
    mine, pages = f"{name}.", f"/{name}/"
    after = OutboxMessage.handler.startswith(f"modules.{mine}", autoescape=True)
    uow.execute(delete(OutboxMessage).where(after))
    uow.execute(delete(Message).where(Message.url.startswith(pages, autoescape=True)))
    uow.execute(delete(Submission).where(Submission.outcome.startswith(pages, autoescape=True)))
    uow.execute(delete(RoleOffer).where(RoleOffer.permission.startswith(mine, autoescape=True)))
    uow.execute(delete(Favourite).where(Favourite.view.startswith(mine, autoescape=True)))
    uow.execute(
        delete(JobRun).where(
            (JobRun.name == f"demo {name}") | JobRun.name.startswith(mine, autoescape=True)
        )
    )


def _tree(app: Flask, name: str) -> migrate.Tree:
    return next(one for one in trees(app.extensions["aftersales"]) if one.module == name)


def _own_tables(app: Flask, name: str) -> list[Table]:
    """The module's tables that the database has, parents first."""
    tree, there = _tree(app, name), set(inspect(db.engine).get_table_names())
    return [
        table
        for table in Base.metadata.sorted_tables
        if tree.owns(table.name) and table.name in there
    ]


def _refuse_if_pointed_at(tree: migrate.Tree) -> None:
    """Tables of a module that is not here now may still hold keys of this one's rows."""
    look = inspect(db.engine)
    for table in look.get_table_names():
        for key in look.get_foreign_keys(table):
            if tree.owns(key["referred_table"]) and not tree.owns(table):
                raise Refused(
                    f"{tree.module} cannot go: the table {table} points at "
                    f"{key['referred_table']}. Put the code of that module back and uninstall it "
                    "first."
                )


def _traces(name: str) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    tables, mine = Base.metadata.tables, f"{name}."
    for child, (key, parent) in CHILDREN.items():
        above = tables[parent]
        gone = select(above.c.id).where(above.c[POINTING[parent]].startswith(mine, autoescape=True))
        yield tables[child], tables[child].c[key].in_(gone)
    for table, column in POINTING.items():
        yield tables[table], tables[table].c[column].startswith(mine, autoescape=True)


def _grants(uow: UnitOfWork, name: str) -> list[RoleGrant]:
    mine = RoleGrant.permission.startswith(f"{name}.", autoescape=True)
    return list(uow.scalars(select(RoleGrant).where(mine)))


def _count(uow: UnitOfWork, table: Table, where: ColumnElement[bool] | None = None) -> int:
    statement = select(func.count()).select_from(table)
    return uow.scalar(statement if where is None else statement.where(where)) or 0


def _csv(uow: UnitOfWork, table: Table, where: ColumnElement[bool] | None = None) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.c.keys())
    statement = select(table) if where is None else select(table).where(where)
    for row in uow.execute(statement, execution_options={"yield_per": 1000}):
        writer.writerow([_cell(value) for value in row])
    # Excel takes a csv without the mark for the local code page and garbles Chinese.
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return "" if value is None else harmless(value)
