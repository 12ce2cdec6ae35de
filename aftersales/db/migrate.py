"""Migrations: one Alembic tree and one version table for the kernel and for each module.

With a shared version table the disappearance of one module's code breaks every command; with its
own, the others are unharmed (measured, see the architecture's choices).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from aftersales.db.base import Base

ROOT = Path(__file__).resolve().parents[2] / "migrations"


@dataclass(frozen=True, slots=True)
class Tree:
    """The migrations of the kernel (``module == ""``) or of one module."""

    module: str
    folder: Path
    others: tuple[str, ...] = ()

    @property
    def version_table(self) -> str:
        """The tree's own version table."""
        return f"schema_version_{self.module or 'kernel'}"

    def owns(self, table: str) -> bool:
        """Whether a table belongs to this tree."""
        if table.startswith("schema_version_"):
            return False
        if self.module:
            return table.startswith(f"{self.module}_")
        return not any(table.startswith(f"{name}_") for name in self.others)


def kernel_tree(modules: Sequence[str]) -> Tree:
    """The kernel's tree; its tables are those no module claims."""
    return Tree("", ROOT / "versions", tuple(modules))


def _config(tree: Tree, connection: Connection) -> Config:
    def include_name(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or tree.owns(name or "")

    def include_object(obj: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
        if kind == "table":
            # A table without code belongs to a module that is not here now: leave it alone.
            return tree.owns(name or "") and not (reflected and name not in Base.metadata.tables)
        return True

    config = Config()
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


def upgrade(engine: Engine, tree: Tree) -> None:
    """Bring one tree's tables to its newest revision."""
    with engine.connect() as connection:
        command.upgrade(_config(tree, connection), "head")
        connection.commit()


def downgrade(engine: Engine, tree: Tree, revision: str = "base") -> None:
    """Take one tree's tables back (to nothing, by default)."""
    with engine.connect() as connection:
        raw = connection.connection
        if engine.dialect.name == "sqlite":
            # Rows that point at each other (people and departments) cannot go one by one.
            raw.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            command.downgrade(_config(tree, connection), revision)
            connection.commit()
        finally:
            connection.rollback()
            if engine.dialect.name == "sqlite":
                raw.cursor().execute("PRAGMA foreign_keys=ON")


def revision(engine: Engine, tree: Tree, message: str) -> None:
    """Write a revision from the difference between the classes and the database."""
    tree.folder.mkdir(parents=True, exist_ok=True)
    with engine.connect() as connection:
        config = _config(tree, connection)
        number = f"{len(list(tree.folder.glob('*.py'))) + 1:04d}"
        command.revision(
            config,
            message,
            autogenerate=True,
            version_path=str(tree.folder),
            rev_id=f"{tree.module or 'kernel'}_{number}",
        )
        connection.commit()


def current(connection: Connection, tree: Tree) -> str | None:
    """The revision a tree's tables stand at."""
    context = MigrationContext.configure(connection, opts={"version_table": tree.version_table})
    return context.get_current_revision()


def head(tree: Tree, connection: Connection) -> str | None:
    """The newest revision of a tree's code."""
    return ScriptDirectory.from_config(_config(tree, connection)).get_current_head()


def drift(connection: Connection, tree: Tree) -> list[Any]:
    """How tables and classes of a tree differ; empty when they agree."""
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
