"""How the rows of a value stand to each other and to the law: overlaps, gaps, dead rules."""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from aftersales.regulation.because import Bilingual, both
from aftersales.regulation.cells import size
from aftersales.regulation.declare import Column, LegalFloor, Parameter, title_of
from aftersales.regulation.parse import is_worse
from aftersales.regulation.rows import bound
from aftersales.regulation.rules import GROUP, RuleList
from aftersales.regulation.table import ANY, Row, Table, rank_of


def overlaps(table: Table) -> Iterator[tuple[Row, Row]]:
    """Pairs of rows that can apply to one case with equal rank."""
    keys = [column for column in table.columns if column.key]
    for first, second in combinations(table.rows, 2) if keys else ():
        if rank_of(keys, first) == rank_of(keys, second) and all(
            _meet(column, first, second) for column in keys
        ):
            yield first, second


def _meet(column: Column, first: Row, second: Row) -> bool:
    """Whether one input can fulfil both cells."""
    mine, other = first.get(column.name, ANY), second.get(column.name, ANY)
    if ANY in (mine, other) or column.match != "equal":
        return True
    return bool(_codes(mine) & _codes(other))


def _codes(cell: Any) -> set[Any]:
    return set(cell) if isinstance(cell, tuple) else {cell}


def gaps(table: Table) -> Iterator[Bilingual]:
    """The combinations of covered choices that no row meets, in words; none while it is empty."""
    covered = [column for column in table.columns if column.key and column.covers]
    if not table.rows or not covered:
        return
    for codes in product(*([choice.code for choice in c.choices] for c in covered)):
        if not any(_meets(row, covered, codes) for row in table):
            words = [
                both(title_of(c.choices, code)) for c, code in zip(covered, codes, strict=True)
            ]
            yield Bilingual("、".join(w.zh for w in words), ", ".join(w.en for w in words))


def _meets(row: Row, covered: list[Column], codes: tuple[str, ...]) -> bool:
    return all(
        (cell := row.get(column.name, ANY)) == ANY or code in _codes(cell)
        for column, code in zip(covered, codes, strict=True)
    )


def unreachable(rules: RuleList) -> Iterator[tuple[Row, Row]]:
    """Under ``first``: an earlier rule and one of its group that can only hit where it hits."""
    if rules.stacking != "first":
        return
    keys = [column for column in rules.columns if column.key]
    for first, second in combinations(rules.rows, 2):
        if first.get(GROUP, "") == second.get(GROUP, "") and all(
            _contains(column, first, second) for column in keys
        ):
            yield first, second


def _contains(column: Column, wide: Row, narrow: Row) -> bool:
    """Whether every input that fulfils the narrow cell fulfils the wide one."""
    outer, inner = wide.get(column.name, ANY), narrow.get(column.name, ANY)
    if outer == ANY:
        return True
    if inner == ANY:
        return False
    if column.match == "equal":
        return _codes(inner) <= _codes(outer)
    if column.match == "at_most":
        return bool(size(inner) <= size(outer))
    return bool(size(inner) >= size(outer))


def under_floor(parameter: Parameter, rows: Table | RuleList) -> Iterator[tuple[Row, LegalFloor]]:
    """Rows that give less than the law, with the floor they break."""
    for floor in parameter.row_floors:
        column = parameter.column(floor.column)
        legal = bound(column, floor.value)
        for row in rows:
            value = row.get(floor.column)
            if value is not None and _concerns(floor, row) and is_worse(floor, value, legal):
                yield row, floor


def _concerns(floor: LegalFloor, row: Row) -> bool:
    return all(code in _codes(row.get(name)) for name, code in floor.where.items())
