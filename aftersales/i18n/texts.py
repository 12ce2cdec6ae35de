"""The text functions and the locale of the moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_locale: ContextVar[str] = ContextVar("locale", default="zh_CN")
_catalogues: dict[str, dict[str, str]] = {"zh_CN": {}, "en": {}}


def current_locale() -> str:
    """``zh_CN`` or ``en``."""
    return _locale.get()


def set_locale(locale: str) -> None:
    """Choose the locale for the rest of this context (a request, a command)."""
    _locale.set(locale if locale in _catalogues else "zh_CN")


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak ``locale`` for the block."""
    token = _locale.set(locale if locale in _catalogues else "zh_CN")
    try:
        yield
    finally:
        _locale.reset(token)


def add_messages(locale: str, messages: dict[str, str]) -> None:
    """Put translations into the running catalogue."""
    _catalogues[locale].update(messages)


def _(text: str, /, **values: Any) -> str:
    """``text`` in the current locale, with ``{name}`` places filled from ``values``."""
    translated = _catalogues[_locale.get()].get(text) or text
    return translated.format(**values) if values else translated


class LazyText:
    """A text that is translated each time it is shown; built by ``_l`` at import time."""

    __slots__ = ("text", "values")

    def __init__(self, text: str, values: dict[str, Any]) -> None:
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return _(self.text, **self.values)

    def __html__(self) -> str:
        from markupsafe import escape

        return str(escape(str(self)))

    def __repr__(self) -> str:
        return f"_l({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyText) and (self.text, self.values) == (
            other.text,
            other.values,
        )

    def __hash__(self) -> int:
        return hash((LazyText, self.text))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __add__(self, other: object) -> str:
        return str(self) + str(other)

    def __radd__(self, other: object) -> str:
        return str(other) + str(self)


def _l(text: str, /, **values: Any) -> LazyText:
    """A lazy text: English here, the reader's language when shown.

    A row that fills a place is named now: it is gone from its session by the time the page with the
    refusal is drawn.
    """
    return LazyText(text, {name: _kept(value) for name, value in values.items()})


def _kept(value: Any) -> Any:
    return str(value) if hasattr(value, "_sa_instance_state") else value


def both(text: object) -> dict[str, str]:
    """A text in both languages, for what is stored (``{"zh_CN": …, "en": …}``)."""
    result = {}
    for locale in _catalogues:
        with use_locale(locale):
            result[locale] = str(text)
    return result
