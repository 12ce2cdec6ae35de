"""Lists and look-ups without the ways that would give a masked or hidden value away.

Whoever may not read a telephone number may not sort, group, filter or search by it either: each
answer would tell a digit. What rests on a closed value is therefore not there for that person.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import literal

from aftersales.access import Actor
from aftersales.access.fields import closed_values, rests_on
from aftersales.views.book import book
from aftersales.views.declare import Column, Filter, ListView, Lookup

Shut = Callable[[Any], bool]


def list_as_seen(view: ListView, actor: Actor) -> ListView:
    """The list as ``actor`` may use it; made once for each set of closed values."""
    closed = closed_values(actor)
    if not closed:
        return view
    kept = book().as_seen
    key = (ListView, view.name, closed)
    if key not in kept:
        kept[key] = _narrowed_list(view, actor, lambda one: rests_on(one, closed))
    found: ListView = kept[key]
    return found


def _narrowed_list(view: ListView, actor: Actor, shut: Shut) -> ListView:
    groups = tuple(
        one for one in view.groups if not shut(one.source) and not _shut(one.title_source, shut)
    )
    names = {one.name for one in groups}
    return replace(
        view,
        columns=tuple(_column(one, shut) for one in view.columns if not _leaks(one, shut)),
        filters=tuple(one for one in view.filters if not shut(_where(one, actor))),
        facets=tuple(one for one in view.facets if not shut(one.source)),
        groups=groups,
        default_group=view.default_group if view.default_group in names else None,
        search=tuple(one for one in view.search if not shut(one)),
        tone=None if _shut(view.tone, shut) else view.tone,
    )


def _where(one: Filter, actor: Actor) -> Any:
    return one.where(actor) if callable(one.where) else one.where


def _shut(source: Any, shut: Shut) -> bool:
    return source is not None and shut(source)


def _leaks(column: Column, shut: Shut) -> bool:
    """Whether a column shows a closed value that no field rule would mask in it."""
    is_plain = column.protects is not None or hasattr(column.source, "parent")
    return not is_plain and shut(column.source)


def _column(column: Column, shut: Shut) -> Column:
    """The column without a way to sort or sum by what it masks."""
    return replace(column, sort=False, sum=False) if shut(column.source) else column


def lookup_as_seen(lookup: Lookup, actor: Actor) -> Lookup:
    """The look-up as ``actor`` may use it: closed values are neither searched nor told."""
    closed = closed_values(actor)
    if not closed:
        return lookup
    kept = book().as_seen
    key = (Lookup, lookup.name, closed)
    if key not in kept:
        kept[key] = _narrowed_lookup(lookup, lambda one: rests_on(one, closed))
    found: Lookup = kept[key]
    return found


def _narrowed_lookup(lookup: Lookup, shut: Shut) -> Lookup:
    extra = {
        name: literal("") if shut(source) else source
        for name, source in (lookup.extra or {}).items()
    }
    return replace(
        lookup,
        search=tuple(one for one in lookup.search if not shut(one)),
        sublabel=None if _shut(lookup.sublabel, shut) else lookup.sublabel,
        order=tuple(one for one in lookup.order if not shut(one)),
        extra=extra,
    )
