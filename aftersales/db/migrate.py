"""Migrations: one Alembic tree and one version table for the kernel and for each module.

With a shared version table the disappearance of one module's code breaks every command; with its
own, the others are unharmed (measured, see the architecture's choices).
"""

import re
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Engine, column, func, inspect, select, table, text
from sqlalchemy.exc import OperationalError

if (
    TYPE_CHECKING
):  # Alembic is loaded when something is to be migrated: it costs a start half a second
    from alembic.config import Config

from aftersales.db.base import Base
from aftersales.errors import StartError

NOT_MIGRATED = ("schema_version_", "find_")
"""Tables no revision describes: Alembic's own, and the indexes made from declarations."""
LOCK_NOT_AVAILABLE = "55P03"
ROOT = Path(__file__).resolve().parents[2] / "migrations"


@dataclass(frozen=True, slots=True)
class Tree:
    """The migrations of the kernel (``module == ""``) or of one module."""

    module: str
    folder: Path
    others: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its folder as sentences name it: ``modules/loaner/migrations``."""
        return f"modules/{self.module}/migrations" if self.module else "migrations/versions"

    @property
    def version_table(self) -> str:
        """The tree's own version table."""
        return f"schema_version_{self.module or 'kernel'}"

    def owns(self, table: str) -> bool:
        """Whether a table belongs to this tree."""
        if table.startswith(NOT_MIGRATED):
            return False
        if self.module:
            return table.startswith(f"{self.module}_")
        return not any(table.startswith(f"{name}_") for name in self.others)


def kernel_tree(modules: Sequence[str]) -> Tree:
    """The kernel's tree; its tables are those no module claims."""
    return Tree("", ROOT / "versions", tuple(modules))


def _config(tree: Tree, connection: Connection) -> "Config":
    from alembic.config import Config

    def include_name(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or tree.owns(name or "")

    def include_object(obj: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
        if kind == "table":
            # A table without code belongs to a module that is not here now: leave it alone.
            return tree.owns(name or "") and not (reflected and name not in Base.metadata.tables)
        return True

    config = Config(cmd_opts=Namespace(quiet=True))
    config.set_main_option("script_location", str(ROOT))
    config.set_main_option("version_locations", str(tree.folder))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(
        connection=connection,
        version_table=tree.version_table,
        include_name=include_name,
        include_object=include_object,
    )
    return config


LOCK_SECONDS = 3
"""Longest wait for a table: whoever comes after a waiting ALTER TABLE waits behind it."""
LOCK_TRIES = 20


def upgrade(engine: Engine, tree: Tree) -> None:
    """Bring one tree's tables to its newest revision, while others may be at work on them.

    :raises OperationalError: a table stayed in use through all tries; what was migrated stays so.
    """
    for tries_left in reversed(range(LOCK_TRIES)):
        try:
            _upgrade(engine, tree)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE or not tries_left:
                raise
            time.sleep(1)  # those who use the table get their turn
        else:
            return


def _upgrade(engine: Engine, tree: Tree) -> None:
    from alembic import command

    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
            connection.commit()
        try:
            with _free_to_rebuild(connection):
                command.upgrade(_config(tree, connection), "head")
                connection.commit()
        finally:
            if engine.dialect.name == "postgresql":
                connection.rollback()
                connection.execute(text("RESET lock_timeout"))
                connection.commit()


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Let a second migration of the same database wait for the first (SQLite's writers do)."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_lock(func.hashtext("aftersales sync"))))
            connection.commit()
        try:
            yield
        finally:
            if engine.dialect.name == "postgresql":
                held = select(func.pg_advisory_unlock(func.hashtext("aftersales sync")))
                connection.execute(held)
                connection.commit()


def downgrade(engine: Engine, tree: Tree, revision: str = "base") -> None:
    """Take one tree's tables back (to nothing, by default)."""
    from alembic import command

    with engine.connect() as connection, _free_to_rebuild(connection):
        command.downgrade(_config(tree, connection), revision)
        connection.commit()


@contextmanager
def _free_to_rebuild(connection: Connection) -> Iterator[None]:
    """Let SQLite drop a table that others point at while a migration makes it anew.

    It changes a table by writing it a second time and dropping the first, and a drop deletes row by
    row: with its foreign keys watched, that takes along what hangs on the rows.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection
    raw.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.cursor().execute("PRAGMA foreign_keys=ON")


def revision(engine: Engine, tree: Tree, message: str) -> Path:
    """Write a revision from the difference between the classes and the database; the file."""
    from alembic import command

    tree.folder.mkdir(parents=True, exist_ok=True)
    with engine.connect() as connection:
        config = _config(tree, connection)
        number = f"{len(list(tree.folder.glob('*.py'))) + 1:04d}"
        written = command.revision(
            config,
            message,
            autogenerate=True,
            version_path=str(tree.folder),
            rev_id=f"{tree.module or 'kernel'}_{number}",
        )
        connection.commit()
    return Path(written.path)  # type: ignore[union-attr]  # one script unless asked for several


def current(connection: Connection, tree: Tree) -> str | None:
    """The revision a tree's tables stand at."""
    if not inspect(connection).has_table(tree.version_table):
        return None
    return connection.scalar(select(column("version_num")).select_from(table(tree.version_table)))


def head(tree: Tree) -> str | None:
    """The newest revision of a tree's code: the one no other builds upon; None without any.

    :raises StartError: revisions that do not form one line.
    """
    found = _revisions(tree)
    newest = sorted(set(found) - set(found.values()))
    if len(newest) > 1 or (found and not newest):
        raise StartError(
            f"{tree.title}: {' and '.join(newest or found)} do not form one line; let each "
            "down_revision name the revision before it."
        )
    return newest[0] if newest else None


Standing = Literal["empty", "behind", "current", "ahead"]


def standing(connection: Connection, tree: Tree) -> Standing:
    """How a tree's tables stand to its code.

    ``ahead`` is a revision this code has never heard of: a newer release has migrated already while
    this one still serves. Migrations bear the release before them (``docs/deploy.md``), so it may.
    """
    here = current(connection, tree)
    if here == head(tree):
        return "current"
    if here is None:
        return "empty"
    return "behind" if here in _revisions(tree) else "ahead"


def _named(code: str, name: str) -> str | None:
    match = re.search(rf"""(?m)^{name}\b[^=]*=\s*["']([^"']+)["']""", code)
    return match[1] if match else None


def _revisions(tree: Tree) -> dict[str, str | None]:
    """Each revision of a tree's code and the one it builds upon."""
    found: dict[str, str | None] = {}
    for file in tree.folder.glob("*.py"):
        code = file.read_text(encoding="utf-8")
        found[_named(code, "revision") or file.stem] = _named(code, "down_revision")
    return found


def drift(connection: Connection, tree: Tree) -> list[Any]:
    """How tables and classes of a tree differ; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    config = _config(tree, connection)
    context = MigrationContext.configure(
        connection,
        opts={
            "version_table": tree.version_table,
            "include_name": config.attributes["include_name"],
            "include_object": config.attributes["include_object"],
            "compare_type": False,
        },
    )
    return list(compare_metadata(context, Base.metadata))
