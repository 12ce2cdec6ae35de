"""Why a value is what it is: a sum a person can read down to the clause, kept with the record.

A ``Because`` is shown by the "?" beside a value and stored beside the value it explains. Its
texts hold both languages, so that a snapshot taken by a Chinese clerk reads well on an English
screen years later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aftersales.i18n import current_locale, use_locale


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in both languages; ``str()`` gives the one of the current locale."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if current_locale().startswith("zh") else self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def to_json(self) -> list[str]:
        """``[zh, en]``."""
        return [self.zh, self.en]

    @classmethod
    def from_json(cls, data: Any) -> "Bilingual":
        """The inverse of ``to_json``; a plain string stands for both languages."""
        return cls(data, data) if isinstance(data, str) else cls(str(data[0]), str(data[1]))


NOTHING = Bilingual("", "")


def both(text: object) -> Bilingual:
    """Render a lazy text (or anything with ``str``) once in each language."""
    if isinstance(text, Bilingual):
        return text
    if isinstance(text, str):
        return Bilingual(text, text)
    with use_locale("zh_CN"):
        chinese = str(text)
    with use_locale("en"):
        return Bilingual(chinese, str(text))


@dataclass(frozen=True, slots=True)
class BecauseLine:
    """One step of the sum: what was looked at, the clause that says so, where it stands."""

    text: Bilingual
    clause: Bilingual = NOTHING
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON object, without what is empty."""
        data: dict[str, Any] = {"text": self.text.to_json()}
        if self.clause:
            data["clause"] = self.clause.to_json()
        if self.source:
            data["source"] = self.source
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "BecauseLine":
        """The inverse of ``to_json``."""
        clause = Bilingual.from_json(data["clause"]) if "clause" in data else NOTHING
        return cls(Bilingual.from_json(data["text"]), clause, str(data.get("source", "")))


@dataclass(frozen=True, slots=True)
class Because:
    """The explanation of one value.

    :param title: what is explained ("Arrive on site").
    :param value: the value as a person reads it ("2 h").
    :param lines: the steps, first to last.
    :param version: the version of the regulation that decided, e.g. ``hn_jinneng_machinery/1``;
        empty when no regulation did.
    """

    title: Bilingual
    value: Bilingual = NOTHING
    lines: tuple[BecauseLine, ...] = ()
    version: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON object for a column or an API answer."""
        return {
            "title": self.title.to_json(),
            "value": self.value.to_json(),
            "lines": [line.to_json() for line in self.lines],
            "version": self.version,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Because":
        """The inverse of ``to_json``."""
        return cls(
            Bilingual.from_json(data["title"]),
            Bilingual.from_json(data.get("value", "")),
            tuple(BecauseLine.from_json(line) for line in data.get("lines", ())),
            str(data.get("version", "")),
        )

    def then(self, *more: BecauseLine, value: object | None = None) -> "Because":
        """The same explanation with further steps and, if given, another result."""
        result = self.value if value is None else both(value)
        return replace(self, lines=self.lines + more, value=result)


def line(text: object, *, clause: object = "", source: str = "") -> BecauseLine:
    """A step from a lazy text, for verbs that explain a sum of their own."""
    return BecauseLine(both(text), both(clause), source)


def because(title: object, value: object = "", lines: Iterable[BecauseLine] = ()) -> Because:
    """An explanation that no parameter decided, built from lazy texts."""
    return Because(both(title), both(value), tuple(lines))
