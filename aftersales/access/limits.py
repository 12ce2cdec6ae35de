"""Where SQLAlchemy puts the criteria of record rules, and where it would not.

``with_loader_criteria`` narrows the classes it finds in a select: those selected, joined with
``.join()``, and compared in the WHERE. Property tests showed what it passes over: a class that
stands second in an expression or inside a function, one in a hand-made join, plain tables, FULL
JOIN; and the criteria of an alias joined by an ON clause named the class itself. Here the alias is
put right, and the rest is named, so that the guard can refuse it.
"""

from collections.abc import Iterator, Sequence, Set
from typing import Any

from sqlalchemy import Alias, ColumnClause, Join, Select, Table
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import FromClause, ReturnsRows

from aftersales.access.reach import joined_class, joins

FULL_JOIN = "a FULL JOIN"
ITSELF = "any() or has() along a relationship of a class to itself, without of_type(aliased(…)),"


class RowLimit(LoaderCriteriaOption):
    """Criteria of a class and of all its aliases."""

    _traverse_internals = LoaderCriteriaOption._traverse_internals
    """Named again, else SQLAlchemy would not cache statements that carry this option."""

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        limit = super()._resolve_where_criteria(ext_info)
        if ext_info.is_aliased_class:
            # SQLAlchemy 2.1 adapts it in the WHERE, not in the ON clause of a join.
            limit = ext_info._adapter.traverse(limit)
        return limit


def unlimited(selects: Sequence[Select[Any]], guarded: Set[Table]) -> str:
    """What of a statement would escape its limits, in words; empty when nothing does.

    :param selects: the statement and those within it.
    """
    escaping: list[Any] = []
    aliases: set[Any] = set()
    for select in selects:
        met, limited = _met_and_limited(select, guarded)
        # A plain table beside its own class in one select is the same FROM and narrowed with it;
        # columns of an alias also stand in the selects within, where any() and has() put them.
        limited.update([one.selectable for one in limited])
        aliases.update(one for one in limited if isinstance(one, Alias))
        escaping += [one for one in met - limited if _is_guarded(one, guarded)]
    return next((_name(one) for one in escaping if one not in aliases), "")


def _met_and_limited(select: Select[Any], guarded: Set[Table]) -> tuple[set[Any], set[Any]]:
    """The guarded things one select names, and the classes in it that SQLAlchemy will limit."""
    met: set[Any] = set()
    limited: set[Any] = set()
    for column in select._raw_columns:
        found = set(_parts(column, guarded))
        met |= found
        if len(found) == 1:  # of several classes in one expression only the first is limited
            limited.update(one for one in found if not isinstance(one, FromClause))
    for criterion in select._where_criteria:
        met.update(_parts(criterion, guarded))
        limited.update(_surface(criterion))
    for target, _on, _left, flags in joins(select):
        joined = joined_class(target)
        met.update([FULL_JOIN] if flags["full"] else [joined] if joined else [])
        met.update([] if joined else _parts(target, guarded))
        limited.add(joined)
    for source in select._from_obj:
        entity = source._annotations.get("parententity")
        itself = isinstance(source, Alias) and entity is not None and entity.is_mapper
        met.update([ITSELF] if itself and _is_guarded(entity, guarded) else [])
        met.update(_parts(source, guarded))
        limited.add(entity)
    return met, limited - {None}


def _parts(element: Any, guarded: Set[Table]) -> Iterator[Any]:
    """The classes, and the plain tables, that an expression of this very select names."""
    stack = [element]
    while stack:
        one = stack.pop()
        if "parententity" in one._annotations and not isinstance(one, Join):
            yield one._annotations["parententity"]
        elif (source := _plain_source(one)) is not None:
            if _has_guarded(source, guarded):
                yield source
        elif isinstance(one, FunctionElement) or not isinstance(one, ReturnsRows):
            stack.extend(one.get_children())


def _plain_source(one: Any) -> Any:
    """The FROM that a table, a join made by hand or a column of neither class stands for."""
    if isinstance(one, ColumnClause):
        return None if "parentmapper" in one._annotations else one.table
    return one if isinstance(one, FromClause) and not isinstance(one, FunctionElement) else None


def _has_guarded(source: Any, guarded: Set[Table]) -> bool:
    """Whether a guarded table stands there, plainly or within a join: none would be limited."""
    if isinstance(source, Join):
        return _has_guarded(source.left, guarded) or _has_guarded(source.right, guarded)
    return _bare(source) in guarded


def _bare(source: Any) -> Any:
    while isinstance(source, Alias):
        source = source.element
    return source


def _surface(criterion: Any) -> Iterator[Any]:
    """The classes SQLAlchemy finds in a WHERE: it does not look into the arguments of functions."""
    stack = [criterion]
    while stack:
        one = stack.pop()
        if "parententity" in one._annotations:
            yield one._annotations["parententity"]
        if isinstance(one, ColumnElement):
            stack.extend(one.get_children())


def _is_guarded(one: Any, guarded: Set[Table]) -> bool:
    return isinstance(one, FromClause | str) or one.mapper.local_table in guarded


def _name(one: Any) -> str:
    match one:
        case str():
            return one
        case Join():
            return "a join made by hand"
        case FromClause():
            return f"the table {_bare(one)}"
    return one.mapper.class_.__name__  # type: ignore[no-any-return]
