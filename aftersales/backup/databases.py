"""The database half: a snapshot while people work, and its way back into an empty place."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, column, create_engine, func, inspect, select, table, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from aftersales.backup import BackupFailed
from aftersales.backup.manifest import Facts

MEMBERS = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""What the dump is called in the backup, by kind of database."""


def kind_of(url: str) -> str:
    """``sqlite`` or ``postgresql``."""
    return make_url(url).get_backend_name()


@contextmanager
def snapshot(url: str, dump: Path) -> Iterator[tuple[Facts, list[str]]]:
    """Write one moment of the database to ``dump``; nobody has to wait or to stop.

    Yields what was in it and the hashes of all stored files it knows.

    :raises BackupFailed: the database does not answer, is empty, or its tool is missing.
    """
    try:
        if kind_of(url) == "sqlite":
            _copy_sqlite(_file_of(make_url(url)), dump)
            with connected(f"sqlite:///{dump}") as connection:
                yield read_facts(connection), _file_hashes(connection)
        else:
            with connected(url) as connection:
                connection.execute(
                    text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                )
                name = connection.scalar(text("SELECT pg_export_snapshot()"))
                facts, hashes = read_facts(connection), _file_hashes(connection)
                _run_tool(
                    "pg_dump",
                    make_url(url),
                    "--format=custom",
                    f"--snapshot={name}",
                    f"--file={dump}",
                )
            yield facts, hashes
    except SQLAlchemyError as error:
        raise BackupFailed(f"the database does not answer: {_first_line(error)}") from error


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """One connection outside any application, so that a broken module stops no backup."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def read_facts(connection: Connection) -> Facts:
    """Rows, revisions and the head of the audit trail; :raises BackupFailed: no tables."""
    names = sorted(inspect(connection).get_table_names())
    if not names:
        raise BackupFailed("this database is empty; there is nothing to back up")
    rows = {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in names
    }
    revisions = {
        name: connection.scalar(select(column("version_num")).select_from(table(name))) or ""
        for name in names
        if name.startswith("schema_version_")
    }
    audit = None
    if "audit_head" in names:
        head: Any = connection.execute(
            select(column("seq"), column("hash")).select_from(table("audit_head"))
        ).first()
        audit = (int(head[0]), str(head[1])) if head else None
    kind = connection.dialect.name
    return Facts(kind=kind, rows=rows, revisions=revisions, audit=audit)


def _file_hashes(connection: Connection) -> list[str]:
    if not inspect(connection).has_table("files_file"):
        return []
    wanted: Any = (
        select(column("sha256")).select_from(table("files_file")).order_by(column("sha256"))
    )
    return [str(sha) for sha in connection.scalars(wanted)]


def is_empty(url: str) -> bool:
    """Whether a database holds no table yet; a SQLite file need not exist."""
    if kind_of(url) == "sqlite" and not _file_of(make_url(url)).exists():
        return True
    try:
        with connected(url) as connection:
            return not inspect(connection).get_table_names()
    except SQLAlchemyError as error:
        raise BackupFailed(f"the database does not answer: {_first_line(error)}") from error


def check_dump(dump: Path, facts: Facts) -> None:
    """Look into a dump before anything is written: a SQLite file can be examined as it lies.

    :raises BackupFailed: it is damaged or holds something else than the manifest says.
    """
    if facts.kind != "sqlite":
        return
    with closing(sqlite3.connect(dump)) as connection:
        answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        raise BackupFailed(f"the database in the backup is damaged: {answer}")
    with connected(f"sqlite:///{dump}") as connection:
        _compare(read_facts(connection), facts)


def load(url: str, dump: Path, facts: Facts) -> None:
    """Put a dump into the empty database of ``url``, wholly or not at all.

    :raises BackupFailed: with what the database's own tool said.
    """
    target = make_url(url)
    if facts.kind == "sqlite":
        file = _file_of(target)
        for suffix in ("-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(dump, file)
        return
    _run_tool(
        "pg_restore",
        target,
        "--single-transaction",
        "--exit-on-error",
        str(dump),
    )
    with connected(url) as connection:
        _compare(read_facts(connection), facts)


def _compare(found: Facts, said: Facts) -> None:
    if found != said:
        odd = sorted(
            name
            for name in {*found.rows, *said.rows}
            if found.rows.get(name) != said.rows.get(name)
        )
        what = ", ".join(odd) or "revisions or the audit trail"
        raise BackupFailed(f"the database is not what the manifest says: {what}")


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise BackupFailed(f"{source.name} does not exist; there is nothing to back up")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _file_of(url: URL) -> Path:
    return Path(url.database or "")


def find_tool(name: str) -> str:
    """The program's path; :raises BackupFailed: with the package that brings it."""
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(
            f"{name} is missing. Debian, Ubuntu: sudo apt-get install postgresql-client"
        )
    return found


def _run_tool(name: str, url: URL, *options: str) -> None:
    from psycopg.conninfo import make_conninfo

    arguments = dict(url.get_dialect()().create_connect_args(url)[1])
    password = str(arguments.pop("password", ""))
    command = [find_tool(name), "--no-owner", "--no-privileges", "--no-password"]
    command += [f"--dbname={make_conninfo(**arguments)}", *options]
    # The password never becomes an argument: those can be read by everybody on the machine.
    secret = {"PGPASSWORD": password} if password else {}
    done = subprocess.run(
        command, env={**os.environ, **secret}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{name} failed: {done.stderr.strip()[-500:]}")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
