"""How papers are numbered: a pattern with checked placeholders, such as ``{year}-{n:03d}``."""

import re
import string
from dataclasses import dataclass
from typing import Any, Literal

from aftersales.i18n import _l
from aftersales.regulation.cells import WrongValue, unknown_word
from aftersales.regulation.declare import Choice

Reset = Literal["month", "year", "never"]
COUNTER = "n"
LONGEST = 60
_WIDTH = re.compile(r"^(0[2-9]d)?$")


@dataclass(frozen=True, slots=True)
class Numbering:
    """A checked pattern; ``{n}`` is the running number, ``{n:03d}`` pads it."""

    pattern: str

    @property
    def names(self) -> frozenset[str]:
        """The placeholders it uses."""
        return frozenset(name for _text, name, _spec in self.pieces if name)

    @property
    def pieces(self) -> list[tuple[str, str, str]]:
        """Plain text, the placeholder behind it (or none), and its width."""
        parsed = string.Formatter().parse(self.pattern)
        return [(text, name or "", spec or "") for text, name, spec, _conversion in parsed]

    @property
    def reset(self) -> Reset:
        """When counting begins anew: with each month or year that the number names."""
        if "month" in self.names:
            return "month"
        return "year" if "year" in self.names else "never"

    def format(self, **values: Any) -> str:
        """The number; ``KeyError`` for a placeholder without a value."""
        month = values.get("month")
        if isinstance(month, int):
            values["month"] = f"{month:02d}"
        return self.pattern.format(**values)


def numbering(pattern: str, placeholders: tuple[Choice, ...]) -> Numbering:
    """Check a pattern (:class:`~aftersales.regulation.cells.WrongValue`)."""
    try:
        found = list(string.Formatter().parse(pattern))
    except ValueError:
        raise WrongValue(_l("“{value}” has a brace too many or too few", value=pattern)) from None
    known = {choice.code for choice in placeholders}
    for _text, name, spec, conversion in found:
        if name is None:
            continue
        if name not in known:
            raise WrongValue(unknown_word(f"{{{name}}}", known))
        if conversion or not _WIDTH.match(spec or "") or (spec and name != COUNTER):
            raise WrongValue(
                _l("only the running number has a width: {example}", example="{n:03d}")
            )
    result = Numbering(pattern)
    if COUNTER not in result.names:
        raise WrongValue(_l("the running number {example} is missing", example="{n}"))
    if "month" in result.names and "year" not in result.names:
        raise WrongValue(_l("a number with the month needs the year, too"))
    if len(pattern) > LONGEST:
        raise WrongValue(_l("a pattern has at most {count} characters", count=LONGEST))
    return result
