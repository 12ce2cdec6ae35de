"""A file as sheets of numbered rows, whatever it was saved as."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.reading import csvfile, workbook
from aftersales.imports.reading.limits import DEFAULT_LIMITS, Limits
from aftersales.imports.values.fold import Cell


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it stands in the file.

    ``number`` is what a spreadsheet shows beside the row, counting blank rows and the header; in a
    csv whose cells hold no line breaks it is also the line in a text editor.
    """

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """The cell of a column, None beyond the end of the row."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, wholly blank rows left out."""

    name: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: the name the person knows it by, its sheets, the hash of its bytes."""

    name: str
    sheets: tuple[Sheet, ...]
    sha256: str


def read_source(path: Path, *, name: str = "", limits: Limits = DEFAULT_LIMITS) -> Source:
    """Read an xlsx, xls or csv file; what it is decides its content, not its name.

    :param name: the name the person knows the file by, when it is kept under another one.
    :raises Invalid: the file is too big, damaged, locked, or nothing we read; the sentence says so.
    """
    name = name or path.name
    if not path.is_file():
        raise Invalid(_l("There is no file {name}.", name=name), code="no_file", field="file")
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise Invalid(
            _l("{name} is larger than {limit} MB.", name=name, limit=limits.file_bytes >> 20),
            code="too_large",
            field="file",
        )
    if not size:
        raise Invalid(_l("{name} is empty.", name=name), code="empty", field="file")
    data = path.read_bytes()
    if workbook.is_workbook(data):
        tables = workbook.read(data, name, limits)
    else:
        tables = [(name, csvfile.read(data, name, limits))]
    sheets = tuple(Sheet(title, _kept(rows)) for title, rows in tables)
    if not any(sheet.rows for sheet in sheets):
        raise Invalid(_l("{name} has no rows.", name=name), code="empty", field="file")
    return Source(name, sheets, hashlib.sha256(data).hexdigest())


def _kept(rows: list[list[Cell]]) -> tuple[SheetRow, ...]:
    return tuple(
        SheetRow(number, tuple(cells))
        for number, cells in enumerate(rows, 1)
        if any(not (cell is None or (isinstance(cell, str) and not cell.strip())) for cell in cells)
    )
