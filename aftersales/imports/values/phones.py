"""Telephone numbers as they stand in old lists: with blanks, hyphens, remarks, two in one cell."""

import re
from dataclasses import dataclass

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.values.fold import Cell, cell_text, narrow

_BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#)\s*(\d{1,6})\s*$", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;、/|\n]|\s+(?=1[3-9]\d{9})|(?<=\d{11})\s+(?=\d)")
_WORDS = re.compile(r"[^\W\d_]+(?:[:：]|(?=\W|\d|$))", re.UNICODE)
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})(?:-(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as we keep it, and what else stood in the cell (微信同号, a second number)."""

    number: str
    remark: str = ""


def read_phone(cell: Cell) -> Phone:
    """The first number of a cell in one notation, and the rest as its remark.

    Mobile ``13925522956``; landline ``0731-88881234`` with ``转801``; service ``400-888-1234``;
    foreign numbers keep their ``+``.

    :raises Invalid: when no number is found.
    """
    text = narrow(cell_text(cell))
    remarks: list[str] = []
    bare = _BRACKETED.sub(lambda found: _aside(found[1], remarks), text)
    extension = _EXTENSION.search(bare)
    if extension:
        bare = bare[: extension.start()]
    bare = _WORDS.sub(lambda found: _aside(found[0].rstrip(":："), remarks), bare)
    parts = [part.strip() for part in _SEVERAL.split(bare) if part and part.strip(" -.")]
    number = _standard(parts[0]) if parts else None
    if number is None:
        raise Invalid(_l("“{value}” is not a telephone number.", value=text), code="not_a_phone")
    remarks.extend(parts[1:])
    if extension and "转" not in number:
        number = f"{number}转{extension[1]}"
    return Phone(number, "；".join(remarks))


def _aside(inner: str, remarks: list[str]) -> str:
    """Keep words as a remark and take them out; leave digits, which belong to the number."""
    if re.fullmatch(r"[\d\s+-]*", inner):
        return inner
    remarks.append(inner.strip())
    return " "


def _standard(text: str) -> str | None:
    digits = re.sub(r"[\s.·]", "", text).strip("-")
    plus = digits.startswith("+")
    digits = re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))-?", "", digits)
    flat = digits.replace("-", "")
    if re.fullmatch(r"1[3-9]\d{9}", flat):
        return flat
    if re.fullmatch(r"[48]00\d{7}", flat):
        return f"{flat[:3]}-{flat[3:6]}-{flat[6:]}"
    landline = _LANDLINE.fullmatch(flat) or _LANDLINE.fullmatch(_keep_extension(digits))
    if landline:
        area, local, extension = landline.groups()
        return f"{area}-{local}" + (f"转{extension}" if extension else "")
    if re.fullmatch(r"[2-8]\d{2,3}-?\d{4}", digits):
        return flat
    if plus and re.fullmatch(r"\+\d{7,15}", flat):
        return flat
    return None


def _keep_extension(digits: str) -> str:
    """Only the last hyphen left, and only when a landline's extension stands behind it."""
    head, hyphen, tail = digits.rpartition("-")
    return head.replace("-", "") + hyphen + tail
