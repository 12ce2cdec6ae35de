"""From the state of a list to its statements: what is selected, where, in which order, how many.

A list runs a constant number of statements: rows, a count that stops at 10,001, sums if it shows
any, groups if it is grouped. Record rules are attached by the session guard.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, null, or_, type_coerce
from sqlalchemy.orm import QueryableAttribute

from aftersales.access import Actor, field_mode
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.search.query import Search, contains, search_for
from aftersales.views.book import book
from aftersales.views.calendar_cut import cut
from aftersales.views.declare import Column, Filter, GroupBy, ListView
from aftersales.views.facets import any_of
from aftersales.views.list_state import ListState

GROUP_LIMIT = 200
NOTHING = "~"
"""Stands for NULL in the address of a group."""


def seen_columns(view: ListView, actor: Actor) -> tuple[Column, ...]:
    """The columns an actor may know of: permissions and *hidden* field rules taken off."""
    return tuple(
        column
        for column in view.columns
        if (column.permission is None or actor.can(column.permission))
        and column_mode(column, actor) != "hidden"
    )


def guarded_attribute(column: Column) -> QueryableAttribute[Any] | None:
    """The mapped attribute whose field rules bind a column."""
    for one in (column.protects, column.source):
        if isinstance(one, QueryableAttribute):
            return one
    return None


def column_mode(column: Column, actor: Actor) -> str:
    """How the actor meets the column: open, readonly, masked or hidden."""
    attribute = guarded_attribute(column)
    if attribute is None or attribute.parent is None:
        return "open"
    return field_mode(actor, attribute.parent.class_, attribute.key)


def shown_columns(state: ListState, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns on the page: those chosen in the address, else those not hidden by default."""
    if not state.cols:
        return tuple(column for column in columns if not column.hidden)
    return tuple(column for column in columns if column.name in state.cols)


def conditions(
    state: ListState, actor: Actor, *, in_order: bool = False
) -> list[ColumnElement[bool]]:
    """Everything the address asks of a row; ``in_order``: of one row after the other."""
    view, found = state.view, []
    found += _filter_conditions(view.filters, state.filters, actor)
    for facet in view.facets:
        if values := [value for name, value in state.facets if name == facet.name]:
            found.append(any_of(facet, values))
    if state.q and view.search:
        search = search_of(state)
        if search is None:
            found += contains(actor, view.search, state.q)
        else:
            found.append(search.holds if in_order and search.frequent else search.among)
    return found


def search_of(state: ListState) -> Search | None:
    """The search of this page, asked of the index once; None when no index can answer."""
    uow, view, text = current_uow(), state.view, state.q
    kept: dict[Any, Search | None] = uow.session.info.setdefault("searches", {})
    if (view.name, text) not in kept:
        kept[view.name, text] = search_for(uow, view.model, key_of(view), view.search, text)
    return kept[view.name, text]


def _filter_conditions(
    filters: Sequence[Filter], names: Sequence[str], actor: Actor
) -> list[ColumnElement[bool]]:
    groups: dict[str, list[ColumnElement[bool]]] = {}
    for one in filters:
        if one.name in names:
            where = one.where(actor) if callable(one.where) else one.where
            groups.setdefault(one.group or f"={one.name}", []).append(where)
    return [or_(*members) for members in groups.values()]


def matching(state: ListState, actor: Actor, *, in_order: bool = False) -> Select[Any]:
    """The base statement with all conditions, before columns and order are put on it.

    :param in_order: for the first rows of the list's order, which an index of the table has.
    """

    def make() -> Select[Any]:
        return state.view.query().where(*conditions(state, actor, in_order=in_order))

    return put_together(state, "rows", make)


def put_together(state: ListState, key: Any, make: Callable[[], Select[Any]]) -> Select[Any]:
    """A statement of this list, kept when the address asks for nothing but the list's own filters.

    Typed words and the filters that depend on the reader make one of their own.
    """
    chosen = [one for one in state.view.filters if one.name in state.filters]
    if state.q or state.facets or any(callable(one.where) for one in chosen):
        return make()
    return book().statement(state.view, (key, state.filters), make)


def has_ordered_index(state: ListState) -> bool:
    """Whether the database can walk the rows in the order of the list instead of sorting them."""
    name = state.order.partition(",")[0].strip().removeprefix("-")
    source: Any = {column.name: column.source for column in state.view.columns}.get(name)
    if source is None:
        return True  # by the key
    if not isinstance(source, QueryableAttribute) or source.class_ is not state.view.model:
        return False
    table = state.view.model.__table__
    return source.key in {next(iter(index.columns)).key for index in table.indexes}


def key_of(view: ListView) -> Any:
    """The primary key the rows are known by."""
    return view.model.id


def selected(view: ListView, columns: Sequence[Column]) -> list[Any]:
    """The expressions of a row: key, tone, then what each column needs (see ``cells``)."""
    parts: list[Any] = [key_of(view), view.tone if view.tone is not None else null()]
    for column in columns:
        parts.append(column.source)
        if column.to:
            parts.append(column.to[1])
        if column.stopped is not None:
            parts.append(column.stopped)
    return [part.label(f"c{index}") for index, part in enumerate(parts)]


def _falling(source: Any, key: Any) -> Any:
    return source.desc() if _is_never_empty(source, key) else source.desc().nulls_last()


def _rising(source: Any, key: Any) -> Any:
    return source.asc() if _is_never_empty(source, key) else source.asc().nulls_last()


def _is_never_empty(source: Any, key: Any) -> bool:
    """Whether a column of the list's own table has no NULL: its index then serves the order.

    A word about NULLs in the order keeps databases from reading an index backwards.
    """
    column = getattr(source, "expression", source)
    return getattr(column, "table", None) is key.expression.table and column.nullable is False


def ordered(statement: Select[Any], order: str, columns: Sequence[Column], key: Any) -> Select[Any]:
    """Sort by columns (``-`` first: descending, empty values last), the key as last tie-break."""
    by_name: dict[str, Any] = {column.name: column.source for column in columns}
    parts = []
    for part in order.split(","):
        source = by_name.get(part.strip().removeprefix("-"))
        if source is not None:
            turn = _falling if part.strip().startswith("-") else _rising
            parts.append(turn(source, key))
    falling = order.strip().startswith("-")
    return statement.order_by(None).order_by(*parts, key.desc() if falling else key.asc())


def first_rows(
    uow: UnitOfWork, state: ListState, columns: Sequence[Column], limit: int
) -> Sequence[Any]:
    """The rows of the page the address asks for, in order."""

    def make() -> Select[Any]:
        base = matching(state, uow.actor, in_order=has_ordered_index(state))
        return _page(state, base, columns, limit)

    key = (state.order, tuple(column.name for column in columns), limit)
    return uow.rows(_from_page(put_together(state, key, make), state, limit))


def page_rows(
    uow: UnitOfWork, state: ListState, base: Select[Any], columns: Sequence[Column], limit: int
) -> Sequence[Any]:
    """The rows of the page of ``base``, in order."""
    return uow.rows(_from_page(_page(state, base, columns, limit), state, limit))


def _page(
    state: ListState, base: Select[Any], columns: Sequence[Column], limit: int
) -> Select[Any]:
    view = state.view
    statement = base.with_only_columns(*selected(view, columns), maintain_column_froms=True)
    statement = ordered(statement, state.order, view.columns, key_of(view))
    # A number the planner can read: of an unknown one it keeps no plan, and plans each page anew.
    return statement.limit(literal_column(str(int(limit))))


def _from_page(statement: Select[Any], state: ListState, limit: int) -> Select[Any]:
    return statement.offset((state.page - 1) * limit) if state.page > 1 else statement


def sums(uow: UnitOfWork, base: Select[Any], columns: Sequence[Column]) -> dict[str, Any]:
    """The totals of the summed columns over everything found."""
    summed = [column for column in columns if column.sum]
    if not summed:
        return {}
    parts = [_sum(column).label(f"c{index}") for index, column in enumerate(summed)]
    row = uow.rows(base.with_only_columns(*parts, maintain_column_froms=True).order_by(None))[0]
    return {column.name: row[index] for index, column in enumerate(summed)}


def _sum(column: Column) -> Any:
    # Fixed-point columns are integers on SQLite; the sum must come back through the same type.
    return type_coerce(func.sum(column.source), column.source.type)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group: its value, its title if the group names one, its rows and totals."""

    value: Any
    title: Any
    count: int
    totals: tuple[Any, ...]


def group_source(group: GroupBy) -> Any:
    """The expression rows are grouped by."""
    return group.source if group.by == "value" else cut(group.source, group.by)


def group_rows(
    uow: UnitOfWork, base: Select[Any], group: GroupBy, columns: Sequence[Column]
) -> list[GroupRow]:
    """The groups with counts and totals, largest first for plain values, newest first for dates."""
    source = group_source(group)
    title: Any = group.title_source if group.title_source is not None else source
    totals = [_sum(column) for column in columns if column.sum]
    parts = [source.label("v"), func.max(title).label("t"), func.count().label("n")]
    statement = base.with_only_columns(*parts, *totals, maintain_column_froms=True).order_by(None)
    order = source.desc().nulls_last() if group.by != "value" else func.count().desc()
    statement = statement.group_by(source).order_by(order, source).limit(GROUP_LIMIT)
    return [GroupRow(row[0], row[1], row[2], tuple(row[3:])) for row in uow.rows(statement)]


def within(group: GroupBy, token: str) -> ColumnElement[bool]:
    """The rows of one group, from its value in an address.

    :raises ValueError: when it cannot be one.
    """
    source = group_source(group)
    if token == NOTHING:
        return source.is_(None)  # type: ignore[no-any-return]
    return source == _typed(source, token)  # type: ignore[no-any-return]


def _typed(source: Any, token: str) -> Any:
    try:
        kind = source.type.python_type
    except NotImplementedError:
        return token
    if kind is bool:
        return token == "1"  # noqa: S105  # a group's value, no secret
    if hasattr(kind, "fromisoformat"):
        return kind.fromisoformat(token)
    return kind(token)


def token_of(value: Any) -> str:
    """A group's value as an address carries it."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def all_ids(uow: UnitOfWork, base: Select[Any], view: ListView, limit: int) -> list[int]:
    """The keys of everything found, one more than ``limit`` at most (for *all N found*)."""
    keys = base.with_only_columns(key_of(view), maintain_column_froms=True)
    statement = keys.order_by(None).order_by(key_of(view)).limit(limit + 1)
    return [row[0] for row in uow.rows(statement)]
