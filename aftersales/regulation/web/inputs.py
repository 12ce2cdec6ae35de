"""Inputs that only the values of a regulation need: lengths of time, hours, lists of words."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from aftersales.i18n import _
from aftersales.regulation.duration import Duration
from aftersales.views.fields import ChecksField, LongField, TextField

WORDS = {
    "min": "min", "minute": "min", "minutes": "min", "分钟": "min", "分": "min",
    "h": "h", "hour": "h", "hours": "h", "小时": "h", "时": "h",
    "d": "d", "day": "d", "days": "d", "天": "d", "日": "d",
}  # fmt: skip
AT_ONCE = {"immediate", "at once", "即时", "立即"}
_SPOKEN = re.compile(
    r"^(?P<amount>\d{1,5})\s*个?\s*(?P<before>工作|working\s+)?"
    r"(?P<unit>[a-z]+|分钟|小时|分|时|天|日)\s*(?P<after>working)?$"
)


def duration_of(text: str) -> Duration:
    """A length of time as people write it: ``2 小时``, ``3 个工作日``, ``24h``, ``3 working days``.

    :raises ValueError: with the sentence for the person.
    """
    said = text.strip().lower()
    if said in AT_ONCE:
        return Duration(0, "min")
    found = _SPOKEN.match(said)
    unit = WORDS.get(found["unit"]) if found else None
    if found is None or unit is None:
        raise ValueError(
            _("“{text}” is not a length of time; write 2 h, 3 working days or at once.", text=text)
        )
    working = found["before"] or found["after"]
    return Duration(int(found["amount"]), unit, "working" if working else "natural")  # type: ignore[arg-type] # WORDS holds units only


class DurationField(TextField):
    """A length of time, shown and typed as people say it; its data is the spelling of a file."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; empty is None."""
        super().process_formdata(valuelist)
        self.data = str(duration_of(self.data)) if self.data else None

    def shown(self) -> str:
        """What was typed, else the stored spelling in the person's language."""
        if self.raw_data:
            return str(self.raw_data[0])
        return str(Duration.parse(self.data).label) if self.data else ""


class HoursField(TextField):
    """A time of day such as ``08:00``."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Two digits each; a full-width colon is a colon."""
        super().process_formdata(valuelist)
        text = self.data.replace("：", ":")
        if not text:
            self.data = None
            return
        hour, colon, minute = text.partition(":")
        if not (colon and hour.isdigit() and minute.isdigit() and len(minute) == 2):
            raise ValueError(_("“{text}” is not a time of day; write 08:00.", text=self.data))
        self.data = f"{int(hour):02d}:{minute}"


class WordsField(TextField):
    """Several words in one line, divided by commas."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Chinese and other commas divide."""
        super().process_formdata(valuelist)
        self.data = [one for part in re.split(r"[,，、;；]", self.data) if (one := part.strip())]

    def shown(self) -> str:
        """The words with commas between."""
        if self.raw_data:
            return str(self.raw_data[0])
        words: Any = self.data or ()
        return "、".join(words) if not isinstance(words, str) else words


class InOrderField(ChecksField):
    """Tick boxes that keep an order: what is chosen stands first, as it was chosen."""

    def pairs(self) -> list[tuple[str, str]]:
        """The chosen ones in their order, then what else there is."""
        found = dict(super().pairs())
        chosen = [code for code in self.data or () if code in found]
        return [(code, found[code]) for code in dict.fromkeys([*chosen, *found])]

    def process_formdata(self, valuelist: list[str]) -> None:
        """As the browser sends them: in the order in which they stood."""
        super().process_formdata(valuelist)
        self.data = [code for code in dict.fromkeys(valuelist) if code]


class NamesField(WordsField):
    """Several things by their names in one line, the first of them in charge; data are codes."""

    def __init__(self, *args: Any, names: Callable[[], Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def process_formdata(self, valuelist: list[str]) -> None:
        """A name or a code each, in the order typed."""
        super().process_formdata(valuelist)
        names = self.names()
        codes = {**{name: code for code, name in names.items()}, **{code: code for code in names}}
        if strange := [word for word in self.data if word not in codes]:
            known = "、".join(names.values())
            raise ValueError(_("“{word}” is not one of: {known}", word=strange[0], known=known))
        self.data = [codes[word] for word in self.data]

    def shown(self) -> str:
        """The names with commas between."""
        if self.raw_data:
            return str(self.raw_data[0])
        names = self.names()
        return "、".join(names.get(code, code) for code in self.data or ())


class ItemsField(LongField):
    """A list of texts, or of whole numbers, one in a line."""

    def __init__(self, *args: Any, numbers: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = numbers

    def process_formdata(self, valuelist: list[str]) -> None:
        """Empty lines do not count."""
        super().process_formdata(valuelist)
        lines = [one for line in self.data.splitlines() if (one := line.strip())]
        if self.numbers and (wrong := [one for one in lines if not one.isdecimal()]):
            raise ValueError(_("“{text}” is not a whole number.", text=wrong[0]))
        self.data = [int(one) for one in lines] if self.numbers else lines

    def shown(self) -> str:
        """One item in a line."""
        return str(self.raw_data[0]) if self.raw_data else "\n".join(map(str, self.data or ()))
