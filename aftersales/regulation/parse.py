"""From the spelling in a file or column to a typed value, or a sentence with what is wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from aftersales.regulation.because import NOTHING, Bilingual
from aftersales.regulation.chain import Chain, ChainStep, Copies, Copy
from aftersales.regulation.declare import CellKind, Choice, Column, LegalFloor, Parameter
from aftersales.regulation.duration import Duration
from aftersales.regulation.table import ANY, Cell, Row, Table

Value = Cell | Chain | Copies | Table | tuple[Any, ...]
"""What a parameter may be worth."""

STEP_KEYS = {"role", "title_zh", "title_en", "mode", "when", "after_the_fact", "verbal"} | {
    "amount_from",
    "within",
}
COPY_KEYS = {"code", "label_zh", "label_en", "colour", "holder_zh", "holder_en", "receipt"}
COLOURS = ("white", "red", "yellow", "blue", "green")


def parse(parameter: Parameter, raw: Any) -> Value | None:
    """The typed value of ``raw``, bounds checked; ``None`` stays ``None`` (silent).

    :raises ValueError: what is wrong with the value, without the parameter's key.
    """
    if raw is None:
        return None
    value = _parsed(parameter, raw)
    if parameter.kind in ("integer", "decimal", "percent", "money", "duration"):
        _check_bounds(parameter, value)
    if parameter.check is not None:
        parameter.check(value)
    return value


def _parsed(parameter: Parameter, raw: Any) -> Value:
    match parameter.kind:
        case "percent":
            return percent(raw)
        case "list":
            return _list(parameter, raw)
        case "table":
            return _table(parameter.columns, raw)
        case "chain":
            return Chain(tuple(_step(step) for step in _rows(raw, STEP_KEYS, "step", {"role"})))
        case "copies":
            rows = _rows(raw, COPY_KEYS, "copy", {"code", "label_zh", "label_en"})
            return Copies(tuple(_copy(number, row) for number, row in enumerate(rows, start=1)))
        case kind:
            return cell(kind, raw, parameter.choices)


def cell(kind: CellKind, raw: Any, choices: tuple[Choice, ...] = ()) -> Cell:
    """One simple value of ``kind`` (``ValueError``)."""
    value: Cell = _CELLS[kind](raw)
    if choices and value not in {choice.code for choice in choices}:
        known = ", ".join(choice.code for choice in choices)
        raise ValueError(f"{raw!r} is not one of {known}")
    return value


def _integer(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueError(f"{raw!r} is not a whole number")
    return raw


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str, Decimal)):
        raise ValueError(f"{raw!r} is not a number")
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        raise ValueError(f"{raw!r} is not a number") from None
    if not value.is_finite():
        raise ValueError(f"{raw!r} is not a number")
    return value


def percent(raw: Any) -> Decimal:
    """Percent points of ``80``, ``"80%"`` or ``"1‰"`` (0.1)."""
    text = str(raw).strip()
    if text.endswith("‰"):
        return _decimal(text[:-1]) / 10
    return _decimal(text[:-1] if text.endswith("%") else raw)


def _money(raw: Any) -> Decimal:
    value = _decimal(raw)
    if value != value.quantize(Decimal("0.01")):
        raise ValueError(f"{raw!r} has more than two decimals")
    return value.quantize(Decimal("0.01"))


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(f"{raw!r} is not a text")
    return raw


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(f"{raw!r} is neither true nor false")
    return raw


def _duration(raw: Any) -> Duration:
    return Duration.parse(_text(raw))


def _time(raw: Any) -> time:
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", str(raw))
    if match is None:
        raise ValueError(f"{raw!r} is not a time of day: write '08:00'")
    return time(int(match[1]), int(match[2]))


_CELLS: dict[str, Callable[[Any], Any]] = {
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "text": _text,
    "choice": _text,
    "flag": _flag,
    "duration": _duration,
    "time": _time,
}


def _list(parameter: Parameter, raw: Any) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise ValueError(f"{raw!r} is not a list")
    values = tuple(cell(parameter.items, item, parameter.choices) for item in raw)
    if len(set(values)) != len(values):
        raise ValueError("the list names something twice")
    return values


def _rows(raw: Any, known: set[str], noun: str, needed: set[str]) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
        raise ValueError(f"a list of {noun} tables is expected")
    for number, row in enumerate(raw, start=1):
        if unknown := sorted(set(row) - known):
            raise ValueError(
                f"{noun} {number}: unknown word {unknown[0]!r}; known: {', '.join(sorted(known))}"
            )
        if missing := sorted(needed - set(row)):
            raise ValueError(f"{noun} {number}: {missing[0]!r} is missing")
    return list(raw)


def _table(columns: tuple[Column, ...], raw: Any) -> Table:
    names = {column.name for column in columns}
    needed = {column.name for column in columns if column.required}
    rows: list[Row] = []
    for number, row in enumerate(_rows(raw, names, "row", needed), start=1):
        try:
            cells = {c.name: _table_cell(c, row[c.name]) for c in columns if c.name in row}
        except ValueError as error:
            raise ValueError(f"row {number}: {error}") from None
        rows.append(Row(cells, number))
    _check_twins(columns, rows)
    return Table(columns, tuple(rows))


def _table_cell(column: Column, raw: Any) -> Any:
    try:
        if column.key and raw == ANY:
            return ANY
        if isinstance(raw, list) and (column.key or column.many):
            return tuple(cell(column.kind, item, column.choices) for item in raw)
        value = cell(column.kind, raw, column.choices)
        return (value,) if column.many else value
    except ValueError as error:
        raise ValueError(f"column {column.name}: {error}") from None


def _check_twins(columns: tuple[Column, ...], rows: list[Row]) -> None:
    """Two rows for the very same inputs would leave the answer to their order."""
    keys = [column.name for column in columns if column.key]
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows if keys else ():
        identity = tuple(row.get(name, ANY) for name in keys)
        if identity in seen:
            raise ValueError(f"rows {seen[identity]} and {row.line} speak about the same cases")
        seen[identity] = row.line


def _step(row: Mapping[str, Any]) -> ChainStep:
    mode = row.get("mode", "serial")
    when = row.get("when", "always")
    if mode not in ("serial", "joint"):
        raise ValueError(f"mode {mode!r} is neither 'serial' nor 'joint'")
    if when not in ("always", "normal", "urgent"):
        raise ValueError(f"when {when!r} is not one of always, normal, urgent")
    return ChainStep(
        role=_text(row["role"]),
        title=_bilingual(row, "title"),
        mode=mode,
        when=when,
        after_the_fact=_flag(row.get("after_the_fact", False)),
        verbal=_flag(row.get("verbal", False)),
        amount_from=_money(row["amount_from"]) if "amount_from" in row else None,
        within=_duration(row["within"]) if "within" in row else None,
    )


def _copy(ordinal: int, row: Mapping[str, Any]) -> Copy:
    colour = row.get("colour", "white")
    if colour not in COLOURS:
        raise ValueError(f"colour {colour!r} is not one of {', '.join(COLOURS)}")
    return Copy(
        ordinal=ordinal,
        code=_text(row["code"]),
        label=_bilingual(row, "label"),
        colour=colour,
        holder=_bilingual(row, "holder"),
        receipt=_flag(row.get("receipt", False)),
    )


def _bilingual(row: Mapping[str, Any], name: str) -> Bilingual:
    zh, en = row.get(f"{name}_zh"), row.get(f"{name}_en")
    if zh is None and en is None:
        return NOTHING
    if zh is None or en is None:
        raise ValueError(f"{name} needs both {name}_zh and {name}_en")
    return Bilingual(_text(zh), _text(en))


def _size(value: Any) -> Any:
    if not isinstance(value, Duration):
        return value
    # A working day is compared as a natural one: bounds say the order of magnitude, not the
    # calendar.
    return value.amount * 1440 if value.counts_days else value.minutes


def _bound(parameter: Parameter, raw: Any) -> Any:
    return _size(percent(raw) if parameter.kind == "percent" else cell(parameter.kind, raw))  # type: ignore[arg-type] # ordered kinds are cell kinds


def _check_bounds(parameter: Parameter, value: Any) -> None:
    size = _size(value)
    if parameter.minimum is not None and size < _bound(parameter, parameter.minimum):
        raise ValueError(f"{value} is below the least allowed, {parameter.minimum}")
    if parameter.maximum is not None and size > _bound(parameter, parameter.maximum):
        raise ValueError(f"{value} is above the most allowed, {parameter.maximum}")


def at_floor(parameter: Parameter, value: Value | None) -> Value | None:
    """For consumer sales: the value, or the legal floor where the customer fares better by it."""
    floor: LegalFloor | None = parameter.legal_floor
    if floor is None:
        return value
    legal = parse(parameter, floor.value)
    if value is None:
        return legal
    mine, theirs = _size(value), _size(legal)
    worse = mine < theirs if floor.better == "higher" else mine > theirs
    return legal if worse else value
