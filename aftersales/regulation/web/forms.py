"""The form of one figure: an input for its kind, or rows with an input for each column."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from aftersales.auth.organisation import department_names
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.db.uow import current_uow
from aftersales.i18n import _l
from aftersales.regulation.because import Bilingual
from aftersales.regulation.cells import percent
from aftersales.regulation.declare import CellKind, Choice, Column, Parameter
from aftersales.regulation.rows import from_rows, raw_rows, row_columns, stacking_of
from aftersales.regulation.table import ANY
from aftersales.regulation.web.inputs import (
    DurationField,
    HoursField,
    InOrderField,
    ItemsField,
    NamesField,
    WordsField,
)
from aftersales.views.fields import (
    BaseForm,
    ChoiceField,
    DayField,
    Length,
    LinesField,
    LongField,
    MoneyField,
    NumberField,
    PercentField,
    QuantityField,
    TextField,
    YesNoField,
)

DECIMALS = 6
STACKINGS = {
    "sum": _l("all hits are added up"),
    "max": _l("the largest hit counts"),
    "first": _l("the first hit counts"),
}


class FigureForm(BaseForm):
    """What every figure has: silence, the clause in both languages, where it is written."""

    silent = YesNoField(_l("The regulation is silent here"))
    clause_zh = LongField(_l("Clause (Chinese)"), [Length(max=2000)], rows=2)
    clause_en = LongField(_l("Clause (English)"), [Length(max=2000)], rows=2)
    source = TextField(_l("Where it is written"), [Length(max=200)])


def figure_form(parameter: Parameter) -> type[FigureForm]:
    """The form class for a parameter; its value stands in ``value`` or ``rows``."""
    columns = row_columns(parameter)
    fields: dict[str, Any]
    if columns:
        declared = bool(parameter.columns)
        row = type("FigureRow", (BaseForm,), {c.name: _cell_field(c, declared) for c in columns})
        fields = {"rows": LinesField(row, parameter.title, add_title=_l("Add a row"))}
        if parameter.kind == "rules":
            fields["stacking"] = ChoiceField(_l("When several rules hit"), STACKINGS)
    else:
        fields = {"value": _value_field(parameter)}
    return type("ThisFigureForm", (FigureForm,), fields)


def filled(parameter: Parameter, raw: Any, clause: tuple[str, str, str]) -> Mapping[str, Any]:
    """What the form shows at first: the value as it stands, and its clause and source."""
    shown: dict[str, Any] = {"silent": raw is None}
    shown["clause_zh"], shown["clause_en"], shown["source"] = clause
    columns = row_columns(parameter)
    if columns:
        rows = [] if raw is None else raw_rows(parameter, raw)
        declared = bool(parameter.columns)
        shown["rows"] = [
            {c.name: _shown_cell(c, row.get(c.name), declared) for c in columns} for row in rows
        ]
        shown["stacking"] = "" if raw is None else stacking_of(parameter, raw)
    elif raw is not None:
        shown["value"] = _shown(parameter.kind, raw)
    return shown


def raw_of(parameter: Parameter, form: Any) -> Any:
    """The value of a valid form as a preset file would spell it; None where it is silent."""
    if form.silent.data:
        return None
    columns = row_columns(parameter)
    if not columns:
        return _spelled(form.value.data)
    rows = [_raw_row(columns, entry.form) for entry in form.rows.entries]
    stacking = form.stacking.data if "stacking" in form else ""
    return from_rows(parameter, rows, stacking)


def _raw_row(columns: tuple[Column, ...], form: Any) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in columns:
        value = form[column.name].data
        if value in (None, "", []) or value is False:
            continue  # an unticked box of a chain or a copy says what no cell says
        if column.kind == "flag" and isinstance(value, str):
            value = value == "yes"
        if column.key and isinstance(value, list) and len(value) == 1:
            value = value[0]
        row[column.name] = _spelled(value)
    return row


def _spelled(value: Any) -> Any:
    """JSON knows no decimals: they are spelled out."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if hasattr(value, "isoformat") else value


def _shown(kind: str, raw: Any) -> Any:
    if kind == "percent":
        return percent(raw)
    if kind == "date":
        return date.fromisoformat(str(raw))
    return Decimal(str(raw)) if kind in ("decimal", "money") else raw


def _shown_cell(column: Column, raw: Any, declared: bool) -> Any:
    if raw is None or raw == ANY:
        return None
    if column.kind == "flag" and declared:
        return "yes" if raw else "no"
    if _is_many(column):
        return list(raw) if isinstance(raw, (list, tuple)) else [raw]
    return _shown(column.kind, raw)


def _is_many(column: Column) -> bool:
    """Whether a cell may hold several values at once."""
    takes_words = column.kind in ("text", "choice", "role", "department")
    return takes_words and (column.many or (column.key and column.match == "equal"))


def _value_field(parameter: Parameter) -> Any:
    if parameter.kind == "numbering":
        places = "  ".join(f"{{{one.code}}} {one.title}" for one in parameter.choices)
        return TextField(parameter.title, help=places or None)
    if parameter.kind == "list":
        choices = _choices(parameter.items, parameter.choices)
        if choices:
            return InOrderField(parameter.title, choices)
        return ItemsField(parameter.title, rows=5, numbers=parameter.items == "integer")
    return _field(parameter.kind, parameter.title, parameter.choices, parameter.unit)


def _cell_field(column: Column, declared: bool) -> Any:
    """The input of a cell; in a declared table a flag may be yes, no or left open."""
    if column.kind == "flag" and declared:
        return ChoiceField(column.title, {"yes": _l("yes"), "no": _l("no")})
    if _is_many(column):
        if column.kind == "department":
            return NamesField(column.title, names=_departments)
        choices = _choices(column.kind, column.choices)
        return InOrderField(column.title, choices) if choices else WordsField(column.title)
    return _field(column.kind, column.title, column.choices)


def _field(kind: CellKind | str, title: Any, choices: tuple[Choice, ...], unit: Any = "") -> Any:
    if offered := _choices(kind, choices):
        return ChoiceField(title, offered)
    make: Callable[..., Any] = {
        "integer": NumberField,
        "money": MoneyField,
        "duration": DurationField,
        "time": HoursField,
        "date": DayField,
        "flag": YesNoField,
    }.get(kind, TextField)
    if kind == "percent":
        return PercentField(title, maximum=None, places=DECIMALS)
    if kind == "decimal":
        return QuantityField(title, minimum=None, places=DECIMALS, help=unit or None)
    if kind in ("integer", "money"):
        return make(title, minimum=None, help=unit or None)
    return make(title)


def _choices(kind: str, choices: tuple[Choice, ...]) -> Any:
    """What may be chosen: the declared words, the roles, the departments; None: anything."""
    if choices:
        return {choice.code: choice.title for choice in choices}
    return {"role": _roles, "department": _departments}.get(kind)


def _roles() -> dict[str, str]:
    return {code: str(Bilingual(*names)) for code, names in STANDARD_ROLES.items()}


def _departments() -> dict[str, str]:
    names = department_names(current_uow())
    return {code: str(Bilingual(*both)) for code, both in names.items()}
