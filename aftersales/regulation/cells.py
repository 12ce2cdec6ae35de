"""One cell: from its spelling in a file or a field to a typed value, or what is wrong with it.

The sentences are texts of the catalogue, since the page that edits a regulation shows them.
"""

import re
from collections.abc import Callable, Collection
from datetime import date, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from aftersales.i18n import LazyText, _l
from aftersales.regulation.declare import CellKind, Choice
from aftersales.regulation.duration import Duration

Cell = int | Decimal | str | bool | time | date | Fraction | Duration


class WrongValue(ValueError):
    """A value that cannot stand; ``str()`` says why in the reader's language.

    :param row: number of the row it stands in, from 1; 0 for a value without rows.
    :param column: name of its column, if it is one cell's fault.
    """

    def __init__(self, sentence: LazyText | str, *, row: int = 0, column: str = "") -> None:
        super().__init__(sentence)
        self.row = row
        self.column = column


def cell(kind: CellKind, raw: Any, choices: tuple[Choice, ...] = ()) -> Cell:
    """One simple value of ``kind`` (:class:`WrongValue`)."""
    value: Cell = _READ[kind](raw)
    if choices and value not in (known := {choice.code for choice in choices}):
        raise WrongValue(unknown_word(raw, known))
    return value


def unknown_word(raw: Any, known: Collection[str]) -> LazyText:
    """The sentence for a word that is none of those known."""
    words = ", ".join(sorted(known))
    return _l("“{value}” is not one of {known}", value=raw, known=words)


def size(value: Any) -> Any:
    """What orders a value: a duration by its minutes, a working day taken as a natural one.

    Bounds and floors say the order of magnitude, not the calendar.
    """
    if not isinstance(value, Duration):
        return value
    return value.amount * 1440 if value.counts_days else value.minutes


def _integer(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise WrongValue(_l("“{value}” is not a whole number", value=raw))
    return raw


def _decimal(raw: Any) -> Decimal:
    wrong = WrongValue(_l("“{value}” is not a number", value=raw))
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str, Decimal)):
        raise wrong
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        raise wrong from None
    if not value.is_finite():
        raise wrong
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
        raise WrongValue(_l("“{value}” has more than two decimals", value=raw))
    return value.quantize(Decimal("0.01"))


def _share(raw: Any) -> Fraction:
    """A part of those asked: ``"2/3"`` or ``"60%"``."""
    try:
        text = str(raw).strip()
        value = Fraction(percent(text)) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if not 0 < value <= 1:
        raise WrongValue(_l("“{value}” is not a share: write 2/3 or 60%", value=raw))
    return value


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise WrongValue(_l("“{value}” is not a text", value=raw))
    return raw


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise WrongValue(_l("“{value}” is neither true nor false", value=raw))
    return raw


def _duration(raw: Any) -> Duration:
    try:
        return Duration.parse(str(raw))
    except ValueError:
        sentence = _l(
            "“{value}” is not a duration: write immediate, 30min, 4h, 3d working", value=raw
        )
        raise WrongValue(sentence) from None


def _time(raw: Any) -> time:
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", str(raw))
    if match is None:
        raise WrongValue(_l("“{value}” is not a time of day: write 08:00", value=raw))
    return time(int(match[1]), int(match[2]))


def _date(raw: Any) -> date:
    try:
        return date.fromisoformat(_text(raw))
    except ValueError:
        raise WrongValue(_l("“{value}” is not a date: write 2026-11-22", value=raw)) from None


_READ: dict[str, Callable[[Any], Any]] = {
    "integer": _integer,
    "decimal": _decimal,
    "percent": percent,
    "money": _money,
    "share": _share,
    "text": _text,
    "choice": _text,
    "role": _text,
    "department": _text,
    "flag": _flag,
    "duration": _duration,
    "time": _time,
    "date": _date,
}
