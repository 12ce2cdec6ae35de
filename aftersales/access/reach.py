"""Which tables a statement reaches: those it names, and those that eager joins add unseen."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.orm import Mapper, RelationshipProperty
from sqlalchemy.sql import visitors

from aftersales.db.base import Base


class Reach:
    """Answers for statements on the mapped classes given."""

    def __init__(self, models: Iterable[type[Base]]) -> None:
        self._mappers: dict[Table, Mapper[Any]] = {}
        for model in models:
            mapper = inspect(model)
            assert isinstance(mapper.local_table, Table)
            self._mappers[mapper.local_table] = mapper
        self._along: dict[Table, frozenset[Table]] = {}

    def tables(self, statement: Any) -> set[Table]:
        """Every table whose rows the statement may load or depend on."""
        named = {one for one in visitors.iterate(statement) if isinstance(one, Table)}
        for option in getattr(statement, "_with_options", ()):
            named.update(_optioned(option))
        return named.union(*(self._joined(table) for table in named))

    def _joined(self, table: Table) -> frozenset[Table]:
        """Tables that relationships with ``lazy="joined"`` add to a statement on ``table``."""
        if table not in self._along:
            found: set[Table] = set()
            frontier = [table]
            while frontier:
                for other in self._eager(frontier.pop()):
                    if other not in found:
                        found.add(other)
                        frontier.append(other)
            self._along[table] = frozenset(found)
        return self._along[table]

    def _eager(self, table: Table) -> Iterator[Table]:
        mapper = self._mappers.get(table)
        for relation in mapper.relationships if mapper else ():
            if relation.lazy in ("joined", False):
                yield relation.mapper.local_table  # type: ignore[misc]  # one table a class here


def _optioned(option: Any) -> Iterator[Table]:
    """Tables that a loader option (``joinedload`` and its kin) names."""
    for element in getattr(option, "context", ()):
        for part in element.path.path:
            if isinstance(part, RelationshipProperty):
                part = part.mapper  # noqa: PLW2901  # the table it leads to
            if isinstance(part, Mapper):
                yield part.local_table  # type: ignore[misc]
