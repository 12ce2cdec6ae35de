"""The floor: the least that could answer in a page's place, on the same server and database.

A bare WSGI program of a few lines: ``/rows/<name>`` runs the page's own row query and prints its
rows as HTML, ``/read``, ``/insert`` and ``/update`` do one row each and end the transaction. Run as
``python -m aftersales.bench.floor FILE``, where FILE is a pickled ``FloorPlan``.
"""

import pickle
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from itertools import count
from os import getpid
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

THREADS = 8
MAKE = (
    "CREATE TABLE bench_floor (id {key} PRIMARY KEY, number varchar(40), title varchar(200), "
    "body text, name varchar(60), state varchar(20), n integer)"
)
READ = "SELECT * FROM bench_floor WHERE id = ?"
NEW = "INSERT INTO bench_floor VALUES (?, ?, ?, ?, ?, ?, ?)"
SET = "UPDATE bench_floor SET n = n + 1, state = ? WHERE id = ?"
FIRST = "INSERT INTO bench_floor VALUES ({key}, 'AJ', '减速机漏油', '请派人', '刘主任', 'open', 1)"


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """What the floor's server needs to know.

    :param queries: name to statement and its values, as the database driver takes them.
    :param planned: end reading transactions so that psycopg keeps its prepared statements.
    """

    url: str
    port: int
    workers: int
    queries: dict[str, tuple[str, Any]]
    planned: bool = False


class Floor:
    """The program; one connection a thread."""

    def __init__(self, plan: FloorPlan) -> None:
        self.plan = plan
        mark = "%s" if plan.url.startswith("postgresql") else "?"
        self.read, self.insert, self.update = (sql.replace("?", mark) for sql in (READ, NEW, SET))
        self.local = threading.local()
        self.fresh = count(1)

    def connection(self) -> Any:
        """This thread's own."""
        if not hasattr(self.local, "connection"):
            self.local.connection = connect(self.plan.url)
        return self.local.connection

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        _nothing, what, *name = environ["PATH_INFO"].split("/")
        connection = self.connection()
        cursor = connection.cursor()
        if what == "rows":
            cursor.execute(*self.plan.queries[name[0]])
            body = as_html(cursor.fetchall())
        elif what == "read":
            cursor.execute(self.read, (1,))
            body = as_html(cursor.fetchall())
        else:
            environ["wsgi.input"].read()
            self._write(cursor, what)
            body = b"done"
        if what in ("rows", "read"):
            (connection.commit if self.plan.planned else connection.rollback)()
            status = "200 OK"
        else:
            connection.commit()
            status = "303 See Other"
        start(status, [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
        return [body]

    def _write(self, cursor: Any, what: str) -> None:
        if what == "insert":
            key = (getpid() << 32) + next(self.fresh)
            values = (key, f"AJ-{key}", "减速机漏油", "请尽快派人", "刘主任", "open", 1)
            cursor.execute(self.insert, values)
        else:
            cursor.execute(self.update, ("open", 1 + next(self.fresh) % 8))


def as_html(rows: list[Any]) -> bytes:
    """Rows as a plain table."""
    lines = [
        "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>"
        for row in rows
    ]
    return f"<!doctype html><table>{''.join(lines)}</table>".encode()


def connect(url: str) -> Any:
    """A bare connection of the database's own driver."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        import sqlite3

        connection = sqlite3.connect(str(parts.database), timeout=15)
        connection.execute("PRAGMA synchronous=FULL")
        return connection
    import psycopg

    plain = parts.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain)


def make_table(url: str) -> None:
    """Begin with a table of eight rows."""
    connection = connect(url)
    cursor = connection.cursor()
    cursor.execute("DROP TABLE IF EXISTS bench_floor")
    cursor.execute(MAKE.format(key="bigint" if url.startswith("postgresql") else "integer"))
    for key in range(1, 9):
        cursor.execute(FIRST.format(key=key))
    connection.commit()
    connection.close()


def main(file: Path) -> None:
    """Serve until told to stop."""
    from gunicorn.app.base import BaseApplication

    plan: FloorPlan = pickle.loads(file.read_bytes())  # noqa: S301  # our own file of this minute

    class Server(BaseApplication):
        def load_config(self) -> None:
            options = {
                "bind": f"127.0.0.1:{plan.port}",
                "worker_class": "gthread",
                "workers": plan.workers,
                "threads": THREADS,
                "keepalive": 5,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Floor:
            return Floor(plan)

    Server().run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
