"""All declared views of an application in one place, with what modules add to each other's.

Built once at start by ``register_views``; a declaration that names something unknown stops the
start with a sentence. Pages ask ``book()``.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import Select

from aftersales.errors import StartError
from aftersales.views.declare import Column, ListView, Lookup
from aftersales.views.declare_form import FormView
from aftersales.views.declare_slots import (
    ExtraAction,
    ExtraColumn,
    ExtraFilter,
    SearchProvider,
    Section,
    Tile,
    WaitingProvider,
)

V = TypeVar("V", ListView, FormView, Lookup)
STATEMENTS = 500
"""So many are kept: people sort and choose columns in as many ways as they like."""
RESERVED = frozenset({"q", "f", "g", "s", "p", "cols", "view", "in", "all", "ids"})


class ViewBook:
    """Lists, record pages, look-ups by name; sections by slot.

    What fills Home and the search box.
    """

    def __init__(
        self,
        views: Iterable[ListView | FormView | Lookup],
        sections: Iterable[Section] = (),
        extras: Iterable[ExtraColumn | ExtraFilter | ExtraAction] = (),
        home: Iterable[WaitingProvider | Tile] = (),
        searches: Iterable[SearchProvider] = (),
    ) -> None:
        views = list(views)
        self.lists = _by_name(view for view in views if isinstance(view, ListView))
        self.forms = _by_name(view for view in views if isinstance(view, FormView))
        self.lookups = _by_name(view for view in views if isinstance(view, Lookup))
        for extra in extras:
            self._extend(extra)
        self.sections: dict[str, list[Section]] = {}
        for section in sorted(sections, key=lambda one: one.weight):
            self.sections.setdefault(section.slot, []).append(section)
        home = sorted(home, key=lambda one: one.weight)
        self.waiting = [one for one in home if isinstance(one, WaitingProvider)]
        self.tiles = [one for one in home if isinstance(one, Tile)]
        self.searches = sorted(searches, key=lambda one: one.weight)
        self.form_by_model = {form.model: form for form in reversed(self.forms.values())}
        self.as_seen: dict[Any, Any] = {}
        """Declarations narrowed for those who may not read some value (``views.closed``)."""
        self.statements: dict[Any, tuple[Any, Select[Any]]] = {}
        self._check()

    def statement(self, owner: Any, key: Any, make: Callable[[], Select[Any]]) -> Select[Any]:
        """A statement of a declaration that is put together once.

        :param key: all that it depends on besides the declaration ``owner``.
        """
        kept = self.statements.get((id(owner), key))
        if kept is None:
            if len(self.statements) >= STATEMENTS:
                self.statements.clear()
            kept = self.statements[id(owner), key] = (owner, make())  # the owner keeps its id
        return kept[1]

    def add_waiting(self, providers: Iterable[WaitingProvider]) -> None:
        """Put what waits in a room of the kernel among what waits in modules."""
        self.waiting = sorted([*self.waiting, *providers], key=lambda one: one.weight)

    def form_for(self, record: Any) -> FormView | None:
        """The record page of a record or a mapped class."""
        return self.form_by_model.get(record if isinstance(record, type) else type(record))

    def _extend(self, extra: ExtraColumn | ExtraFilter | ExtraAction) -> None:
        if isinstance(extra, ExtraAction):
            form = _known(self.forms, extra.view, "extra action")
            self.forms[form.name] = replace(
                form,
                actions=form.actions + ((extra.action,) if extra.action else ()),
                smart=form.smart + ((extra.smart,) if extra.smart else ()),
                documents=form.documents + extra.documents,
            )
        elif isinstance(extra, ExtraColumn):
            view = _known(self.lists, extra.view, f"extra column {extra.column.name!r}")
            self.lists[view.name] = replace(
                view,
                columns=_insert(view.columns, extra.column, extra.after),
                query=_joined(view.query, extra.join) if extra.join else view.query,
            )
        else:
            view = _known(self.lists, extra.view, "extra filter")
            self.lists[view.name] = replace(
                view,
                filters=view.filters + ((extra.filter,) if extra.filter else ()),
                facets=view.facets + ((extra.facet,) if extra.facet else ()),
                groups=view.groups + ((extra.group,) if extra.group else ()),
            )

    def _check(self) -> None:
        for view in self.lists.values():
            if view.form and view.form not in self.forms:
                raise StartError(f"list {view.name!r} opens the unknown record page {view.form!r}.")
            names = [column.name for column in view.columns]
            if twice := {name for name in names if names.count(name) > 1}:
                raise StartError(f"list {view.name!r} has two columns named {min(twice)!r}.")
            for facet in view.facets:
                if facet.name in RESERVED:
                    raise StartError(f"list {view.name!r}: {facet.name!r} cannot name a facet.")
                if facet.kind == "lookup" and facet.lookup not in self.lookups:
                    raise StartError(f"list {view.name!r}: unknown look-up {facet.lookup!r}.")
            if view.board and not {view.board.column, view.board.title} <= set(names):
                raise StartError(f"list {view.name!r}: its board names a column it does not have.")
        for form in self.forms.values():
            if form.list and form.list not in self.lists:
                raise StartError(
                    f"record page {form.name!r} belongs to the unknown list {form.list!r}."
                )


def _by_name(views: Iterable[V]) -> dict[str, V]:
    found: dict[str, V] = {}
    for view in views:
        if view.name in found:
            raise StartError(f"two views are named {view.name!r}; rename one of them.")
        found[view.name] = view
    return found


def _known(views: dict[str, V], name: str, what: str) -> V:
    if name not in views:
        raise StartError(f"{what} is for the view {name!r}, which no enabled module declares.")
    return views[name]


def _insert(columns: tuple[Column, ...], new: Column, after: str | None) -> tuple[Column, ...]:
    for index, column in enumerate(columns):
        if column.name == after:
            return (*columns[: index + 1], new, *columns[index + 1 :])
    return (*columns, new)


def _joined(query: Any, join: Any) -> Any:
    def joined() -> Select[Any]:
        result: Select[Any] = join(query())
        return result

    return joined


def book() -> ViewBook:
    """The views of the running application."""
    found: ViewBook = current_app.extensions["aftersales.views"]
    return found
