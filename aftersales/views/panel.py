"""The panel under the search box: ready filters, search by value, group by, columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aftersales.db.uow import UnitOfWork
from aftersales.views.declare import Column, Facet
from aftersales.views.facets import labels_of
from aftersales.views.inputs import choice_pairs
from aftersales.views.list_state import ListState
from aftersales.views.lookup_query import hits_for


@dataclass(frozen=True, slots=True)
class Toggle:
    """A link that switches one thing of the address."""

    name: str
    title: str
    on: bool
    url: str
    divided: bool = False


@dataclass(frozen=True, slots=True)
class FacetInput:
    """A field to search by value."""

    name: str
    title: str
    kind: str
    lookup: str
    choices: list[tuple[str, str]]
    values: list[str]
    chosen: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Panel:
    """All of it, plus the hidden inputs that keep the rest of the address."""

    filters: list[Toggle]
    facets: list[FacetInput]
    groups: list[Toggle]
    columns: list[Toggle]
    sorts: list[Toggle]
    keep: list[tuple[str, str]]


def panel_of(
    uow: UnitOfWork, state: ListState, columns: Sequence[Column], shown: Sequence[Column]
) -> Panel:
    """Prepare the panel for a state."""
    view = state.view
    names = {column.name for column in shown}
    facet_names = {facet.name for facet in view.facets}
    return Panel(
        filters=_filters(state),
        facets=[_facet(uow, facet, state) for facet in view.facets],
        groups=[
            Toggle(
                g.name,
                str(g.title),
                g.name in state.groups,
                state.url(groups=state.toggled(state.groups, g.name)[-2:]),
            )
            for g in view.groups
        ],
        columns=[Toggle(c.name, str(c.title), c.name in names, "") for c in columns],
        sorts=[
            Toggle(
                c.name,
                str(c.title),
                state.order.removeprefix("-") == c.name,
                state.url(sort=_next_sort(state, c.name)),
            )
            for c in shown
            if c.sort
        ],
        keep=[pair for pair in state.params() if pair[0] not in facet_names | {"p", "q"}],
    )


def _filters(state: ListState) -> list[Toggle]:
    toggles: list[Toggle] = []
    before = None
    for one in state.view.filters:
        url = state.url(filters=state.toggled(state.filters, one.name))
        group = one.group or f"={one.name}"
        divided = (
            before is not None and before != group and bool(one.group or not before.startswith("="))
        )
        toggles.append(Toggle(one.name, str(one.title), one.name in state.filters, url, divided))
        before = group
    return toggles


def _facet(uow: UnitOfWork, facet: Facet, state: ListState) -> FacetInput:
    values = [value for name, value in state.facets if name == facet.name]
    chosen: list[tuple[int, str]] = []
    if facet.kind == "lookup" and values:
        chosen = [
            (hit.id, hit.label) for hit in hits_for(uow, facet.lookup or "", map(int, values))
        ]
    choices: Any = choice_pairs(labels_of(facet)) if facet.kind == "choice" else []
    return FacetInput(
        facet.name, str(facet.title), facet.kind, facet.lookup or "", choices, values, chosen
    )


def _next_sort(state: ListState, name: str) -> str:
    """A click sorts up, the next one down."""
    return f"-{name}" if state.order == name else name


def sort_urls(state: ListState, columns: Sequence[Column]) -> dict[str, str]:
    """Where a click on each column head leads."""
    return {
        column.name: state.url(sort=_next_sort(state, column.name))
        for column in columns
        if column.sort
    }
