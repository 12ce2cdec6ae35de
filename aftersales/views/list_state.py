"""The address of a list as a value: read, corrected, and written back with one thing changed.

What an address says wrongly is dropped and named in ``notes``, one sentence each; nothing here
raises.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from aftersales.i18n import _
from aftersales.views.declare import Column, Facet, ListView
from aftersales.views.facets import FacetError, check_value

LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class ListState:
    """What one address asks of a list, with only declared names in it."""

    view: ListView
    q: str = ""
    filters: tuple[str, ...] = ()
    default_filters: bool = False
    facets: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    cols: tuple[str, ...] = ()
    mode: str = "list"
    notes: tuple[str, ...] = ()

    def params(self) -> list[tuple[str, str]]:
        """The shortest parameters that reproduce this state."""
        pairs = [("q", self.q)] if self.q else []
        if not self.default_filters:
            pairs += (
                [("f", name) for name in self.filters or ("",)]
                if self._has_defaults or self.filters
                else []
            )
        pairs += list(self.facets)
        if self.groups != _default_groups(self.view):
            pairs += [("g", name) for name in self.groups or ("",)]
        pairs += [("s", self.sort)] if self.sort else []
        pairs += [("cols", ",".join(self.cols))] if self.cols else []
        pairs += [("view", self.mode)] if self.mode != self.view.default_view else []
        return [*pairs, ("p", str(self.page))] if self.page > 1 else pairs

    @property
    def _has_defaults(self) -> bool:
        return any(one.default for one in self.view.filters)

    def url(self, **changes: Any) -> str:
        """The address after ``changes``.

        The page falls back to the first unless it is what changes.
        """
        return self.tail_url("", **changes)

    def tail_url(self, tail: str, **changes: Any) -> str:
        """As ``url`` for a page below the list: ``/export.xlsx``."""
        if "filters" in changes:
            changes["default_filters"] = False
        changed = replace(self, **{"page": 1, **changes})
        query = urlencode(changed.params())
        return f"{self.view.path}{tail}?{query}" if query else f"{self.view.path}{tail}"

    def toggled(self, names: tuple[str, ...], name: str) -> tuple[str, ...]:
        """``names`` with ``name`` put in or taken out."""
        return tuple(n for n in names if n != name) if name in names else (*names, name)

    @property
    def order(self) -> str:
        """The sort in force."""
        return self.sort or self.view.order


def read_state(view: ListView, args: MultiDict[str, str], columns: Sequence[Column]) -> ListState:
    """Read an address; ``columns`` are those the actor may see."""
    notes: list[str] = []
    filters, default = _filters(view, args, notes)
    return ListState(
        view=view,
        q=" ".join(args.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
        filters=filters,
        default_filters=default,
        facets=tuple(_facets(view.facets, args, notes)),
        groups=_groups(view, args, notes),
        sort=_sort(args.get("s", ""), columns, notes),
        page=_page(args.get("p", ""), notes),
        cols=_known(_split(args.getlist("cols")), [c.name for c in columns], _("column"), notes),
        mode=_mode(view, args.get("view", ""), notes),
        notes=tuple(notes),
    )


def _split(values: Iterable[str]) -> list[str]:
    return [part for value in values for part in value.split(",") if part]


def _known(
    names: Iterable[str], known: Sequence[str], what: str, notes: list[str]
) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        if name in known and name not in found:
            found.append(name)
        elif name not in known:
            notes.append(
                _(
                    "The address asked for an unknown {what} “{name}”; it was left out.",
                    what=what,
                    name=name[:40],
                )
            )
    return tuple(found)


def _filters(
    view: ListView, args: MultiDict[str, str], notes: list[str]
) -> tuple[tuple[str, ...], bool]:
    if "f" not in args:
        return tuple(one.name for one in view.filters if one.default), True
    names = [one.name for one in view.filters]
    return _known(_split(args.getlist("f")), names, _("filter"), notes), False


def _facets(
    facets: Sequence[Facet], args: MultiDict[str, str], notes: list[str]
) -> Iterable[tuple[str, str]]:
    for facet in facets:
        for raw in args.getlist(facet.name):
            value = raw.replace("\x00", "").strip()[:LONGEST_SEARCH]
            if not value or value == "..":
                continue
            try:
                check_value(facet, value)
            except FacetError as error:
                notes.append(str(error))
            else:
                yield facet.name, value


def _default_groups(view: ListView) -> tuple[str, ...]:
    return (view.default_group,) if view.default_group else ()


def _groups(view: ListView, args: MultiDict[str, str], notes: list[str]) -> tuple[str, ...]:
    if "g" not in args:
        return _default_groups(view)
    names = [one.name for one in view.groups]
    return _known(_split(args.getlist("g")), names, _("group"), notes)[:2]


def _sort(text: str, columns: Sequence[Column], notes: list[str]) -> str:
    if not text:
        return ""
    name = text.removeprefix("-")
    if any(column.name == name and column.sort for column in columns):
        return text
    notes.append(_("The list cannot be sorted by “{name}”.", name=name[:40]))
    return ""


def _page(text: str, notes: list[str]) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) < 10**8:
        return int(text[:9])
    notes.append(_("“{text}” is not a page; the first one is shown.", text=text[:40]))
    return 1


def _mode(view: ListView, text: str, notes: list[str]) -> str:
    known = {"list", "board"} if view.board else {"list"}
    if text and text not in known:
        notes.append(_("This list has no view “{name}”.", name=text[:40]))
    return text if text in known else view.default_view
