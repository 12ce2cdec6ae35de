"""Text tables: UTF-8 with or without BOM, UTF-16 with BOM, GB18030; comma, semicolon or tab."""

import codecs
import csv
import io
from typing import Final

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.reading.limits import Limits
from aftersales.imports.values.fold import Cell

SEPARATORS: Final = (",", ";", "\t", "|")
SAMPLE_CHARACTERS = 20_000
SHARED = 20_000
"""Texts that are kept once however often they stand in a file."""


def read(data: bytes, name: str, limits: Limits) -> list[list[Cell]]:
    """All rows, blank ones included, so that their positions are the row numbers.

    :raises Invalid: not text in an encoding we know, or beyond the limits.
    """
    text, encoding = _decoded(data, name)
    if "\x00" in text:
        raise _unknown(name)
    separator = separator_of(text)
    del text  # a second copy of a large file, which the rows need the room of
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    reader = csv.reader(lines, delimiter=separator)
    rows: list[list[Cell]] = []
    same: dict[str, str] = {}
    before = csv.field_size_limit(limits.cell_characters)
    try:
        for cells in reader:
            _check(cells, len(rows) + 1, name, limits)
            if len(same) < SHARED:
                same.update((cell, cell) for cell in cells if cell not in same)
            rows.append([same.get(cell, cell) for cell in cells])
    except csv.Error as error:
        raise Invalid(
            _l(
                "{name}, row {row}: a cell is too long or badly quoted.",
                name=name,
                row=len(rows) + 1,
            ),
            code="bad_csv",
            field="file",
        ) from error
    finally:
        csv.field_size_limit(before)
    return rows


def separator_of(text: str) -> str:
    """The separator that cuts the first lines into the most, and the most even, columns."""
    sample = text[:SAMPLE_CHARACTERS]
    lines = [line for line in sample.splitlines() if line.strip()][:30]

    def evenness(separator: str) -> tuple[int, int]:
        counts = [len(row) for row in _split(lines, separator)]
        common = max(set(counts), key=lambda count: (counts.count(count), count), default=1)
        return (counts.count(common) * (common > 1), common)

    return max(SEPARATORS, key=evenness)


def _split(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return []


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data.startswith(codecs.BOM_UTF8):
        encodings = ("utf-8-sig",)
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise _unknown(name)


def _unknown(name: str) -> Invalid:
    return Invalid(
        _l("{name} is neither a spreadsheet (xlsx, xls) nor a text table (csv).", name=name),
        code="unknown_format",
        field="file",
    )


def _check(cells: list[str], row: int, name: str, limits: Limits) -> None:
    if row > limits.rows:
        raise Invalid(
            _l("{name} has more than {limit} rows; split it.", name=name, limit=limits.rows),
            code="too_many_rows",
            field="file",
        )
    if len(cells) > limits.columns:
        raise Invalid(
            _l(
                "{name}, row {row}: more than {limit} columns.",
                name=name,
                row=row,
                limit=limits.columns,
            ),
            code="too_many_columns",
            field="file",
        )
