"""A throw-away PostgreSQL server for one test run, shared by its worker processes.

``PostgresServer.shared(folder)`` starts the server on first use and joins it afterwards. It listens
on a socket in a private folder only, so nothing else on the machine can reach it and no port is
taken.

Each user of the server holds a shared lock for as long as its process lives; the keeper
(``aftersales.testing.postgres_keeper``) waits for the exclusive lock, that is for the end of the
last user however it came, then stops the server and deletes its folder. A killed test run leaves
nothing behind.
"""

import fcntl
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import quote

ROLE = "aftersales"
OLDEST = 15
START_SECONDS = 60.0
_NAME = re.compile(r"^[a-z_][a-z0-9_]{0,62}$")


class PostgresMissing(RuntimeError):
    """No usable PostgreSQL on this machine; the message says how to get it."""


class PostgresFailed(RuntimeError):
    """PostgreSQL is here but did not start; the message carries the end of its log."""


def find_binaries() -> Path:
    """The folder of the newest PostgreSQL that is new enough, holding ``initdb`` and ``postgres``.

    ``AFTERSALES_POSTGRES_BIN`` names one explicitly.

    :raises PostgresMissing: there is none.
    """
    named = os.environ.get("AFTERSALES_POSTGRES_BIN")
    found = [Path(named)] if named else _candidates()
    usable = [folder for folder in found if _version(folder) >= OLDEST]
    if not usable:
        raise PostgresMissing(
            f"PostgreSQL {OLDEST} or newer is not here (initdb and postgres). Debian, Ubuntu: "
            "sudo apt-get install postgresql; elsewhere name its folder in AFTERSALES_POSTGRES_BIN."
        )
    return max(usable, key=_version)


def server_user() -> str | None:
    """Whom the server runs as: ``postgres`` or ``nobody`` when we are root, whom it refuses."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise PostgresMissing(
        "PostgreSQL refuses to run as root, and there is no user postgres or nobody."
    )


@dataclass(slots=True)
class PostgresServer:
    """A running server, joined by this process.

    :param folder: the run's folder with the locks and the state file.
    :param socket_dir: where the server listens.
    """

    folder: Path
    socket_dir: str
    _hold: IO[str] = field(repr=False)

    @classmethod
    def shared(cls, folder: Path) -> Self:
        """Join the server of ``folder``, starting it when this is the first call of the run.

        :param folder: an existing folder that all workers of one test run, and no other run, know.
        :raises PostgresMissing: nothing to start.
        :raises PostgresFailed: it did not start within a minute.
        """
        find_binaries()
        server_user()
        with _locked(folder / "start.lock"):
            hold = (folder / "users.lock").open("a")
            fcntl.flock(hold, fcntl.LOCK_SH)  # waits while a keeper of earlier users shuts down
            state = folder / "server.json"
            if not state.exists():
                _launch_keeper(folder)
            answer = json.loads(state.read_text(encoding="utf-8"))
        if "error" in answer:
            hold.close()
            raise PostgresFailed(answer["error"])
        return cls(folder, answer["socket_dir"], hold)

    @classmethod
    def at(cls, socket_dir: str) -> Self:
        """A server that its starter ends, for tests that kill one."""
        folder = Path(socket_dir)
        return cls(folder, socket_dir, (folder / "users.lock").open("a"))

    def url(self, database: str) -> str:
        """The address of a database as SQLAlchemy and ``AFTERSALES_DATABASE_URL`` take it."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={quote(self.socket_dir, safe='')}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create a database, empty or a copy of ``template``, which nobody may be using.

        :returns: its URL.
        """
        source = "" if template is None else f' TEMPLATE "{_checked(template)}" STRATEGY FILE_COPY'
        self._run(f'CREATE DATABASE "{_checked(name)}"{source}')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, cutting off whoever still uses it; absent is fine."""
        self._run(f'DROP DATABASE IF EXISTS "{_checked(name)}" WITH (FORCE)')

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """The name of a template database that one worker fills and all workers copy.

        :param fill: called once in the run with the URL of the empty database; it must close its
            connections before it returns.
        """
        with _locked(self.folder / f"{_checked(name)}.lock"):
            if not self._exists(name):
                building = f"{name}_building"
                self.drop_database(building)
                fill(self.create_database(building))
                self._run(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
        return name

    @contextmanager
    def database(self, name: str, template: str | None = None) -> Iterator[str]:
        """A database for the length of a ``with`` block; yields its URL."""
        url = self.create_database(name, template)
        try:
            yield url
        finally:
            self.drop_database(name)

    def close(self) -> None:
        """Leave the server; the last one to leave ends it. The end of the process does the same."""
        self._hold.close()

    def _exists(self, name: str) -> bool:
        return bool(self._run("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(
            host=self.socket_dir, user=ROLE, dbname="postgres", autocommit=True
        ) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []


def _candidates() -> list[Path]:
    patterns = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")
    found = [folder for pattern in patterns for folder in Path("/").glob(pattern)]
    on_path = shutil.which("initdb")
    return [*found, Path(on_path).parent] if on_path else found


def _version(folder: Path) -> int:
    """The major version, or 0 when the folder holds no server that runs."""
    programs = [folder / "initdb", folder / "postgres"]
    if not all(program.exists() for program in programs):
        return 0
    told = subprocess.run(
        [str(programs[1]), "--version"], capture_output=True, text=True, check=False
    )
    match = re.search(r"\(PostgreSQL\) (\d+)", told.stdout)
    return int(match[1]) if match else 0


def _checked(name: str) -> str:
    if not _NAME.match(name):
        raise ValueError(f"{name!r} is not a database name: use a-z, 0-9 and _, at most 63 signs.")
    return name


def _launch_keeper(folder: Path) -> None:
    """Start the keeper in a session of its own and wait until it wrote ``server.json``."""
    command = [sys.executable, "-m", "aftersales.testing.postgres_keeper", str(folder)]
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    deadline = time.monotonic() + START_SECONDS
    state = folder / "server.json"
    while not state.exists():
        ended = keeper.poll() is not None
        if (ended and not state.exists()) or time.monotonic() > deadline:
            keeper.terminate()
            told = (folder / "keeper.log").read_text(encoding="utf-8", errors="replace")
            raise PostgresFailed(f"The PostgreSQL of the tests did not start:\n{told[-2000:]}")
        time.sleep(0.02)
    keeper.returncode = 0  # it outlives us on purpose; without this Popen warns at collection


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
