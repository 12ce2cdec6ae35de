"""Addresses of lists and records, by the names of their declarations."""

from typing import Any
from urllib.parse import urlencode

from aftersales.views.book import book

LONGEST_KEY = 18
"""Digits of the longest key: what every database's integer holds."""


def record_url(form: str, record_id: int | None, *, tail: str = "") -> str:
    """The page of one record: ``record_url("service.case", 12)``; empty when there is no record."""
    view = book().forms.get(form)
    if view is None or record_id is None:
        return ""
    return f"{view.path}/{record_id}{tail}"


def record_prefix(form: str | None) -> str:
    """What stands before the id in the addresses of a record page, for use before a row loop."""
    view = book().forms.get(form or "")
    return f"{view.path}/" if view else ""


def url_of(record: Any) -> str:
    """The page of a record by its class; empty when its class has none."""
    view = book().form_for(record)
    return f"{view.path}/{record.id}" if view else ""


def list_url(name: str, **params: Any) -> str:
    """A list with parameters: ``list_url("service.cases", equipment=12)``.

    The default filters are off unless ``f`` is given, so that a link shows what it counts.
    """
    view = book().lists[name]
    params = {"f": "", **params} if params else params
    return f"{view.path}?{urlencode(params, doseq=True)}" if params else view.path


def typed_key(text: str) -> int | None:
    """The key of a record as an address or a form carries it; None when it cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None
