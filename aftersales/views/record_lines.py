"""The child rows of a record: a table to read, prepared by the same engine as lists."""

from dataclasses import dataclass
from typing import Any

from aftersales.db.uow import UnitOfWork
from aftersales.views.cells import Head, Row, heads, rows_of, totals_of
from aftersales.views.declare import Column
from aftersales.views.declare_form import LinesView
from aftersales.views.list_query import column_mode, ordered


@dataclass(frozen=True, slots=True)
class LinesTable:
    """A prepared table of child rows."""

    heads: list[Head]
    rows: list[Row]
    totals: list[str]
    empty: str


def lines_table(uow: UnitOfWork, lines: LinesView, record: Any) -> LinesTable:
    """Read and prepare the rows; totals are taken over the rows shown."""
    statement = lines.query(record)
    key: Any = statement.column_descriptions[0]["entity"].id
    columns = tuple(
        column
        for column in lines.columns
        if (not column.permission or uow.actor.can(column.permission))
        and column_mode(column, uow.actor) != "hidden"
    )
    parts: list[Any] = [key, key]
    for column in columns:
        parts.append(column.source)
        parts += [column.to[1]] if column.to else []
        parts += [column.stopped] if column.stopped is not None else []
    labelled = [part.label(f"c{index}") for index, part in enumerate(parts)]
    statement = statement.with_only_columns(*labelled, maintain_column_froms=True)
    found = uow.rows(ordered(statement, lines.order, lines.columns, key).limit(lines.limit))
    rows = rows_of([_without_tone(row) for row in found], columns, uow.actor, lines.form)
    empty = str(lines.empty.sentence) if lines.empty else ""
    return LinesTable(heads(columns), rows, _totals(found, columns), empty)


def _without_tone(row: Any) -> tuple[Any, ...]:
    return (row[0], "", *row[2:])


def _totals(found: Any, columns: tuple[Column, ...]) -> list[str]:
    if len(found) < 2 or not any(column.sum for column in columns):
        return []
    sums: dict[str, Any] = {}
    place = 2
    for column in columns:
        if column.sum:
            values = [row[place] for row in found if row[place] is not None]
            sums[column.name] = sum(values) if values else None
        place += 1 + (column.to is not None) + (column.stopped is not None)
    return totals_of(sums, columns)
