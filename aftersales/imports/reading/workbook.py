"""Spreadsheets (xlsx, xls), read by calamine after the archive was found harmless."""

import io
from datetime import timedelta
from typing import Final

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.reading import archive
from aftersales.imports.reading.limits import Limits
from aftersales.imports.values.fold import Cell

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(data: bytes) -> bool:
    """Whether the bytes look like a spreadsheet, whatever the file is called."""
    return data.startswith((ZIP, OLE))


def read(data: bytes, name: str, limits: Limits) -> list[tuple[str, list[list[Cell]]]]:
    """Visible sheets with all their rows from the first, so that positions are the row numbers.

    :raises Invalid: damaged, locked by a password, or beyond the limits.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if data.startswith(ZIP):
        archive.check(data, name, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        if len(visible) > limits.sheets:
            raise Invalid(
                _l("{name} has more than {limit} sheets.", name=name, limit=limits.sheets),
                code="too_many_sheets",
                field="file",
            )
        return [(title, _rows(book, title, name, limits)) for title in visible]
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid(
            _l("{name} cannot be opened: it is damaged or locked by a password.", name=name),
            code="unreadable",
            field="file",
        ) from error


def _rows(book: object, title: str, name: str, limits: Limits) -> list[list[Cell]]:
    sheet = book.get_sheet_by_name(title)  # type: ignore[attr-defined]  # imported where first used
    _check_shape(sheet.total_height, sheet.total_width, title, name, limits)
    rows = sheet.to_python(skip_empty_area=False)
    return [[_plain(cell) for cell in cells] for cells in rows]


def _plain(cell: Cell) -> Cell:
    # A duration is a time of day beyond 24 h or a mistake; as text it is read or refused like one.
    return str(cell) if isinstance(cell, timedelta) else cell


def _check_shape(height: int, width: int, title: str, name: str, limits: Limits) -> None:
    if height > limits.rows:
        raise Invalid(
            _l(
                "{name}, sheet {sheet} has more than {limit} rows; split it.",
                name=name,
                sheet=title,
                limit=limits.rows,
            ),
            code="too_many_rows",
            field="file",
        )
    if width > limits.columns:
        raise Invalid(
            _l(
                "{name}, sheet {sheet} has more than {limit} columns.",
                name=name,
                sheet=title,
                limit=limits.columns,
            ),
            code="too_many_columns",
            field="file",
        )
