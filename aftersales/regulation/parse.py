"""From the spelling in a file or column to a typed value, or a sentence with what is wrong."""

from collections.abc import Callable
from typing import Any

from aftersales.i18n import _l
from aftersales.regulation.because import NOTHING, Bilingual
from aftersales.regulation.cells import Cell, WrongValue, cell, size
from aftersales.regulation.chain import Chain, ChainStep, Copies, Copy
from aftersales.regulation.declare import Column, LegalFloor, Parameter
from aftersales.regulation.duty import Duties, Duty
from aftersales.regulation.functions import SIGNS_FOR
from aftersales.regulation.numbering import Numbering, numbering
from aftersales.regulation.rows import check_bounds, in_row, stacking_of, typed_rows
from aftersales.regulation.rules import RuleList
from aftersales.regulation.table import ANY, Row, Table

Value = Cell | Chain | Copies | Duties | Numbering | RuleList | Table | tuple[Any, ...]
"""What a parameter may be worth."""

ORDERED = frozenset({"integer", "decimal", "percent", "money", "duration"})


def parse(parameter: Parameter, raw: Any) -> Value | None:
    """The typed value of ``raw``, bounds checked; ``None`` stays ``None`` (silent).

    :raises WrongValue: what is wrong with the value, without the parameter's key.
    """
    if raw is None:
        return None
    value = _parsed(parameter, raw)
    if parameter.kind in ORDERED:
        check_bounds(parameter, value)
    if parameter.check is not None:
        parameter.check(value)
    return value


def _parsed(parameter: Parameter, raw: Any) -> Value:
    read = _READ.get(parameter.kind)
    if read is not None:
        return read(parameter, raw)
    kind: Any = parameter.kind  # all others are kinds of cells, too
    return cell(kind, raw, parameter.choices)


def _table(parameter: Parameter, raw: Any) -> Table:
    rows = typed_rows(parameter, raw)
    _check_twins(parameter.columns, rows)
    return Table(parameter.columns, rows)


def _rules(parameter: Parameter, raw: Any) -> RuleList:
    stacking: Any = stacking_of(parameter, raw)
    return RuleList(parameter.columns, typed_rows(parameter, raw), stacking)


def _chain(parameter: Parameter, raw: Any) -> Chain:
    return Chain(tuple(_step(row) for row in typed_rows(parameter, raw)))


def _copies(parameter: Parameter, raw: Any) -> Copies:
    return Copies(tuple(_copy(row) for row in typed_rows(parameter, raw)))


def _numbering(parameter: Parameter, raw: Any) -> Numbering:
    return numbering(str(cell("text", raw)), parameter.choices)


def _list(parameter: Parameter, raw: Any) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise WrongValue(_l("“{value}” is not a list", value=raw))
    values = tuple(cell(parameter.items, item, parameter.choices) for item in raw)
    if len(set(values)) != len(values):
        raise WrongValue(_l("the list names something twice"))
    return values


def _check_twins(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> None:
    """Two rows for the very same inputs would leave the answer to their order."""
    keys = [column.name for column in columns if column.key]
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows if keys else ():
        identity = tuple(row.get(name, ANY) for name in keys)
        if identity in seen:
            sentence = _l(
                "rows {first} and {second} speak about the same cases",
                first=seen[identity],
                second=row.line,
            )
            raise WrongValue(sentence, row=row.line)
        seen[identity] = row.line


def _step(row: Row) -> ChainStep:
    function, role = row.get("function", ""), row.get("role", "")
    if not role and not function:
        raise in_row(row.line, "role", _l("name a role or a function"))
    mode, share = row.get("mode", "serial"), row.get("share")
    if share is not None and mode != "joint":
        raise in_row(row.line, "share", _l("only a joint signature has a share"))
    least, below = row.get("amount_from"), row.get("amount_to")
    if least is not None and below is not None and least >= below:
        raise in_row(
            row.line, "amount_to", _l("no amount is both from the one and below the other")
        )
    return ChainStep(
        role=role or SIGNS_FOR[function],
        function=function,
        title=_bilingual(row, "title"),
        mode=mode,
        share=share,
        when=row.get("when", "always"),
        after_the_fact=row.get("after_the_fact", False),
        verbal=row.get("verbal", False),
        amount_from=least,
        amount_to=below,
        within=row.get("within"),
    )


def _copy(row: Row) -> Copy:
    return Copy(
        ordinal=row.line,
        code=row["code"],
        label=_bilingual(row, "label"),
        colour=row.get("colour", "white"),
        holder=_bilingual(row, "holder"),
        receipt=row.get("receipt", False),
    )


def _duties(parameter: Parameter, raw: Any) -> Duties:
    rows = typed_rows(parameter, raw)
    seen: dict[str, int] = {}
    for row in rows:
        if row["code"] in seen:
            twin = seen[row["code"]]
            raise in_row(row.line, "code", _l("row {number} has this code already", number=twin))
        seen[row["code"]] = row.line
    return Duties(tuple(_duty(row) for row in rows))


def _duty(row: Row) -> Duty:
    given = [name for name in ("weekday", "day", "days_after") if name in row.cells]
    if len(given) > 1:
        raise in_row(row.line, given[1], _l("a duty is due by one rule only"))
    if ("weekday" in given) and row["period"] != "weekly":
        raise in_row(row.line, "weekday", _l("only what is done every week is due on a weekday"))
    if ("day" in given) and row["period"] in ("daily", "weekly"):
        raise in_row(row.line, "day", _l("what is done every day or week has no day of the month"))
    return Duty(
        code=row["code"],
        title=_bilingual(row, "title"),
        function=row.get("function", ""),
        role=row.get("role", ""),
        period=row["period"],
        weekday=row.get("weekday"),
        day=row.get("day"),
        days_after=row.get("days_after"),
        times=row.get("times", 1),
        proof=_bilingual(row, "proof"),
        source=row.get("source", ""),
    )


def _bilingual(row: Row, name: str) -> Bilingual:
    zh, en = row.get(f"{name}_zh"), row.get(f"{name}_en")
    if zh is None and en is None:
        return NOTHING
    if zh is None or en is None:
        missing = f"{name}_zh" if zh is None else f"{name}_en"
        raise in_row(row.line, missing, _l("a name needs both languages"))
    return Bilingual(zh, en)


_READ: dict[str, Callable[[Parameter, Any], Value]] = {
    "list": _list,
    "table": _table,
    "rules": _rules,
    "chain": _chain,
    "copies": _copies,
    "duties": _duties,
    "numbering": _numbering,
}


def at_floor(parameter: Parameter, value: Value | None) -> Value | None:
    """For consumer sales: the value, or the legal floor where the customer fares better by it."""
    floor = parameter.legal_floor
    if floor is None:
        return value
    legal = parse(parameter, floor.value)
    return legal if value is None or is_worse(floor, value, legal) else value


def is_worse(floor: LegalFloor, mine: Any, legal: Any) -> bool:
    """Whether a value is worse for the customer than the floor."""
    return bool(size(mine) < size(legal) if floor.better == "higher" else size(mine) > size(legal))
