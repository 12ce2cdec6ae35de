"""Texts as the index knows them: runs of one script, cut into short overlapping pieces.

Chinese is written without spaces, so a dictionary would have to guess where words end; pairs of
neighbouring characters guess nothing and find every two of them. Letters and digits are cut into
fours, which finds the last digits of a serial number. Every position begins a piece, also where
fewer characters are left, so whatever is shorter than a piece is found as the beginning of one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from aftersales.i18n import pinyin

VERSION = 2
"""Raise it when texts are cut in another way: every index is then filled anew."""
HAN, OTHER = 2, 4
"""How long the pieces are: of Chinese, of letters and digits."""
LONGEST = 20_000
"""Characters of one text that are indexed."""

_IGNORED = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
"""Soft hyphens, joiners and variation selectors: seen by nobody, pasted by many."""
_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"([{_HAN}]+)|(?:(?![{_HAN}])[^\\W_])+")
"""A stretch of Han (the group), or one of other letters and digits."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A piece to be found: the whole of it, or (of a shorter search) its beginning."""

    text: str
    is_beginning: bool = False


def runs(text: str) -> Iterator[tuple[int, str]]:
    """The stretches of one script with the length of their pieces; the rest separates them.

    Full-width and other compatibility forms are folded (NFKC), letters put into lower case.
    """
    folded = unicodedata.normalize("NFKC", _IGNORED.sub("", text[:LONGEST])).lower()
    for found in _RUN.finditer(folded):
        yield HAN if found[1] else OTHER, found[0]


def tokens(text: str) -> set[str]:
    """The pieces under which a text is found."""
    return {run[i : i + size] for size, run in runs(text) for i in range(len(run))}


def needles(word: str) -> tuple[Needle, ...]:
    """What must be found where ``word`` stands; nothing when it has no letter, digit or Han."""
    found: dict[Needle, None] = {}
    for size, run in runs(word):
        if len(run) < size:
            found[Needle(run, is_beginning=True)] = None
        for i in range(len(run) - size + 1):
            found[Needle(run[i : i + size])] = None
    return tuple(found)


def words(search: str) -> list[tuple[Needle, ...]]:
    """The needles of each word of a search; words of punctuation alone are left out."""
    return [found for word in search.split() if (found := needles(word))]


@lru_cache(maxsize=20_000)
def initials(name: str) -> str:
    """The pinyin initials of a name, ``cdht`` for 常德恒天; other letters and digits stay."""
    return pinyin.initials(name[:LONGEST])


def document(texts: Iterable[tuple[str, str, bool]]) -> set[str]:
    """The pieces of a record: each text with its tag, and whether its initials count as well."""
    found: set[str] = set()
    for tag, text, with_initials in texts:
        pieces = tokens(text)
        if with_initials:
            pieces |= tokens(initials(text))
        found |= {tag + piece for piece in pieces} if tag else pieces
    return found
