"""What the words above a column mean: header text compared with the synonyms of declared fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aftersales.i18n import use_locale
from aftersales.imports.declare import ImportField
from aftersales.imports.values.fold import fold

EXACT, WITHOUT_UNIT, PARTLY = 100, 96, 60
LEAST = 55
"""A header that fits less well than this is left for the person to say."""

_UNIT = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_NOISE = re.compile(r"[*＊:：、.。\s]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The text above a column, taken apart: ``合同金额(万元)`` is ``合同金额`` in ``万元``."""

    text: str
    whole: str
    bare: str
    unit: str

    @classmethod
    def of(cls, text: str) -> "Header":
        """Take a header apart."""
        unit = _UNIT.search(text)
        return cls(
            text=" ".join(text.split()),
            whole=_NOISE.sub("", fold(text)),
            bare=_NOISE.sub("", fold(_UNIT.sub("", text))),
            unit=unit[1] if unit else "",
        )


def words_of(field: ImportField) -> tuple[str, ...]:
    """All folded words that mean a field: its name, its title in each language, its synonyms."""
    titles = []
    for locale in ("zh_CN", "en"):
        with use_locale(locale):
            titles.append(str(field.title))
    return tuple(
        dict.fromkeys(
            _NOISE.sub("", fold(word)) for word in (*field.synonyms, *titles, field.name) if word
        )
    )


def likeness(header: Header, words: Sequence[str]) -> float:
    """How well a header fits words, 0 to 100; earlier synonyms win among equals."""
    best = 0.0
    for place, word in enumerate(words):
        if not word or not header.whole:
            continue
        if header.whole == word:
            score: float = EXACT
        elif header.bare == word:
            score = WITHOUT_UNIT
        else:
            score = _partial(header.bare or header.whole, word)
        best = max(best, score - min(place, 9) * 0.1)
    return best


def _partial(header: str, word: str) -> float:
    """A header that contains the word, or is contained in it, fits by the share in common."""
    short, long = sorted((header, word), key=len)
    if len(short) < 2 or short not in long:
        return 0.0
    if len(word) < 3 and word != header and len(header) > len(word):
        return 0.0  # 编号 alone says too little: a 设备编号 is no customer's code.
    share = len(short) / len(long)
    # The head of a Chinese compound stands last: 设备出厂编号 is a 出厂编号, 客户地址 is no 客户.
    return PARTLY + 35 * share - (0 if long.endswith(short) else 25)
