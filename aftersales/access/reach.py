"""Which tables a statement reaches: those it names, and those that eager joins add unseen."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, Table, inspect
from sqlalchemy.orm import Mapper, RelationshipProperty
from sqlalchemy.sql import visitors

from aftersales.db.base import Base
from aftersales.errors import StartError

HARMLESS = re.compile(r"\*|[+-]?\d+(\.\d+)?|NULL", re.IGNORECASE)
"""What a literal column may say: SQLAlchemy writes ``count(*)`` and ``exists(1)`` with them."""


@dataclass(slots=True)
class Reached:
    """What a statement is made of.

    ``tables`` are those whose rows it may load or depend on, ``loose`` the names of tables no class
    is mapped to, ``selects`` the statements within it, ``strange`` what is no expression of mapped
    classes, in words.
    """

    tables: set[Table] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    selects: list[Select[Any]] = field(default_factory=list)
    strange: str = ""


class Reach:
    """Answers for statements on the mapped classes given."""

    def __init__(self, models: Iterable[type[Base]]) -> None:
        self._mappers: dict[Table, Mapper[Any]] = {}
        for model in models:
            mapper = inspect(model)
            assert isinstance(mapper.local_table, Table)
            self._mappers[mapper.local_table] = mapper
        self._along: dict[Table, frozenset[Table]] = {}

    def of(self, statement: Any) -> Reached:
        """Walk a statement once."""
        found = Reached()
        for one in visitors.iterate(statement):
            note = _NOTES.get(one.__visit_name__)
            if note is not None:
                note(found, one)
        for option in getattr(statement, "_with_options", ()):
            found.tables.update(_optioned(option))
        found.tables.update(*[self.along(table) for table in found.tables])
        return found

    def along(self, table: Table) -> frozenset[Table]:
        """Tables that a statement on ``table`` brings along without naming them."""
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
        for attribute in mapper.column_attrs if mapper else ():
            expression: Any = attribute.expression
            for part in visitors.iterate(expression):
                if isinstance(part, Table) and part is not table:
                    yield part

    def check_secondaries(self, guarded: Iterable[Table]) -> None:
        """:raises StartError: when a guarded table links others unseen, so no rule could bind."""
        tables = set(guarded)
        for mapper in self._mappers.values():
            for relation in mapper.relationships:
                if relation.secondary in tables:
                    raise StartError(
                        f"{mapper.class_.__name__}.{relation.key} links through the guarded table "
                        f"{relation.secondary}, whose record rules it would skip; make it a "
                        "relationship to that table's class."
                    )


def _note_table(found: Reached, one: Any) -> None:
    if isinstance(one, Table):
        found.tables.add(one)
    else:
        found.loose.add(one.name)


def _note_select(found: Reached, one: Any) -> None:
    found.selects.append(one)
    for target, *_how in joins(one):
        if (joined := joined_class(target)) is not None:
            found.tables.add(joined.mapper.local_table)


def joins(select: Select[Any]) -> Iterator[Any]:
    """All joins of a select: ``with_only_columns`` keeps those made before it elsewhere."""
    for earlier in select._memoized_select_entities:
        yield from earlier._setup_joins
    yield from select._setup_joins


def joined_class(target: Any) -> Any:
    """The class that ``.join(target)`` leads to, None for a plain table."""
    relation = getattr(target, "property", None)
    if isinstance(relation, RelationshipProperty):
        return target._of_type or relation.entity
    return target._annotations.get("parententity")


def _note_column(found: Reached, one: Any) -> None:
    if one.is_literal and not HARMLESS.fullmatch(one.name):
        found.strange = f"literal_column({one.name!r})"


def _note_strange(found: Reached, one: Any) -> None:
    found.strange = f"{type(one).__name__.removeprefix('Annotated')} within a statement"


_NOTES: dict[str, Callable[[Reached, Any], None]] = {
    "table": _note_table,
    "select": _note_select,
    "column": _note_column,
    **dict.fromkeys(("textclause", "textual_select", "insert", "update", "delete"), _note_strange),
}


def _optioned(option: Any) -> Iterator[Table]:
    """Tables that a loader option (``joinedload`` and its kin) names."""
    for element in getattr(option, "context", ()):
        for part in element.path.path:
            if isinstance(part, RelationshipProperty):
                part = part.mapper  # noqa: PLW2901  # the table it leads to
            if isinstance(part, Mapper):
                yield part.local_table  # type: ignore[misc]
