"""One row of a sheet: is it a record at all, what do its cells say, what is wrong with them."""

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from functools import lru_cache, partial
from typing import Any

from aftersales.errors import DomainError, Invalid
from aftersales.i18n import _, _l
from aftersales.imports.declare import Importer, ImportField, Reference, Row
from aftersales.imports.known import Known
from aftersales.imports.mapping import Column, SheetMapping
from aftersales.imports.reading import SheetRow
from aftersales.imports.report import Problem
from aftersales.imports.values.cells import read_value
from aftersales.imports.values.fold import Cell, cell_text, fold, is_blank

_TOTAL = re.compile(r"^(?:本页|本月|本年|总)?(?:合计|总计|小计|共计|累计)|^(?:sub|grand)?total\b")


REMEMBERED = 4096
"""Cells whose reading is kept: old lists say the same few things over and over."""


class RowReader:
    """Reads the rows of one sheet as one kind."""

    def __init__(
        self, importer: Importer, mapping: SheetMapping, known: Known, zone: tzinfo
    ) -> None:
        self.importer = importer
        self.mapping = mapping
        self.known = known
        self.columns = [
            (field, column)
            for field in importer.fields
            if (column := mapping.column_of(field.name)) is not None
        ]
        self._read = partial(_read, self.columns, zone)
        self._read_text = lru_cache(REMEMBERED)(self._read)

    def read(self, row: SheetRow) -> tuple[Row | None, list[Problem]]:
        """The values of a row, or everything that is wrong with it."""
        if problem := self._no_record(row):
            return None, [problem]
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for place, (_field, column) in enumerate(self.columns):
            try:
                values.update(self._value(place, row.cell(column.index)))
            except DomainError as refused:
                problems.append(self.problem(refused, row, column))
        if problems:
            return None, problems
        return Row(values, number=row.number, sheet=self.mapping.sheet), []

    def named(self, rows: Sequence[SheetRow]) -> Iterator[tuple[Reference, set[str]]]:
        """What the cells of rows name, folded, by reference."""
        for field, column in self.columns:
            if field.reference:
                texts = {fold(cell_text(row.cell(column.index))) for row in rows}
                yield field.reference, texts

    def key_text(self, row: SheetRow) -> str:
        """What a row calls itself: the cells of its key as they are written."""
        for names in (self.importer.key, self.importer.or_key):
            columns = (self.mapping.column_of(name) for name in names)
            texts = [cell_text(row.cell(column.index)).strip() for column in columns if column]
            if any(texts):
                return " ".join(text for text in texts if text)
        return ""

    def problem(self, refused: DomainError, row: SheetRow, column: Column | None = None) -> Problem:
        """A refusal in words; a verb's refusal names its column by the field."""
        if column is None and refused.field:
            column = self.mapping.column_of(refused.field)
        return Problem(
            column=column.header if column else "",
            value=cell_text(row.cell(column.index)).strip() if column else "",
            reason=str(refused),
            code=refused.code,
        )

    def _value(self, place: int, cell: Cell) -> dict[str, Any]:
        # Of other types 1, 1.0 and True are one key, and not one cell.
        values = self._read_text(place, cell) if type(cell) is str else self._read(place, cell)
        field = self.columns[place][0]
        if field.reference and values[field.name] is not None:
            return {field.name: self.known.resolve(field.reference, values[field.name])}
        return values

    def _no_record(self, row: SheetRow) -> Problem | None:
        """Rows that stand among the records and are none: totals, the header once more."""
        filled = ((index, cell) for index, cell in enumerate(row.cells) if not is_blank(cell))
        index, first = next(filled, (0, None))
        text = cell_text(first).strip()
        if _TOTAL.match(fold(text)) and self._lacks_something(row):
            reason, code = _("This is a total row, not a record."), "total_row"
        elif self._repeats_header(row) and next(filled, None):
            reason, code = _("This row repeats the header."), "header_row"
        else:
            return None
        header = next((c.header for c in self.mapping.columns if c.index == index), "")
        return Problem(header, text, reason, code)

    def _lacks_something(self, row: SheetRow) -> bool:
        columns = [self.mapping.column_of(f.name) for f in self.importer.fields if f.required]
        return len(columns) < 2 or any(is_blank(row.cell(c.index)) for c in columns if c)

    def _repeats_header(self, row: SheetRow) -> bool:
        mapped = [column for column in self.mapping.columns if column.field]
        return bool(mapped) and all(
            fold(cell_text(row.cell(column.index))) == fold(column.header) for column in mapped
        )


def _read(
    columns: Sequence[tuple[ImportField, Column]], zone: tzinfo, place: int, cell: Cell
) -> dict[str, Any]:
    field, column = columns[place]
    values = read_value(field, cell, zone=zone, factor=column.factor)
    if values[field.name] is None and field.required:
        raise Invalid(_l("{what} is missing.", what=field.title), code="missing")
    return values
