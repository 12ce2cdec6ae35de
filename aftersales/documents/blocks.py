"""The recurring blocks of a company form, as values a paper's context carries.

A paper context is made of strings, dates, decimals and these blocks; it never carries mapped rows.
A blank string, ``None`` and an empty list are all printed as a struck cell "/" (rules 2.7), so a
context need not invent text.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aftersales.documents.declare import Picture


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a row of boxes: ☑ when ticked, ☐ otherwise."""

    label: Any
    ticked: bool = False


def choices(options: Mapping[str, Any], chosen: Collection[str] | str | None) -> tuple[Choice, ...]:
    """Boxes for ``options`` (code → label, in printing order), the chosen code or codes ticked."""
    ticked = {chosen} if isinstance(chosen, str) else set(chosen or ())
    return tuple(Choice(label, code in ticked) for code, label in options.items())


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when; the picture is the hand-written signature, when there is one.

    :param name: printed when there is no picture (an approval given in the system), small beside it
        otherwise.
    :param at: moment (aware) or day of the signature.
    """

    name: str = ""
    at: datetime | date | None = None
    picture: Picture | None = None


NOT_SIGNED = Signature()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one side or department decided: text, signature, and the boxes it ticked."""

    text: str = ""
    signature: Signature = NOT_SIGNED
    boxes: tuple[Choice, ...] = ()


NO_OPINION = Opinion()
