"""Facet values: what an address may say, the criteria it means, and how it reads on a chip."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, DateTime, and_, or_

from aftersales.db import clock
from aftersales.db.types import UtcDateTime
from aftersales.i18n import _
from aftersales.views.declare import Facet, Labels
from aftersales.views.inputs import choice_pairs

LARGEST = 2**63 - 1


class FacetError(ValueError):
    """A value no facet of this kind can mean; the text is for the person."""


def check_value(facet: Facet, value: str) -> None:
    """:raises FacetError: when ``value`` means nothing for the facet."""
    try:
        criteria(facet, value)
    except (ValueError, InvalidOperation, OverflowError):
        raise FacetError(
            _("“{value}” does not fit “{field}”; it was left out.", value=value, field=facet.title)
        ) from None


def criteria(facet: Facet, value: str) -> ColumnElement[bool]:
    """The rows one value of a facet means."""
    source: Any = facet.source
    match facet.kind:
        case "text":
            return source.icontains(value, autoescape=True)  # type: ignore[no-any-return]
        case "choice":
            if value not in dict(choice_pairs(labels_of(facet))):
                raise ValueError(value)
            return source == value  # type: ignore[no-any-return]
        case "lookup":
            number = int(value)
            if not 0 < number <= LARGEST:
                raise ValueError(value)
            return source == number  # type: ignore[no-any-return]
        case "bool":
            if value not in ("0", "1"):
                raise ValueError(value)
            return source.is_(value == "1")  # type: ignore[no-any-return]
        case "date":
            return _days(source, value)
        case "number":
            return _numbers(source, value)


def labels_of(facet: Facet) -> Labels:
    """The choices of a facet, fetched when they are a function."""
    found = facet.labels() if callable(facet.labels) else facet.labels
    return found or {}


def any_of(facet: Facet, values: list[str]) -> ColumnElement[bool]:
    """Several values of one facet mean any of them."""
    return or_(*(criteria(facet, value) for value in values))


def _bounds(value: str) -> tuple[str, str]:
    first, dots, last = value.partition("..")
    return (first, last) if dots else (value, value)


def _days(source: Any, value: str) -> ColumnElement[bool]:
    first, last = _bounds(value)
    start = date.fromisoformat(first) if first else None
    end = date.fromisoformat(last) if last else None
    is_moment = isinstance(source.type, UtcDateTime | DateTime)
    parts = []
    if start:
        parts.append(source >= (_midnight(start) if is_moment else start))
    if end:
        parts.append(source < _midnight(end + timedelta(days=1)) if is_moment else source <= end)
    if not parts:
        raise ValueError(value)
    return and_(*parts)


def _midnight(day: date) -> datetime:
    # Turned to UTC here: what cannot be is refused with the address, not by the database.
    return datetime(day.year, day.month, day.day, tzinfo=clock.zone()).astimezone(UTC)


def _numbers(source: Any, value: str) -> ColumnElement[bool]:
    first, last = _bounds(value)
    parts = []
    if first:
        parts.append(source >= _number(first))
    if last:
        parts.append(source <= _number(last))
    if not parts:
        raise ValueError(value)
    return and_(*parts)


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number) > 10**12:
        raise ValueError(text)
    return number


def describe(facet: Facet, value: str, names: Mapping[tuple[str, str], str]) -> str:
    """A value in words for its chip; ``names`` holds the labels of looked-up ids."""
    match facet.kind:
        case "choice":
            return dict(choice_pairs(labels_of(facet))).get(value, value)
        case "bool":
            return _("Yes") if value == "1" else _("No")
        case "lookup":
            return names.get((facet.lookup or "", value), f"#{value}")
        case "date" | "number":
            first, last = _bounds(value)
            return first if first == last else f"{first or '…'} – {last or '…'}"
        case _:
            return value
