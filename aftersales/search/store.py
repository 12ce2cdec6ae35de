"""The tables of an index: FTS5 on SQLite, ``tsvector`` with GIN on PostgreSQL.

Both keep the pieces of a record without their positions. What they are asked is built here from
needles, which hold letters, digits and Han only: no operator of either language can be smuggled in.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    column,
    delete,
    func,
    insert,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from aftersales.db.session import PENDING
from aftersales.search.tokens import Needle

Query: TypeAlias = Sequence[Sequence[Sequence[Needle]]]
"""Words, all of which are wanted; of each the alternatives; of each of those all needles."""

GATHERED = "4MB"
"""What PostgreSQL may gather of many records before it files their pieces."""


class Store(Protocol):
    """One kind of database."""

    def create(self, connection: Connection, name: str) -> None:
        """Make an empty index; one that is there goes first."""

    def lock(self, connection: Connection, name: str, keys: Collection[int] | None) -> None:
        """Make others who want to write these records (None: any) wait for our commit."""

    def put(self, connection: Connection, name: str, documents: Mapping[int, set[str]]) -> None:
        """Write records, those that are there already as well."""

    def many(self, connection: Connection, name: str) -> AbstractContextManager[None]:
        """Have the block write many records, which some databases do better together."""

    def read(
        self, connection: Connection, name: str, after: int, until: int
    ) -> Iterator[tuple[int, set[str]]]:
        """The records in ``(after, until]`` with their pieces."""

    def matching(self, name: str, query: Query) -> Select[Any]:
        """The keys of what is found, in no order."""

    def among(self, name: str, query: Query, key: Any, *, few: bool) -> ColumnElement[bool]:
        """Whether ``key`` is found; the database begins with what is found when it is ``few``."""

    def holds(self, name: str, query: Query, key: Any) -> ColumnElement[bool]:
        """Whether ``key`` is found, asked of one record after the other in the order of a list."""


def key_column(connection: Connection) -> str:
    """What the key of an index is called."""
    return "rowid" if connection.dialect.name == "sqlite" else "id"


def drop(connection: Connection, name: str) -> None:
    """Remove an index."""
    connection.execute(text(f"DROP TABLE IF EXISTS {name}"))


def forget(connection: Connection, name: str, keys: Collection[int]) -> None:
    """Take records out."""
    key: Any = column(key_column(connection))
    if keys:
        connection.execute(delete(table(name, key)).where(key.in_(keys)))


def clear(connection: Connection, name: str, after: int, until: int | None) -> None:
    """Take out the records in ``(after, until]``, or all after ``after``."""
    key: Any = column(key_column(connection))
    statement = delete(table(name, key)).where(key > after)
    connection.execute(statement if until is None else statement.where(key <= until))


def count_up_to(connection: Connection, name: str, query: Query, limit: int) -> int:
    """How many records are found, counted no further than ``limit``."""
    found = store_of(connection).matching(name, query).limit(limit).subquery()
    return int(connection.scalar(select(func.count()).select_from(found)) or 0)


def last_key(connection: Connection, name: str) -> int:
    """The largest key in an index, a good guess at how many records it holds."""
    key: Any = column(key_column(connection))
    statement = select(key).select_from(table(name, key)).order_by(key.desc()).limit(1)
    return int(connection.scalar(statement) or 0)


class SqliteStore:
    """An ordinary FTS5 table; ``rowid`` is the record's key."""

    def create(self, connection: Connection, name: str) -> None:
        """Make an empty index; one that is there goes first."""
        drop(connection, name)
        connection.execute(
            text(
                f"CREATE VIRTUAL TABLE {name} USING"
                " fts5(tokens, detail=none, columnsize=0, tokenize=ascii)"
            )
        )

    def lock(self, connection: Connection, name: str, keys: Collection[int] | None) -> None:
        """Nothing to do: whoever writes holds the file."""

    def put(self, connection: Connection, name: str, documents: Mapping[int, set[str]]) -> None:
        """Write records, those that are there already as well."""
        forget(connection, name, documents.keys())
        rows = [
            {"rowid": key, "tokens": f" {' '.join(sorted(pieces))} "}
            for key, pieces in documents.items()
        ]
        if rows:
            connection.execute(insert(_sqlite_table(name)), rows)

    def many(self, connection: Connection, name: str) -> AbstractContextManager[None]:
        """Nothing to do: FTS5 gathers what a transaction writes."""
        return nullcontext()

    def read(
        self, connection: Connection, name: str, after: int, until: int
    ) -> Iterator[tuple[int, set[str]]]:
        """The records in ``(after, until]`` with their pieces."""
        index = _sqlite_table(name)
        rows = select(index.c.rowid, index.c.tokens).where(
            index.c.rowid > after, index.c.rowid <= until
        )
        for key, pieces in connection.execute(rows):
            yield key, set(pieces.split())

    def matching(self, name: str, query: Query) -> Select[Any]:
        """The keys of what is found, in no order."""
        index = _sqlite_table(name)
        asked = " AND ".join(
            "(" + " OR ".join(" AND ".join(map(_fts_term, one)) for one in word) + ")"
            for word in query
        )
        return select(index.c.rowid).where(index.c[name].op("MATCH")(asked))

    def among(self, name: str, query: Query, key: Any, *, few: bool) -> ColumnElement[bool]:
        """Whether ``key`` is found, beginning with the index."""
        return key.in_(self.matching(name, query))  # type: ignore[no-any-return]

    def holds(self, name: str, query: Query, key: Any) -> ColumnElement[bool]:
        """Whether ``key`` is found, asked row by row."""
        index = _sqlite_table(name)
        found = and_(
            *(
                or_(*(and_(*(_stands_in(index.c.tokens, one) for one in part)) for part in word))
                for word in query
            )
        )
        return _of_record(select(found), index, index.c.rowid, key)


class PostgresStore:
    """A table with a ``tsvector``; ``id`` is the record's key."""

    def create(self, connection: Connection, name: str) -> None:
        """Make an empty index; one that is there goes first."""
        drop(connection, name)
        connection.execute(
            text(f"CREATE TABLE {name} (id BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)")
        )
        connection.execute(text(f"CREATE INDEX {name}_tokens ON {name} USING gin (tokens)"))

    def lock(self, connection: Connection, name: str, keys: Collection[int] | None) -> None:
        """Two who change different texts of one record must not each write what they saw before."""
        if keys is None:
            connection.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))
        elif keys:
            key = _postgres_table(name).c.id
            connection.execute(select(key).where(key.in_(keys)).order_by(key).with_for_update())

    def put(self, connection: Connection, name: str, documents: Mapping[int, set[str]]) -> None:
        """Write records, those that are there already as well."""
        statement = text(
            f"INSERT INTO {name} (id, tokens)"  # noqa: S608  # the name of a table of ours
            " SELECT key, array_to_tsvector(string_to_array(pieces, ' '))"
            " FROM unnest(CAST(:keys AS bigint[]), CAST(:pieces AS text[])) AS one (key, pieces)"
            " ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens"
        )
        pieces = [" ".join(found) for found in documents.values()]
        connection.execute(statement, {"keys": list(documents), "pieces": pieces})

    @contextmanager
    def many(self, connection: Connection, name: str) -> Iterator[None]:
        """Let the index gather the pieces of many records before it files them, then file all."""
        connection.execute(text(f"SET LOCAL gin_pending_list_limit = '{GATHERED}'"))
        yield
        connection.execute(select(func.gin_clean_pending_list(f"{name}_tokens")))
        connection.execute(text(f"SET LOCAL gin_pending_list_limit = '{PENDING}'"))

    def read(
        self, connection: Connection, name: str, after: int, until: int
    ) -> Iterator[tuple[int, set[str]]]:
        """The records in ``(after, until]`` with their pieces."""
        index = _postgres_table(name)
        pieces = func.tsvector_to_array(index.c.tokens, type_=ARRAY(Text))
        rows = select(index.c.id, pieces).where(index.c.id > after, index.c.id <= until)
        for key, found in connection.execute(rows):
            yield key, set(found)

    def matching(self, name: str, query: Query) -> Select[Any]:
        """The keys of what is found, in no order."""
        index = _postgres_table(name)
        return select(index.c.id).where(index.c.tokens.op("@@")(_tsquery(query)))

    def among(self, name: str, query: Query, key: Any, *, few: bool) -> ColumnElement[bool]:
        """Whether ``key`` is found, beginning with the index."""
        found = self.matching(name, query)
        if few:
            # An array is read first, whatever the planner thinks of how often a piece occurs.
            keys = func.array(found.scalar_subquery(), type_=ARRAY(BigInteger))
            return key == func.any(keys)  # type: ignore[no-any-return]
        return key.in_(found)  # type: ignore[no-any-return]

    def holds(self, name: str, query: Query, key: Any) -> ColumnElement[bool]:
        """Whether ``key`` is found, asked row by row."""
        index = _postgres_table(name)
        found = select(index.c.tokens.op("@@", is_comparison=True)(_tsquery(query)))
        return _of_record(found, index, index.c.id, key)


def store_of(connection: Connection) -> Store:
    """The store of a database."""
    return SqliteStore() if connection.dialect.name == "sqlite" else PostgresStore()


def _sqlite_table(name: str) -> Any:
    return table(name, column("rowid"), column("tokens"), column(name))


def _postgres_table(name: str) -> Any:
    return table(name, column("id"), column("tokens"))


def _of_record(found: Select[Any], index: Any, own: Any, key: Any) -> ColumnElement[bool]:
    """``found`` as a value of the record ``key``; no planner can turn it into a join."""
    return found.where(own == key).correlate_except(index).scalar_subquery()


def _stands_in(pieces: Any, needle: Needle) -> ColumnElement[bool]:
    wanted = f" {needle.text}" if needle.is_beginning else f" {needle.text} "
    return func.instr(pieces, wanted) > 0


def _fts_term(needle: Needle) -> str:
    return f'"{needle.text}"' + (" *" if needle.is_beginning else "")


def _tsquery(query: Query) -> Any:
    asked = " & ".join(
        "(" + " | ".join("(" + " & ".join(map(_ts_term, one)) + ")" for one in word) + ")"
        for word in query
    )
    return cast(asked, TSQUERY)


def _ts_term(needle: Needle) -> str:
    return f"'{needle.text}'" + (":*" if needle.is_beginning else "")
