"""Amounts, quantities and counts, with commas, currency signs and Chinese units."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.values.fold import Cell, cell_text, compact, narrow

UNITS = {
    "亿": Decimal(100_000_000),
    "千万": Decimal(10_000_000),
    "百万": Decimal(1_000_000),
    "十万": Decimal(100_000),
    "万": Decimal(10_000),
    "千": Decimal(1_000),
}
MOST = Decimal(10) ** 12

_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?:¥|￥|rmb|cny|人民币)?(?P<sign2>-?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,4}(?:,\d{4})+(?:\.\d*)?|\d+\.?\d*|\.\d+)"
    r"(?P<unit>亿|千万|百万|十万|万|千)?(?:元整|元|圆整|圆|块|rmb|cny)?",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?<=\d)(?:个月|[件台条个套只根付副块片支把桶盒箱包米月])$")


def header_factor(unit: str) -> Decimal:
    """What a unit in a header, such as ``万元`` in ``合同金额(万元)``, multiplies its column by."""
    return UNITS.get(compact(unit).removesuffix("元"), Decimal(1))


def read_money(cell: Cell, factor: Decimal = Decimal(1)) -> Decimal:
    """Yuan with two decimals. A unit in the cell wins over the header's ``factor``.

    A computed cell is rounded half up, as the spreadsheet shows it; a written amount with more than
    two decimals is refused.

    :raises Invalid: when it is not an amount.
    """
    number, has_unit = _number(cell, _l("“{value}” is not an amount of money.", value=_shown(cell)))
    amount = number if has_unit else number * factor
    cents = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if isinstance(cell, str) and cents != amount:
        raise Invalid(_l("The amount “{value}” has more than two decimals.", value=_shown(cell)))
    return cents


def read_quantity(cell: Cell) -> Decimal:
    """A count or measure with at most three decimals; ``20件`` reads 20.

    :raises Invalid: when it is not a number.
    """
    number = _plain_number(cell)
    exact = number.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    if isinstance(cell, str) and exact != number:
        raise Invalid(_l("“{value}” has more than three decimals.", value=_shown(cell)))
    return exact


def read_integer(cell: Cell) -> int:
    """A whole number; ``12.0`` and ``12个月`` read 12.

    :raises Invalid: when it is not a whole number.
    """
    number = _plain_number(cell)
    if number != number.to_integral_value():
        raise Invalid(_l("“{value}” is not a whole number.", value=_shown(cell)))
    return int(number)


def _plain_number(cell: Cell) -> Decimal:
    sentence = _l("“{value}” is not a number.", value=_shown(cell))
    text = _COUNTED.sub("", compact(cell)) if isinstance(cell, str) else cell
    return _number(text, sentence)[0]


def _shown(cell: Cell) -> str:
    return narrow(cell_text(cell))


def _number(cell: Cell, sentence: object) -> tuple[Decimal, bool]:
    """The number in a cell and whether the cell named a unit of its own."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not math.isfinite(cell) or abs(cell) >= MOST:
            raise Invalid(sentence, code="not_a_number")
        # Binary fractions carry noise behind the digits a person typed.
        return round(Decimal(repr(cell)), 6), False
    text = compact(cell_text(cell))
    negative = text.startswith("(") and text.endswith(")")
    found = _NUMBER.fullmatch(text[1:-1] if negative else text)
    if not found or isinstance(cell, bool):
        raise Invalid(sentence, code="not_a_number")
    number = Decimal(found["digits"].replace(",", "")) * UNITS.get(found["unit"], Decimal(1))
    if negative or "-" in (found["sign"], found["sign2"]):
        number = -number
    if abs(number) >= MOST:
        raise Invalid(sentence, code="not_a_number")
    return number, bool(found["unit"])
