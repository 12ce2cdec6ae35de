"""Writing rows by the hundred thousand: COPY on PostgreSQL, ``executemany`` on SQLite.

Around the session on purpose: nobody's rights are judged and no trail is kept of rows that are made
up. Both databases get the values through SQLAlchemy's own types, inside the unit of work's
transaction.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from aftersales.db.uow import UnitOfWork

Row = Sequence[Any]


@dataclass(slots=True)
class Bulk:
    """One run of the loader.

    :param wanted: how many rows of each kind there shall be in the end (``cases``, …).
    :param random: the run's own dice, seeded: two runs of one size make the same company.
    :param tell: prints progress.
    """

    uow: UnitOfWork
    wanted: dict[str, int]
    random: random.Random
    tell: Callable[[str], None]
    _keys: dict[Table, int] = field(default_factory=dict)

    @property
    def connection(self) -> Connection:
        """The transaction's connection, past the session guard."""
        return self.uow.session.connection()

    def missing(self, kind: str, table: Table) -> int:
        """How many rows ``table`` still lacks."""
        there = self.connection.scalar(select(func.count()).select_from(table)) or 0
        return max(0, self.wanted[kind] - there)

    def key(self, table: Table) -> int:
        """The next free primary key of a table with a column ``id``."""
        self._ask_for_key(table)
        self._keys[table] += 1
        return self._keys[table]

    def _ask_for_key(self, table: Table) -> None:
        if table not in self._keys and "id" in table.c:
            self._keys[table] = self.connection.scalar(select(func.max(table.c.id))) or 0

    def dicts(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Write rows given as dictionaries; columns left out get their Python default."""
        self.write(table, ([_value(row, column) for column in table.columns] for row in rows))

    def write(self, table: Table, rows: Iterable[Row]) -> None:
        """Write rows whose values stand in the order of the table's columns."""
        self._ask_for_key(table)  # while COPY runs, the connection answers no question
        dialect = self.connection.dialect
        convert = [
            column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns
        ]
        ready = ([f(v) if f else v for f, v in zip(convert, row, strict=True)] for row in rows)
        if isinstance(dialect, PGDialect_psycopg):
            self._copy(table, ready)
        else:
            self._many(table, ready)

    def _copy(self, table: Table, rows: Iterable[Row]) -> None:
        names = ", ".join(column.name for column in table.columns)
        raw: Any = self.connection.connection.dbapi_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _many(self, table: Table, rows: Iterable[Row]) -> None:
        names = ", ".join(column.name for column in table.columns)
        places = ", ".join("?" * len(table.columns))
        raw: Any = self.connection.connection.dbapi_connection
        sql = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608  # our own names
        raw.executemany(sql, rows)

    def finish(self) -> None:
        """Move PostgreSQL's sequences behind the keys that were given out."""
        if not isinstance(self.connection.dialect, PGDialect_psycopg):
            return
        for table, key in self._keys.items():
            self.connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {key})"
            )


def _value(row: dict[str, Any], column: Any) -> Any:
    if column.name in row:
        return row[column.name]
    default = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
