"""Width, blanks and look-alikes: how a cell becomes text, and how two spellings are found equal."""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

Cell = str | float | int | bool | date | datetime | time | timedelta | None
"""What a reader hands over: text, a number, or what the spreadsheet itself knows to be a date."""

EMPTY_WORDS: Final = frozenset({"", "無", "无", "n/a", "na", "null", "none"})
"""Folded words that say a cell has nothing to say; dashes and slashes say so too."""

_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_NARROW = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},
}
_DASHES = re.compile("[‐‑‒–—―−﹣－]")
_TIMES = re.compile(r"(?<=\d)[x×*✕✖╳](?=\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[^\S\n]+")


def cell_text(cell: Cell) -> str:
    """What a person sees in the cell, as text; ``13507216052.0`` reads ``13507216052``."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            if math.isfinite(cell) and cell == int(cell) and abs(cell) < 1e15:
                return str(int(cell))
            return repr(cell)
        case datetime():
            return cell.isoformat(sep=" ", timespec="minutes" if not cell.second else "seconds")
        case _:
            return str(cell)


def tidy(text: str) -> str:
    """Text fit to be kept: full-width letters and digits narrowed, stray blanks removed.

    Chinese punctuation stays as it was written; line breaks inside the text stay.
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE))
    text = text.translate(_NARROW).replace("\u3000", " ")
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.strip().split("\n")).strip()


def narrow(text: str) -> str:
    """Compatibility forms in their plain one (NFKC), dashes as ``-``, no blanks at the ends."""
    plain = unicodedata.normalize("NFKC", _CONTROL.sub("", text.translate(_INVISIBLE)))
    return _DASHES.sub("-", plain).strip()


def compact(text: str) -> str:
    """``narrow`` without any blanks, as codes, serial and order numbers are kept."""
    return "".join(narrow(text).split())


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The form in which two spellings of a code or name are compared; never shown, never stored."""
    folded = unicodedata.normalize("NFKC", compact(text).casefold())
    return _TIMES.sub("x", _DASHES.sub("-", "".join(folded.split())))


def is_blank(cell: Cell, also: tuple[str, ...] = ()) -> bool:
    """Whether a cell says "nothing here": empty, a slash, a dash, 无, or one of ``also``."""
    if isinstance(cell, bool | int | float | date | time | timedelta):
        return False
    text = (cell or "").strip()
    if not text.strip("/／\\-－—_ \u3000"):
        return True
    folded = fold(text)
    return folded in EMPTY_WORDS or any(folded == fold(word) for word in also)
