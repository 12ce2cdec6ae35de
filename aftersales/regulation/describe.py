"""How a person reads a value, in both languages at once."""

from collections.abc import Iterable, Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from aftersales.i18n import _l, format_quantity
from aftersales.regulation.because import Bilingual, both
from aftersales.regulation.chain import Chain, ChainStep, Copies
from aftersales.regulation.declare import Choice, Column, Parameter, title_of
from aftersales.regulation.duration import Duration
from aftersales.regulation.table import ANY, Row, Table

UNSET = _l("not fixed")
YES, NO, EVERY = _l("yes"), _l("no"), _l("any")


def describe(parameter: Parameter, value: Any) -> Bilingual:
    """The value in a few words; a table only says how many rows it has."""
    match value:
        case () | Table(rows=()) | Chain(steps=()) | Copies(copies=()):
            text = both(_l("none"))
        case Table():
            text = both(_l("{count} rows", count=len(value)))
        case Chain():
            text = _joined((step_title(step) for step in value), " → ", " → ")
        case Copies():
            text = _joined((copy.label for copy in value), "、", ", ")
        case None:
            text = both(UNSET)
        case _:
            text = _with_unit(parameter, value, word(value, parameter.choices))
    return text


def _with_unit(parameter: Parameter, value: Any, text: Bilingual) -> Bilingual:
    if parameter.kind == "percent":
        return Bilingual(f"{text.zh}%", f"{text.en}%")
    if parameter.kind == "money":
        return Bilingual(f"¥{value:,.2f}", f"¥{value:,.2f}")
    unit = both(parameter.unit)
    if not unit:
        return text
    english = unit.en.removesuffix("s") if value == 1 else unit.en
    return Bilingual(f"{text.zh} {unit.zh}", f"{text.en} {english}")


def word(value: Any, choices: Sequence[Choice] = ()) -> Bilingual:
    """One simple value: a code by its word, a duration with its unit, a plain number."""
    match value:
        case bool():
            text = both(YES if value else NO)
        case Duration():
            text = value.label
        case Decimal():
            text = both(format_quantity(value))
        case time():
            text = both(f"{value:%H:%M}")
        case str():
            text = both(EVERY if value == ANY else title_of(choices, value))
        case tuple():
            text = _joined((word(item, choices) for item in value), "、", ", ")
        case _:
            text = both("—" if value is None else str(value))
    return text


def cell_text(column: Column, row: Row) -> Bilingual:
    """What stands in a column of a row; a condition says its direction."""
    value = row.get(column.name, ANY if column.key else None)
    text = word(value, column.choices)
    if column.key and value != ANY and column.match != "equal":
        sign = "≤" if column.match == "at_most" else "≥"
        return Bilingual(f"{sign} {text.zh}", f"{sign} {text.en}")
    return text


def row_text(table: Table, row: Row) -> Bilingual:
    """A row as one sentence: its conditions, then what it says."""
    keys = [column for column in table.columns if column.key and row.get(column.name, ANY) != ANY]
    facts = [column for column in table.columns if not column.key and column.name in row.cells]
    left = _joined((_labelled(column, row) for column in keys), "；", "; ")
    right = _joined((_labelled(column, row) for column in facts), "；", "; ")
    return Bilingual(f"{left.zh} → {right.zh}", f"{left.en} → {right.en}") if keys else right


def _labelled(column: Column, row: Row) -> Bilingual:
    title, text = both(column.title), cell_text(column, row)
    return Bilingual(f"{title.zh}：{text.zh}", f"{title.en}: {text.en}")


def step_title(step: ChainStep) -> Bilingual:
    """The step's own name, else its role code, with a word for joint and late signatures."""
    title = step.title or Bilingual(step.role, step.role)
    notes = [
        text
        for applies, text in (
            (step.when == "urgent", _l("urgent")),
            (step.when == "normal", _l("normal")),
            (step.mode == "joint", _l("joint")),
            (step.verbal, _l("spoken")),
            (step.after_the_fact, _l("after the fact")),
        )
        if applies
    ]
    if not notes:
        return title
    extra = _joined((both(note) for note in notes), "、", ", ")
    return Bilingual(f"{title.zh}（{extra.zh}）", f"{title.en} ({extra.en})")


def _joined(texts: Iterable[Bilingual], zh: str, en: str) -> Bilingual:
    words = list(texts)
    return Bilingual(zh.join(one.zh for one in words), en.join(one.en for one in words))
