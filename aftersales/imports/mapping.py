"""Which sheet holds what, which column says what: a proposal the person may correct."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC
from decimal import Decimal
from itertools import islice
from typing import Any

from aftersales.errors import Invalid
from aftersales.imports.declare import Importer, ImportField
from aftersales.imports.headers import LEAST, Header, likeness, words_of
from aftersales.imports.reading import Sheet, SheetRow
from aftersales.imports.values.cells import read_value, says_nothing
from aftersales.imports.values.fold import Cell, cell_text, fold
from aftersales.imports.values.numbers import header_factor

HEADER_WITHIN = 20
"""A header is looked for in so many filled rows from the top."""
SAMPLES = 5
PROBED = 30
STRICT = frozenset({"date", "datetime", "phone", "money", "quantity", "integer", "bool", "choice"})
SHEET_NAME_BONUS = 40.0

Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet and the field it is taken for (empty: left out)."""

    index: int
    header: str
    field: str = ""
    factor: Decimal = Decimal(1)
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """What a spreadsheet calls the column: A, B, …, AA."""
        letters, rest = "", self.index + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        return letters


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet is read: as which kind (empty: not at all), which header, which columns."""

    sheet: str
    kind: str
    header_row: int
    columns: tuple[Column, ...]
    score: float = 0.0

    def column_of(self, field: str) -> Column | None:
        """The column a field is read from."""
        return next((column for column in self.columns if column.field == field), None)

    def missing(self, importer: Importer) -> tuple[ImportField, ...]:
        """Required fields no column was found for."""
        return tuple(f for f in importer.fields if f.required and not self.column_of(f.name))

    def with_fields(self, fields: Mapping[int, str]) -> "SheetMapping":
        """The same with columns, by index, taken for other fields; a field has one column only."""
        taken = {field for field in fields.values() if field}
        columns = tuple(
            replace(
                column,
                field=fields.get(column.index, "" if column.field in taken else column.field),
            )
            for column in self.columns
        )
        return replace(self, columns=columns)

    def to_json(self) -> dict[str, Any]:
        """As the history keeps it."""
        columns = [
            {
                "index": column.index,
                "header": column.header,
                "field": column.field,
                "factor": str(column.factor),
                "samples": list(column.samples),
            }
            for column in self.columns
        ]
        return {
            "sheet": self.sheet,
            "kind": self.kind,
            "header_row": self.header_row,
            "columns": columns,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "SheetMapping":
        """The mapping the history kept."""
        columns = tuple(
            Column(
                index=column["index"],
                header=column["header"],
                field=column["field"],
                factor=Decimal(column["factor"]),
                samples=tuple(column["samples"]),
            )
            for column in kept["columns"]
        )
        return cls(kept["sheet"], kept["kind"], kept["header_row"], columns)


def propose(sheet: Sheet, importers: Sequence[Importer], *, kind: str = "") -> SheetMapping:
    """The best reading of a sheet among all kinds, or as ``kind`` when the person said so.

    A sheet none of whose rows looks like a header of a known kind gets kind "" and is left out.
    """
    best = SheetMapping(sheet.name, "", 0, ())
    for importer in importers:
        if kind and importer.kind != kind:
            continue
        words = {field.name: words_of(field) for field in importer.fields}
        for row in islice(sheet.rows, HEADER_WITHIN):
            found = _as_kind(sheet, row, importer, words, said=bool(kind))
            if found.score > best.score and (kind or not found.missing(importer)):
                best = found
    if not best.kind and sheet.rows:
        header = max(islice(sheet.rows, HEADER_WITHIN), key=_filled)
        return SheetMapping(sheet.name, kind, header.number, _columns(sheet, header, {}))
    return best


def remap(
    sheet: Sheet, importer: Importer, header_row: int, fields: Mapping[int, str]
) -> SheetMapping:
    """The reading a person asked for: this header row, these fields by column index."""
    header = next((row for row in sheet.rows if row.number == header_row), sheet.rows[0])
    return SheetMapping(sheet.name, importer.kind, header.number, _columns(sheet, header, fields))


def body(sheet: Sheet, mapping: SheetMapping) -> tuple[SheetRow, ...]:
    """The filled rows below the header."""
    return tuple(row for row in sheet.rows if row.number > mapping.header_row)


def _as_kind(
    sheet: Sheet, header: SheetRow, importer: Importer, words: Words, *, said: bool
) -> SheetMapping:
    pairs = _pairs(sheet, header, importer, words)
    fields: dict[int, str] = {}
    total = 0.0
    for score, index, field in sorted(pairs, key=lambda pair: -pair[0]):
        if index not in fields and field not in fields.values():
            fields[index] = field
            total += score
    if len(fields) < min(2, len(importer.fields)):
        return SheetMapping(sheet.name, "", 0, ())
    named = any(fold(word) in fold(sheet.name) for word in importer.sheets)
    if not named and not said and len(fields) * 2 < _filled(header):
        return SheetMapping(sheet.name, "", 0, ())
    # Every column that means something counts; every one left over is a doubt.
    score = total / max(_filled(header), 1) + len(fields) + (SHEET_NAME_BONUS if named else 0)
    columns = _columns(sheet, header, fields)
    return SheetMapping(sheet.name, importer.kind, header.number, columns, score)


def _pairs(
    sheet: Sheet, header: SheetRow, importer: Importer, words: Words
) -> list[tuple[float, int, str]]:
    below = list(islice((row for row in sheet.rows if row.number > header.number), PROBED))
    pairs = []
    for index, cell in enumerate(header.cells):
        if not isinstance(cell, str) or not cell.strip():
            continue
        taken_apart = Header.of(cell)
        for field in importer.fields:
            score = likeness(taken_apart, words[field.name])
            if score >= LEAST:
                score *= _plausible(field, [row.cell(index) for row in below])
            if score >= LEAST:
                pairs.append((score, index, field.name))
    return pairs


def _plausible(field: ImportField, cells: Sequence[Cell]) -> float:
    """1 when the cells below read as the field's kind, less when most of them do not."""
    filled = [cell for cell in cells if not says_nothing(field, cell)]
    if field.kind not in STRICT or not filled:
        return 1.0
    readable = 0
    for cell in filled:
        with suppress(Invalid):
            read_value(field, cell, zone=UTC)
            readable += 1
    return 1.0 if readable * 2 >= len(filled) else 0.5


def _columns(sheet: Sheet, header: SheetRow, fields: Mapping[int, str]) -> tuple[Column, ...]:
    below = [row for row in sheet.rows if row.number > header.number]
    width = max((len(row.cells) for row in (header, *below)), default=0)
    columns = []
    for index in range(width):
        text = cell_text(header.cell(index)).strip()
        samples = _samples(row.cell(index) for row in below)
        if text or samples:
            factor = header_factor(Header.of(text).unit)
            columns.append(Column(index, text, fields.get(index, ""), factor, samples))
    return tuple(columns)


def _samples(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The first few different texts of a column."""
    found: dict[str, None] = {}
    for cell in cells:
        if text := cell_text(cell).strip():
            found[text] = None
            if len(found) == SAMPLES:
                break
    return tuple(found)


def _filled(row: SheetRow) -> int:
    return sum(1 for cell in row.cells if cell is not None and str(cell).strip())
