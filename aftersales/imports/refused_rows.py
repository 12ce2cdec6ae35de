"""Refused rows as a workbook: each with its place and reason in front, its own cells behind."""

import io
from collections import defaultdict
from typing import Any

from aftersales.i18n import _
from aftersales.imports.models import ImportRun

WIDTHS = (14, 8, 18, 20, 60)
SHEET_NAME = 31


def refused_workbook(run: ImportRun) -> bytes:
    """An xlsx with one sheet for each kind that had refused rows."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    heading = book.add_format({"bold": True, "bg_color": "#eef2f6", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    titles = (_("Sheet"), _("Row"), _("Column"), _("Value"), _("Why refused"))
    for title, rows in _by_kind(run).items():
        sheet = book.add_worksheet(_sheet_name(title))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, titles, heading)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        for line, (refusal, cells) in enumerate(rows, 1):
            front = [refusal[name] for name in ("sheet", "row", "column", "value", "reason")]
            sheet.write_row(line, 0, front, wrapped)
            for column, text in enumerate(cells, len(front)):
                sheet.write_string(line, column, text, wrapped)
        for column, text in _headers(run, rows[0][0]["sheet"]).items():
            sheet.write_string(0, len(titles) + column, text, heading)
    if not book.worksheets():
        book.add_worksheet(_sheet_name(_("Refused rows")))
    book.close()
    return target.getvalue()


def _by_kind(run: ImportRun) -> dict[str, list[tuple[dict[str, Any], list[str]]]]:
    cells = iter(run.result.get("cells", ()))
    found: dict[str, list[tuple[dict[str, Any], list[str]]]] = defaultdict(list)
    for report in run.result.get("kinds", {}).values():
        for refusal in report["refused"]:
            found[report["title"]].append((refusal, next(cells, [])))
    return found


def _headers(run: ImportRun, sheet: str) -> dict[int, str]:
    """The headers of the sheet, so that the mended workbook can be imported as it is."""
    for kept in run.mapping.get("sheets", ()):
        if kept["sheet"] == sheet:
            return {column["index"]: column["header"] for column in kept["columns"]}
    return {}


def _sheet_name(title: str) -> str:
    return "".join("_" if letter in "[]:*?/\\'" else letter for letter in title)[:SHEET_NAME]
