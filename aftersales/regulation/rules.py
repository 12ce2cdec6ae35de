"""Rule lists: all rows whose conditions hold are hits; their effects stack as the list says (C04).

Unlike in a table, no row hides another, and an input nobody knows fulfils no condition: what has
not happened earns and costs nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from aftersales.regulation.declare import Column
from aftersales.regulation.table import Row, row_applies

Stacking = Literal["sum", "max", "first"]
STACKINGS: tuple[Stacking, ...] = ("sum", "max", "first")
GROUP = "group"
"""Name of the column whose cell says which rows compete; rows without it compete together."""
EACH = "each"
"""Name of the column whose cell names an input that the effect counts for, one by one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the hits come to: the sum, the hits that count and those beaten by the stacking."""

    total: Decimal
    counted: tuple[Row, ...]
    beaten: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RuleList:
    """Rules in order under typed columns."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    stacking: Stacking = "sum"

    def hits(self, **inputs: Any) -> tuple[Row, ...]:
        """The rows whose conditions all hold, in order; what counts each of nothing is no hit.

        :raises KeyError: an input that is neither a condition nor counted by an ``each`` cell.
        """
        keys = tuple(column for column in self.columns if column.key)
        known = {column.name for column in keys} | self._counted
        if unknown := set(inputs) - known:
            raise KeyError(f"no condition {min(unknown)!r}")
        return tuple(
            row
            for row in self.rows
            if (not row.get(EACH) or inputs.get(row[EACH]))
            and row_applies(keys, row, inputs, unknown=False)
        )

    def outcome(self, effect: str, **inputs: Any) -> Outcome:
        """Combine the numeric column ``effect`` of the hits.

        Within a group ``sum`` adds all, ``max`` keeps the largest, ``first`` the earliest; groups
        add up. A row that is silent there takes no part.
        """
        hits = [row for row in self.hits(**inputs) if row.get(effect) is not None]
        if self.stacking == "sum":
            return Outcome(_total(effect, hits, inputs), tuple(hits), ())
        best: dict[str, Row] = {}
        for row in hits:
            rival = best.setdefault(row.get(GROUP, ""), row)
            if self.stacking == "max" and _worth(effect, row, inputs) > _worth(
                effect, rival, inputs
            ):
                best[row.get(GROUP, "")] = row
        counted = tuple(row for row in hits if row in best.values())
        beaten = tuple(row for row in hits if row not in best.values())
        return Outcome(_total(effect, counted, inputs), counted, beaten)

    @property
    def _counted(self) -> set[str]:
        return {str(row[EACH]) for row in self.rows if row.get(EACH)}

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def _worth(effect: str, row: Row, inputs: dict[str, Any]) -> Decimal:
    times = inputs[row[EACH]] if row.get(EACH) else 1
    return Decimal(row[effect]) * times


def _total(effect: str, rows: Any, inputs: dict[str, Any]) -> Decimal:
    return sum((_worth(effect, row, inputs) for row in rows), Decimal(0))
