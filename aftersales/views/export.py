"""Export of a list: the same columns, filters and order as the screen, as xlsx or csv.

Field rules hold here as on the screen. A text that a spreadsheet would take for a formula gets an
apostrophe before it, in both formats.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from flask import Response
from flask.typing import ResponseReturnValue

from aftersales.access import Actor, present
from aftersales.db import clock
from aftersales.errors import Invalid
from aftersales.i18n import _
from aftersales.views.book import book
from aftersales.views.cells import FIRST
from aftersales.views.declare import Column, ListView
from aftersales.views.list_page import open_list
from aftersales.views.list_query import (
    column_mode,
    guarded_attribute,
    key_of,
    matching,
    ordered,
    selected,
    shown_columns,
)
from aftersales.web.limits import limited

EXPORT_LIMIT = 50_000
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER_FORMATS = {
    "money": "#,##0.00",
    "quantity": "#,##0.###",
    "percent": "0.##",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "clock": "yyyy-mm-dd hh:mm",
    "reltime": "yyyy-mm-dd hh:mm",
}


def harmless(value: Any) -> Any:
    """``value`` with an apostrophe before a text that would be run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


@limited("export")
def export_list(name: str, kind: str) -> ResponseReturnValue:
    """``GET <path>/export.xlsx`` and ``.csv``: everything found, up to 50,000 rows."""
    view = book().lists[name]
    uow, columns, state = open_list(view)
    if not view.export or kind not in ("xlsx", "csv"):
        raise Invalid(_("This list is not exported."))
    shown = shown_columns(state, columns)
    statement = matching(state, uow.actor).with_only_columns(
        *selected(view, shown), maintain_column_froms=True
    )
    statement = ordered(statement, state.order, view.columns, key_of(view)).limit(EXPORT_LIMIT)
    rows = _values(uow.rows(statement), shown, uow.actor)
    titles = [str(column.title) for column in shown]
    body = _xlsx(titles, shown, rows) if kind == "xlsx" else _csv(titles, rows)
    return _answer(view, body, kind)


def _answer(view: ListView, body: bytes, kind: str) -> Response:
    mimetype = XLSX_TYPE if kind == "xlsx" else "text/csv; charset=utf-8"
    filename = quote(f"{view.title}-{clock.today():%Y%m%d}.{kind}", safe="")
    answer = Response(body, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{filename}"
    return answer


def _values(rows: Sequence[Any], columns: Sequence[Column], actor: Actor) -> Iterator[list[Any]]:
    readers, place = [], FIRST
    for column in columns:
        readers.append((place, _reader(column, actor)))
        place += 1 + (column.to is not None) + (column.stopped is not None)
    for row in rows:
        yield [harmless(read(row[at])) for at, read in readers]


def _reader(column: Column, actor: Actor) -> Callable[[Any], Any]:
    attribute = guarded_attribute(column)
    if column_mode(column, actor) == "masked" and attribute is not None:
        model, name = attribute.parent.class_, attribute.key
        return lambda value: present(actor, model, name, value)
    if column.labels is not None:
        titles = {code: str(title) for code, (title, _color) in column.labels.items()}
        return lambda value: titles.get(value, value)
    if column.show is not None:
        show = column.show
        return lambda value: None if value is None else show(value)
    if column.kind == "bool":
        words = {True: _("Yes"), False: _("No")}
        return words.get
    return lambda value: value


def _csv(titles: list[str], rows: Iterator[list[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_csv_text(value) for value in row])
    # Excel takes a csv without the mark for the local code page and garbles Chinese.
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _csv_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _xlsx(titles: list[str], columns: Sequence[Column], rows: Iterator[list[Any]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book_ = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book_.add_worksheet()
    bold = book_.add_format({"bold": True, "bottom": 1})
    formats = [
        book_.add_format({"num_format": NUMBER_FORMATS.get(c.kind, "General")}) for c in columns
    ]
    for place, (title, column) in enumerate(zip(titles, columns, strict=True)):
        sheet.set_column(place, place, 12 if column.kind in NUMBER_FORMATS else 20)
        sheet.write_string(0, place, title, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, formats[place])
    book_.close()
    return out.getvalue()


def _write(sheet: Any, row: int, place: int, value: Any, style: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, clock.local(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, style)
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        sheet.write_string(row, place, str(value)[:32_000])
    else:
        sheet.write_number(row, place, float(value), style)
