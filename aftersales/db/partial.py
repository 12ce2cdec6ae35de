"""Conditions that an index can carry: *still open* is a thousandth of an old company's rows.

A partial index serves a statement only when the database sees the same condition in its text, so
the values stand in the statement itself instead of travelling beside it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Index, TextClause, bindparam, text
from sqlalchemy.orm import QueryableAttribute


def among(column: QueryableAttribute[Any], values: Sequence[str]) -> ColumnElement[bool]:
    """``column IN (…)``, as ``partial_index`` on the same column and values wants it."""
    return column.in_(bindparam(None, list(values), expanding=True, literal_execute=True))


def partial_index(name: str, *columns: str, column: str, values: Sequence[str]) -> Index:
    """An index on ``columns`` of the rows whose ``column`` is one of ``values`` (our own codes)."""
    where = index_condition(column, values)
    return Index(name, *columns, postgresql_where=where, sqlite_where=where)


def index_condition(column: str, values: Sequence[str]) -> TextClause:
    """The condition as an index carries it."""
    return text(f"{column} IN ({', '.join(repr(value) for value in values)})")
