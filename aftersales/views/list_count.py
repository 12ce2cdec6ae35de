"""How many rows a list found: counted as far as it helps a person, and no further.

What a search found and nothing else narrows is counted in the index alone, without looking up a
row; any other list counts the keys of its rows.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.orm import QueryableAttribute, RelationshipProperty

from aftersales.access.guard import sees_every_row
from aftersales.access.reach import joins
from aftersales.db.uow import UnitOfWork
from aftersales.search.query import COUNTED
from aftersales.views.declare import ListView
from aftersales.views.list_query import key_of, put_together, search_of
from aftersales.views.list_state import ListState

COUNT_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows a list found; ``capped`` when there are more than were counted."""

    count: int
    capped: bool

    @property
    def text(self) -> str:
        """``1,234`` or ``10,000+``."""
        return f"{self.count:,}{'+' if self.capped else ''}"

    @classmethod
    def up_to(cls, limit: int, count: int) -> "Found":
        """Of a count that went one further than ``limit`` at most."""
        return cls(min(count, limit), count > limit)


def found_rows(uow: UnitOfWork, state: ListState, base: Select[Any]) -> Found:
    """How many rows the address asks for; of a frequent word, one learns that it is frequent."""
    search = search_of(state) if state.q and state.view.search else None
    if search is None:
        counted = put_together(state, "count", lambda: _counted(base, state.view, COUNT_LIMIT))
        return Found.up_to(COUNT_LIMIT, int(uow.scalar(counted) or 0))
    bare = state.view.query()
    if not (state.filters or state.facets) and keeps_all(bare) and sees_every_row(uow, bare):
        return Found.up_to(COUNTED, search.count)
    return count_rows(uow, base, state.view, COUNTED if search.frequent else COUNT_LIMIT)


def count_rows(
    uow: UnitOfWork, base: Select[Any], view: ListView, limit: int = COUNT_LIMIT
) -> Found:
    """Count the keys up to ``limit``; beyond that a person only needs to know that it is more."""
    return Found.up_to(limit, int(uow.scalar(_counted(base, view, limit)) or 0))


def _counted(base: Select[Any], view: ListView, limit: int) -> Select[Any]:
    keys = base.with_only_columns(key_of(view), maintain_column_froms=True).order_by(None)
    inner = keys.limit(literal_column(str(limit + 1))).subquery()
    return select(func.count()).select_from(inner)


def keeps_all(query: Select[Any]) -> bool:
    """Whether a list's statement has a row for each record of its class.

    It has no condition, and no inner join but along a relation that is never empty.
    """
    if query.whereclause is not None:
        return False
    return all(how["isouter"] or _is_never_empty(target) for target, *_on, how in joins(query))


def _is_never_empty(target: Any) -> bool:
    relation = target.property if isinstance(target, QueryableAttribute) else None
    if not isinstance(relation, RelationshipProperty) or relation.uselist:
        return False
    return all(not column.nullable for column in relation.local_columns)
