"""Rows of a list as ready cells.

Every label, link and drawing function is prepared before the loop.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from aftersales.access import Actor, present
from aftersales.views.declare import Column
from aftersales.views.list_query import column_mode, guarded_attribute
from aftersales.views.show import RIGHT, clock_shower, shower
from aftersales.views.urls import record_prefix

FIRST = 2
"""Cells begin after the key and the tone (see ``list_query.selected``)."""

Draw = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One prepared row."""

    id: int
    url: str
    tone: str
    cells: list[str]
    html: Markup


@dataclass(frozen=True, slots=True)
class Head:
    """One prepared column head."""

    name: str
    title: str
    css: str
    sortable: bool


def heads(columns: Sequence[Column]) -> list[Head]:
    """Column heads with their alignment and their place on a phone."""
    return [Head(c.name, str(c.title), _css(c), c.sort) for c in columns]


def _css(column: Column) -> str:
    parts = [f"k-{column.kind}", column.css]
    parts.append("num" if column.kind in RIGHT else "")
    parts.append(f"m-{column.mobile}" if column.mobile else "m-none")
    return " ".join(part for part in parts if part)


def drawers(columns: Sequence[Column], actor: Actor, form: str | None) -> list[Draw]:
    """One function a column, from the row to its cell."""
    own, place, result = record_prefix(form), FIRST, []
    for column in columns:
        width = 1 + (column.to is not None) + (column.stopped is not None)
        result.append(_drawer(column, place, actor, own))
        place += width
    return result


def _drawer(column: Column, place: int, actor: Actor, own: str) -> Draw:
    draw = _value_drawer(column, place, actor)
    if column.to is not None:
        prefix, at = record_prefix(column.to[0]), place + 1
        return _linked(draw, prefix, at) if prefix else draw
    if column.kind == "link" and own:
        return _linked(draw, own, 0)
    return draw


def _linked(draw: Draw, prefix: str, at: int) -> Draw:
    start = f'<a href="{escape(prefix)}'

    def linked(row: Any) -> str:
        text, key = draw(row), row[at]
        if not text or key is None:
            return text
        # Built by hand: Markup.format costs six times as much, and this runs for every cell.
        return Markup(f'{start}{key:d}">{escape(text)}</a>')  # noqa: S704  # escaped here

    return linked


def _value_drawer(column: Column, place: int, actor: Actor) -> Draw:
    if column.kind == "clock":
        return _clock_drawer(column, place)
    if column_mode(column, actor) == "masked":
        return _masked_drawer(column, place, actor)
    show = shower(column.kind, column.labels)
    if column.show is not None:
        own = column.show
        return lambda row: "" if row[place] is None else own(row[place])
    return lambda row: show(row[place])


def _clock_drawer(column: Column, place: int) -> Draw:
    show, at = clock_shower(), place + 1 + (column.to is not None)
    if column.stopped is None:
        return lambda row: show(row[place], None)
    return lambda row: show(row[place], row[at])


def _masked_drawer(column: Column, place: int, actor: Actor) -> Draw:
    attribute = guarded_attribute(column)
    assert attribute is not None
    model, name = attribute.parent.class_, attribute.key
    return lambda row: str(present(actor, model, name, row[place]) or "")


def rows_of(
    found: Sequence[Any], columns: Sequence[Column], actor: Actor, form: str | None
) -> list[Row]:
    """The page's rows, ready for the template."""
    draws, own = drawers(columns, actor, form), record_prefix(form)
    openers = [
        f'<td class="{escape(head.css)}" data-label="{escape(head.title)}">'
        for head in heads(columns)
    ]
    return [_row(row, [draw(row) for draw in draws], openers, own) for row in found]


def _row(row: Any, cells: list[str], openers: list[str], own: str) -> Row:
    pairs = zip(openers, cells, strict=True)
    body = "".join(f"{opener}{escape(cell)}</td>" for opener, cell in pairs)
    html = Markup(body)  # noqa: S704  # every cell is escaped in the line above
    return Row(row[0], f"{own}{row[0]}" if own else "", row[1] or "", cells, html)


def totals_of(totals: dict[str, Any], columns: Sequence[Column]) -> list[str]:
    """The foot of the table: a total under each summed column."""
    return [
        shower(column.kind)(totals[column.name]) if column.name in totals else ""
        for column in columns
    ]
