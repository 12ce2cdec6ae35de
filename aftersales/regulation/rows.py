"""Rows of every kind that has them, described alike: what reads, shows, edits and compares them.

A table and a rule list declare their own columns; chains, copies and duties have the columns below.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from aftersales.i18n import _l
from aftersales.regulation.cells import WrongValue, cell, percent, size, unknown_word
from aftersales.regulation.declare import WITH_COLUMNS, Choice, Column, Parameter
from aftersales.regulation.functions import FUNCTIONS
from aftersales.regulation.rules import STACKINGS
from aftersales.regulation.table import ANY, Row

COLOURS = (
    Choice("white", _l("White")),
    Choice("red", _l("Red")),
    Choice("yellow", _l("Yellow")),
    Choice("blue", _l("Blue")),
    Choice("green", _l("Green")),
)
MODES = (Choice("serial", _l("one after the other")), Choice("joint", _l("together")))
WHENS = (
    Choice("always", _l("always")),
    Choice("normal", _l("only ordinary")),
    Choice("urgent", _l("only urgent")),
)
PERIODS = (
    Choice("daily", _l("Every day")),
    Choice("weekly", _l("Every week")),
    Choice("monthly", _l("Every month")),
    Choice("bimonthly", _l("Every two months")),
    Choice("quarterly", _l("Every quarter")),
    Choice("halfyearly", _l("Every half-year")),
    Choice("yearly", _l("Every year")),
)

_FUNCTION = Column(name="function", title=_l("Function"), kind="choice", choices=FUNCTIONS)
_ROLE = Column(name="role", title=_l("Role"), kind="role")

CHAIN_COLUMNS = (
    _ROLE,
    _FUNCTION,
    Column(name="title_zh", title=_l("Chinese name")),
    Column(name="title_en", title=_l("English name")),
    Column(name="mode", title=_l("Order of signing"), kind="choice", choices=MODES),
    Column(name="share", title=_l("Part that must agree"), kind="share"),
    Column(name="when", title=_l("For which cases"), kind="choice", choices=WHENS),
    Column(name="after_the_fact", title=_l("May be signed afterwards"), kind="flag"),
    Column(name="verbal", title=_l("A spoken yes counts"), kind="flag"),
    Column(name="amount_from", title=_l("From amount"), kind="money", minimum=0),
    Column(name="amount_to", title=_l("Below amount"), kind="money", minimum=0),
    Column(name="within", title=_l("Signed within"), kind="duration"),
)
COPY_COLUMNS = (
    Column(name="code", title=_l("Its code"), required=True),
    Column(name="label_zh", title=_l("Chinese name"), required=True),
    Column(name="label_en", title=_l("English name"), required=True),
    Column(name="colour", title=_l("Colour of the paper"), kind="choice", choices=COLOURS),
    Column(name="holder_zh", title=_l("Kept by (Chinese)")),
    Column(name="holder_en", title=_l("Kept by (English)")),
    Column(name="receipt", title=_l("Receipt needed"), kind="flag"),
)
DUTY_COLUMNS = (
    Column(name="code", title=_l("Its code"), required=True),
    Column(name="title_zh", title=_l("Chinese name"), required=True),
    Column(name="title_en", title=_l("English name"), required=True),
    _FUNCTION,
    _ROLE,
    Column(name="period", title=_l("How often"), kind="choice", choices=PERIODS, required=True),
    Column(name="weekday", title=_l("Due on weekday"), kind="integer", minimum=1, maximum=7),
    Column(name="day", title=_l("Due on day of month"), kind="integer", minimum=1, maximum=31),
    Column(
        name="days_after",
        title=_l("Due days after the period"),
        kind="integer",
        unit=_l("days"),
        minimum=0,
        maximum=60,
    ),
    Column(name="times", title=_l("Times a period"), kind="integer", minimum=1, maximum=100),
    Column(name="proof_zh", title=_l("Shown by (Chinese)")),
    Column(name="proof_en", title=_l("Shown by (English)")),
    Column(name="source", title=_l("Source of the clause")),
)
_FIXED = {"chain": CHAIN_COLUMNS, "copies": COPY_COLUMNS, "duties": DUTY_COLUMNS}


def row_columns(parameter: Parameter) -> tuple[Column, ...]:
    """The columns of a parameter's rows; empty for a kind without rows."""
    if parameter.kind in WITH_COLUMNS:
        return parameter.columns
    return _FIXED.get(parameter.kind, ())


def raw_rows(parameter: Parameter, raw: Any) -> list[dict[str, Any]]:
    """The rows of a spelt value as plain cells by column name; empty where there are none.

    :raises WrongValue: it is no list of rows.
    """
    if raw is None or not row_columns(parameter):
        return []
    rows = raw.get("rows") if parameter.kind == "rules" and isinstance(raw, Mapping) else raw
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise WrongValue(_l("a list of rows is expected"))
    return [dict(row) for row in rows]


def from_rows(parameter: Parameter, rows: Sequence[Mapping[str, Any]], stacking: str = "") -> Any:
    """The inverse of :func:`raw_rows`: the value as it is stored."""
    cells = [dict(row) for row in rows]
    if parameter.kind == "rules":
        return {"stacking": stacking or STACKINGS[0], "rows": cells}
    return cells


def stacking_of(parameter: Parameter, raw: Any) -> str:
    """How a rule list stacks; empty for other kinds (:class:`WrongValue`)."""
    if parameter.kind != "rules":
        return ""
    if not isinstance(raw, Mapping) or set(raw) - {"stacking", "rows"}:
        raise WrongValue(_l("rules are written as stacking and rows"))
    stacking = raw.get("stacking", STACKINGS[0])
    if stacking not in STACKINGS:
        raise WrongValue(unknown_word(stacking, STACKINGS))
    return str(stacking)


def typed_rows(parameter: Parameter, raw: Any) -> tuple[Row, ...]:
    """The rows with typed cells; :raises WrongValue: naming row and column."""
    columns = row_columns(parameter)
    names = {column.name for column in columns}
    rows = []
    for number, found in enumerate(raw_rows(parameter, raw), start=1):
        if unknown := sorted(set(found) - names):
            raise in_row(number, "", unknown_word(unknown[0], names))
        rows.append(
            Row({c.name: _checked(c, found, number) for c in columns if c.name in found}, number)
        )
        for column in columns:
            if column.required and column.name not in found:
                raise in_row(number, column.name, _l("“{column}” is missing", column=column.title))
    return tuple(rows)


def in_row(number: int, column: str, problem: object) -> WrongValue:
    """A problem with the row it stands in."""
    sentence = _l("row {number}: {problem}", number=number, problem=problem)
    return WrongValue(sentence, row=number, column=column)


def _checked(column: Column, row: Mapping[str, Any], number: int) -> Any:
    try:
        return _cell(column, row[column.name])
    except WrongValue as error:
        problem = _l("column “{column}”: {problem}", column=column.title, problem=error.args[0])
        raise in_row(number, column.name, problem) from None


def _cell(column: Column, raw: Any) -> Any:
    if column.key and raw == ANY:
        return ANY
    if isinstance(raw, list) and (column.key or column.many):
        return tuple(_single(column, item) for item in raw)
    value = _single(column, raw)
    return (value,) if column.many else value


def _single(column: Column, raw: Any) -> Any:
    value = cell(column.kind, raw, column.choices)
    check_bounds(column, value)
    return value


def check_bounds(limits: Column | Parameter, value: Any) -> None:
    """:raises WrongValue: the value is outside the declared bounds."""
    mine = size(value)
    if limits.minimum is not None and mine < bound(limits, limits.minimum):
        raise WrongValue(
            _l("{value} is below the least allowed, {bound}", value=value, bound=limits.minimum)
        )
    if limits.maximum is not None and mine > bound(limits, limits.maximum):
        raise WrongValue(
            _l("{value} is above the most allowed, {bound}", value=value, bound=limits.maximum)
        )


def bound(limits: Column | Parameter, raw: Any) -> Any:
    """A declared bound or floor, comparable with the size of a value."""
    kind: Any = limits.kind  # only ordered kinds declare bounds, and those are kinds of cells
    return size(percent(raw) if kind == "percent" else cell(kind, raw))
