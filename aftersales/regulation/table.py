"""Tables of a regulation: typed rows, wildcards, the most specific row first (C01)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from aftersales.regulation.cells import size
from aftersales.regulation.declare import Column
from aftersales.regulation.duration import Duration

ANY = "*"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the cells it fills. A key cell holds ``*``, one value, or a tuple of values."""

    cells: Mapping[str, Any]
    line: int = 0

    def __getitem__(self, name: str) -> Any:
        return self.cells[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The cell, or ``default`` when the row is silent there."""
        return self.cells.get(name, default)

    def duration(self, name: str) -> Duration | None:
        """The duration in that cell, or ``None``; ``TypeError`` for a cell of another kind."""
        value = self.cells.get(name)
        if value is None or isinstance(value, Duration):
            return value
        raise TypeError(f"column {name!r} holds {type(value).__name__}, not a duration")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def match(self, **inputs: Any) -> Row | None:
        """The row that applies to the inputs, or ``None`` when the regulation is silent there.

        Among the rows that apply the one with the most filled key cells wins; between equals the
        one filled in the earlier column, then the one with the tighter bound, then the earlier
        row. An input that is not given (or ``None``) meets ``*`` only, except in ``at_most`` and
        ``at_least`` columns: an unknown measure is taken to fulfil the condition, since only a
        known one can break it (C34).

        :raises KeyError: an input no key column is named after.
        """
        keys = tuple(column for column in self.columns if column.key)
        if unknown := set(inputs) - {column.name for column in keys}:
            raise KeyError(f"no key column {min(unknown)!r}")
        best: tuple[tuple[Any, ...], Row] | None = None
        for row in self.rows:
            if row_applies(keys, row, inputs):
                rank = rank_of(keys, row)
                if best is None or rank > best[0]:
                    best = (rank, row)
        return None if best is None else best[1]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def rank_of(keys: Sequence[Column], row: Row) -> tuple[Any, ...]:
    """How specific a row is: filled cells, which of them, then how tight its bounds are."""
    filled = tuple(int(row.get(column.name, ANY) != ANY) for column in keys)
    return (sum(filled), *filled, *(_tightness(column, row) for column in keys))


def _tightness(column: Column, row: Row) -> Any:
    cell = row.get(column.name, ANY)
    if column.match == "equal" or cell == ANY:
        return 0
    if isinstance(cell, date):
        cell = cell.toordinal()
    return -size(cell) if column.match == "at_most" else size(cell)


def row_applies(
    keys: Sequence[Column], row: Row, inputs: Mapping[str, Any], *, unknown: bool = True
) -> bool:
    """Whether all conditions of a row hold; ``unknown``: what a missing measure counts as."""
    return all(_applies(column, row.get(column.name, ANY), inputs, unknown) for column in keys)


def _applies(column: Column, cell: Any, inputs: Mapping[str, Any], unknown: bool) -> bool:
    if cell == ANY:
        return True
    given = inputs.get(column.name)
    if column.match != "equal":
        if given is None:
            return unknown
        value, bound = size(given), size(cell)
        return bool(value <= bound if column.match == "at_most" else value >= bound)
    if given is None:
        return False
    allowed = cell if isinstance(cell, tuple) else (cell,)
    if isinstance(given, (tuple, list, set, frozenset)):
        return any(one in allowed for one in given)
    return given in allowed
