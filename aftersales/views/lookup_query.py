"""Finding records by a few typed characters, and naming records one has the ids of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, Select, bindparam, case, false, inspect, null
from sqlalchemy.orm import QueryableAttribute

from aftersales.db.uow import UnitOfWork, Values
from aftersales.search.query import contains, search_for
from aftersales.views.book import book
from aftersales.views.closed import lookup_as_seen
from aftersales.views.declare import Lookup
from aftersales.views.list_count import keeps_all
from aftersales.views.urls import record_prefix, typed_key

LIMIT = 12
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Hit:
    """One found record."""

    id: int
    label: str
    detail: str
    extra: Mapping[str, Any]
    url: str


def find(
    uow: UnitOfWork,
    lookup: Lookup,
    words: str,
    *,
    narrow: Mapping[str, str] | None = None,
    limit: int = LIMIT,
) -> list[Hit]:
    """Records in which every word occurs somewhere.

    Labels that begin with the text come first, then those that have it. Of words so frequent that
    sorting what they find would take long, the newest records come.
    """
    lookup = lookup_as_seen(lookup, uow.actor)
    statement = _narrowed(_base(uow, lookup), lookup, narrow or {})
    label, key = _expressions(lookup)
    order = [*(lookup.order or (label,)), key]
    if words:
        begins = label.istartswith(words, autoescape=True)
        has = label.icontains(words, autoescape=True)
        order = [case((begins, 0), (has, 1), else_=2), *order]
        search = search_for(uow, key.class_, key, lookup.search, words)
        if search is None:
            statement = statement.where(*contains(uow.actor, lookup.search, words))
        elif search.frequent:
            statement, order = statement.where(search.holds), [key.desc()]
        else:
            statement = statement.where(search.among)
    statement = statement.order_by(None).order_by(*order).limit(limit)
    return _hits(uow, lookup, _selected(lookup, statement))


def labels_for(uow: UnitOfWork, name: str, ids: Iterable[int]) -> dict[int, str]:
    """The labels of ids, for those the actor may see."""
    return {hit.id: hit.label for hit in hits_for(uow, name, ids)}


def hits_for(uow: UnitOfWork, name: str, ids: Iterable[int]) -> list[Hit]:
    """The records behind ids, in no particular order; unseen ones are left out."""
    lookup = book().lookups.get(name)
    keys = {key for key in ids if 0 < key <= LARGEST}
    if lookup is None or not keys:
        return []
    seen = lookup_as_seen(lookup, uow.actor)
    statement = book().statement(seen, "keys", lambda: _selected(seen, _among_keys(lookup)))
    return _hits(uow, seen, statement, {"keys": sorted(keys)})


def loaded_beside(
    uow: UnitOfWork, record: Any, attribute: str, name: str
) -> tuple[int, str] | None:
    """Id and label of the row that ``attribute`` of a record names, when it was loaded with it.

    None unless the look-up would say the same: its label is a column of that row, it leaves no row
    out, and the actor's own rules let the row through.
    """
    lookup = book().lookups.get(name)
    label: Any = lookup.label if lookup else None
    if record is None or lookup is None or not isinstance(label, QueryableAttribute):
        return None
    model, other = cast(Any, type(record)), cast(Any, label.class_)
    row = record.__dict__.get(_relation(model, attribute, other))
    lent = uow.session.info.get("lent", ())
    if row is None or row in lent or record in lent or not _leaves_none_out(lookup.query):
        return None
    is_open = lookup_as_seen(lookup, uow.actor) is lookup
    return (row.id, str(getattr(row, label.key) or f"#{row.id}")) if is_open else None


@cache
def _leaves_none_out(query: Callable[[], Select[Any]]) -> bool:
    return keeps_all(query())


@cache
def _relation(model: type[Any], attribute: str, other: type[Any]) -> str:
    """The relation of ``model`` that goes from its ``attribute`` to the key of ``other``."""
    mapper = inspect(model)
    if attribute in mapper.column_attrs:
        columns = set(mapper.column_attrs[attribute].columns)
        for one in mapper.relationships:
            if one.local_columns == columns and one.mapper.class_ is other and not one.uselist:
                return str(one.key)
    return ""


def _among_keys(lookup: Lookup) -> Select[Any]:
    key: Any = lookup.key
    return lookup.query().where(key.in_(bindparam("keys", expanding=True)))


def is_choosable(uow: UnitOfWork, name: str, key: int) -> bool:
    """Whether a posted id is one the look-up would have offered."""
    lookup = book().lookups.get(name)
    if lookup is None or not 0 < key <= LARGEST:
        return False
    column: Any = lookup.key
    statement = _base(uow, lookup).where(column == key)
    return bool(uow.rows(statement.with_only_columns(column, maintain_column_froms=True)))


def _base(uow: UnitOfWork, lookup: Lookup) -> Select[Any]:
    statement = lookup.query()
    if lookup.where is not None:
        where = lookup.where(uow.actor) if callable(lookup.where) else lookup.where
        statement = statement.where(where)
    return statement


def _narrowed(statement: Select[Any], lookup: Lookup, narrow: Mapping[str, str]) -> Select[Any]:
    for name, source in (lookup.filters or {}).items():
        if value := narrow.get(name, "").replace("\x00", ""):
            column: Any = source
            typed = typed_key(value) if isinstance(column.type, Integer) else value
            # What is no key narrows to nothing rather than not at all.
            statement = statement.where(false() if typed is None else column == typed)
    return statement


def _expressions(lookup: Lookup) -> tuple[Any, Any]:
    """Label and key, as the expressions they are."""
    return lookup.label, lookup.key


def _selected(lookup: Lookup, statement: Select[Any]) -> Select[Any]:
    """A statement of a look-up with what a hit tells."""
    sublabel: Any = lookup.sublabel if lookup.sublabel is not None else null()
    extra = (lookup.extra or {}).values()
    parts: Sequence[Any] = [lookup.key, lookup.label, sublabel, *extra]
    columns = [part.label(f"c{index}") for index, part in enumerate(parts)]
    return statement.with_only_columns(*columns, maintain_column_froms=True)


def _hits(
    uow: UnitOfWork, lookup: Lookup, statement: Select[Any], params: Values = None
) -> list[Hit]:
    extra = tuple(lookup.extra or ())
    prefix = record_prefix(lookup.form)
    return [
        Hit(
            id=row[0],
            label=str(row[1] or f"#{row[0]}"),
            detail=str(row[2] or ""),
            extra=dict(zip(extra, row[3:], strict=True)),
            url=f"{prefix}{row[0]}" if prefix else "",
        )
        for row in uow.rows(statement, params)
    ]
