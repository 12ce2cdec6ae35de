"""One cell read as one field, by the field's kind."""

from collections.abc import Callable
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from aftersales.imports.declare import ImportField
from aftersales.imports.values.dates import read_date, read_datetime
from aftersales.imports.values.fold import Cell, cell_text, fold, is_blank, narrow
from aftersales.imports.values.numbers import read_integer, read_money, read_quantity
from aftersales.imports.values.phones import read_phone
from aftersales.imports.values.words import read_bool, read_choice, read_code, read_text


def says_nothing(field: ImportField, cell: Cell) -> bool:
    """Whether a cell leaves the field open. For yes-no fields 无 is an answer."""
    if field.kind == "bool" and fold(cell_text(cell)) == "无":
        return False
    return is_blank(cell, field.blanks)


def read_value(
    field: ImportField, cell: Cell, *, zone: tzinfo, factor: Decimal = Decimal(1)
) -> dict[str, Any]:
    """The value of a cell by name; a phone brings its remark, a reference is still text.

    :param factor: what the unit in the header multiplies an amount by.
    :raises Invalid: with the sentence for the refused row.
    """
    if says_nothing(field, cell):
        return {field.name: None}
    if field.kind == "phone":
        phone = read_phone(cell)
        return {field.name: phone.number, f"{field.name}_remark": phone.remark or None}
    return {field.name: _read(field, cell, zone, factor)}


def _read(field: ImportField, cell: Cell, zone: tzinfo, factor: Decimal) -> Any:
    readers: dict[str, Callable[[], Any]] = {
        "text": lambda: read_text(cell, field.max_length),
        "code": lambda: read_code(cell, field.max_length),
        "date": lambda: read_date(cell),
        "datetime": lambda: read_datetime(cell, zone),
        "money": lambda: read_money(cell, factor),
        "quantity": lambda: read_quantity(cell),
        "integer": lambda: read_integer(cell),
        "bool": lambda: read_bool(cell),
        "choice": lambda: read_choice(cell, field.choices),
        "reference": lambda: narrow(cell_text(cell)),
    }
    return readers[field.kind]()
