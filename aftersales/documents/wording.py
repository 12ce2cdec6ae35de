"""How values are written on paper: dates, money in figures and in words, quantities, telephones.

A paper has its own language (``zh_CN`` unless asked for ``en``): the printer sets the locale for
the length of a paper, whatever the screen shows, and these functions follow it.
"""

from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from markupsafe import Markup

from aftersales.access.fields import mask_phone
from aftersales.db import clock
from aftersales.i18n import current_locale

STRIKE = "/"
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")

PLAIN, MASKED = "plain-word", "masked-word"
"""Classes of what stands in full on some parts of a form, and of what takes its place on others."""

masking: ContextVar[bool | None] = ContextVar("paper_masking", default=False)
"""Whether telephones are masked; None writes both, for a printer that draws one or the other."""


def pick(chinese: str, english: str) -> str:
    """The label in the language of the paper being printed."""
    return english if current_locale() == "en" else chinese


def day(value: date | datetime | None) -> str:
    """2026年11月21日, in company time; blank for None."""
    if value is None:
        return ""
    moment = clock.local(value).date() if isinstance(value, datetime) else value
    if current_locale() == "en":
        return f"{moment.day} {moment:%b %Y}"
    return f"{moment.year}年{moment.month}月{moment.day}日"


def moment(value: datetime | date | None) -> str:
    """2026年11月21日 08:10, in company time; a plain date stays a date."""
    if not isinstance(value, datetime):
        return day(value)
    return f"{day(value)} {clock.local(value):%H:%M}"


def short_moment(value: datetime | None) -> str:
    """11-21 08:10 for narrow columns, in company time."""
    return "" if value is None else f"{clock.local(value):%m-%d %H:%M}"


def short_day(value: date | datetime | None) -> str:
    """2026-11-21 for narrow columns, in company time."""
    if value is None:
        return ""
    return (clock.local(value).date() if isinstance(value, datetime) else value).isoformat()


def money(value: Decimal | int | None) -> str:
    """1,234.50; blank for None."""
    return "" if value is None else f"{Decimal(value):,.2f}"


def quantity(value: Decimal | int | None) -> str:
    """3 or 2.5: no trailing zeros; blank for None."""
    if value is None:
        return ""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def phone(value: str | None) -> str:
    """The number, or its masked form (138****5678) on a part declared ``masked``."""
    text = (value or "").strip()
    masked = masking.get()
    if masked is None and text:
        return _Both(mask_phone(text), text)
    return mask_phone(text) if masked else text


class _Both(str):
    """A masked text that brings the one in full along where it is printed as it is.

    Made part of another text it stays masked, on every part.
    """

    __slots__ = ("full",)
    full: str

    def __new__(cls, masked: str, full: str) -> "_Both":
        both = super().__new__(cls, masked)
        both.full = full
        return both

    def __html__(self) -> str:
        return Markup(
            '<span class="words"><span class="{}">{}</span><span class="{}">{}</span></span>'
        ).format(MASKED, str(self), PLAIN, self.full)


def is_blank(value: Any) -> bool:
    """Whether a cell would be empty: None, blank text or an empty list (zero is a value)."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ((), [])


def strike(value: Any) -> Any:
    """The value, or "/" for a blank one (rules 2.7)."""
    return STRIKE if is_blank(value) else value


def rmb_upper(value: Decimal | int | None) -> str:
    """An amount in words as banks want it: 1234.50 is 壹仟贰佰叁拾肆元伍角整. Blank for None.

    Rounded half up to 分; negative amounts begin with 负.

    :raises ValueError: for amounts of 10^16 yuan and more.
    """
    if value is None:
        return ""
    cents = int((abs(Decimal(value)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    yuan, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    if yuan >= 10**16:
        raise ValueError(f"{value} is too large to be written in words")
    words = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        words = (words or "零元") + "整"
    else:
        if jiao:
            words += f"{DIGITS[jiao]}角"
        elif yuan:
            words += "零"
        words += f"{DIGITS[fen]}分" if fen else "整"
    return f"负{words}" if value < 0 and cents else words


def _whole(number: int) -> str:
    """Whole yuan in words: groups of four digits, one 零 for any run of zeros between them."""
    words = ""
    pending_zero = False
    for position in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**position % 10
        group, place = divmod(position, 4)
        if digit:
            words += ("零" if pending_zero else "") + DIGITS[digit] + UNITS[place]
            pending_zero = False
        else:
            pending_zero = bool(words)
        if place == 0 and number // 10**position % 10000:
            words += GROUPS[group]
    return words
