"""What a list is narrowed by, as chips with a way to take each off.

And the labels of looked-up ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from aftersales.db.uow import UnitOfWork
from aftersales.views.facets import describe
from aftersales.views.list_state import ListState
from aftersales.views.lookup_query import labels_for


@dataclass(frozen=True, slots=True)
class Chip:
    """One reason a row is or is not shown."""

    kind: str
    icon: str
    name: str
    text: str
    remove_url: str


def chips_of(uow: UnitOfWork, state: ListState) -> list[Chip]:
    """Filters, facet values and groups in force."""
    view = state.view
    chips = [
        Chip(
            "filter",
            "filter",
            "",
            str(one.title),
            state.url(filters=state.toggled(state.filters, one.name)),
        )
        for one in view.filters
        if one.name in state.filters
    ]
    names = _looked_up(uow, state)
    facets = {facet.name: facet for facet in view.facets}
    for pair in state.facets:
        facet = facets[pair[0]]
        rest = tuple(other for other in state.facets if other != pair)
        text = describe(facet, pair[1], names)
        chips.append(Chip("facet", "tag", str(facet.title), text, state.url(facets=rest)))
    groups = {one.name: one for one in view.groups}
    for name in state.groups:
        rest_groups = tuple(other for other in state.groups if other != name)
        chips.append(
            Chip("group", "stack-2", "", str(groups[name].title), state.url(groups=rest_groups))
        )
    return chips


def _looked_up(uow: UnitOfWork, state: ListState) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for facet in state.view.facets:
        values = [value for name, value in state.facets if name == facet.name]
        if facet.kind == "lookup" and facet.lookup and values:
            labels = labels_for(uow, facet.lookup, _numbers(values))
            found.update({(facet.lookup, str(key)): label for key, label in labels.items()})
    return found


def _numbers(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values]
