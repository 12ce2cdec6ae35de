"""How Chinese is read in Latin letters; a tenth of the memory the whole dictionary takes.

Of pypinyin's 47,000 phrases only those are loaded in which a sign is read otherwise than alone:
55 MB of every process that has indexed one name become 16.
"""

import os
import re
from functools import cache, partial
from importlib.resources import files
from types import ModuleType

_PHRASE = re.compile(r'"([^"]+)":\s*\[((?:\s*\[\s*"[^"]*"\s*\],?)+)\s*\]')
_SYLLABLE = re.compile(r'"([^"]*)"')


def syllables(text: str, *, others: bool = True) -> list[str]:
    """The reading of each sign without tones; what is no Chinese stays as it is, in one piece.

    :param others: False leaves out what is no Chinese.
    """
    return list(_pypinyin().lazy_pinyin(text, errors="default" if others else "ignore"))


def initials(text: str) -> str:
    """The first letters, ``cdht`` for 常德恒天; other letters and digits stay."""
    reader = _pypinyin()
    return "".join(reader.lazy_pinyin(text, style=reader.Style.FIRST_LETTER))


@cache
def _pypinyin() -> ModuleType:
    os.environ.update(PYPINYIN_NO_PHRASES="true", PYPINYIN_NO_DICT_COPY="true")
    import pypinyin  # costs a start 0.3 s
    from pypinyin.constants import PINYIN_DICT as ALONE
    from pypinyin.style import convert

    text = files(pypinyin).joinpath("phrases_dict.json").read_text(encoding="utf-8")
    plain = cache(partial(convert, style=pypinyin.Style.NORMAL, strict=True))
    odd: dict[str, list[list[str]]] = {}
    for found in _PHRASE.finditer(text):
        read = _SYLLABLE.findall(found[2])
        usual = (ALONE.get(ord(sign), "").split(",")[0] for sign in found[1])
        if any(plain(one) != plain(other) for one, other in zip(read, usual, strict=False)):
            odd[found[1]] = [[one] for one in read]
    pypinyin.load_phrases_dict(odd)
    return pypinyin
