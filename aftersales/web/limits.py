"""Limits on what costs much or is worth guessing: so often a minute for one person or address.

A view names its kind with ``@limited``. The counts lie in this process's memory.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from aftersales.access import Actor
from aftersales.config import Settings
from aftersales.errors import RateLimited
from aftersales.i18n import _l

LIMITS: dict[str, RateLimitItem] = {
    "login": parse("60/minute"),
    "code": parse("10/minute"),
    "paper": parse("60/minute"),
    "verify": parse("30/minute"),
    "export": parse("20/minute"),
    "import": parse("20/minute"),
}
"""Kind to how often: far above what a person at a desk does, far below what hurts."""

V = TypeVar("V", bound=Callable[..., Any])


def limited(kind: str) -> Callable[[V], V]:
    """Let a view be asked for as often as ``kind`` allows, by one person or (of nobody) address."""
    if kind not in LIMITS:
        raise LookupError(f"no limit is called {kind!r}")

    def mark(view: V) -> V:
        view.__limited__ = kind  # type: ignore[attr-defined]
        return view

    return mark


def install_limits(app: Flask) -> None:
    """Begin to count."""
    settings: Settings = app.config["SETTINGS"]
    if settings.limits:
        storage = storage_from_string("memory://")
        app.extensions["aftersales.limits"] = FixedWindowRateLimiter(storage)


def check_limit(view: Any, actor: Actor | None) -> None:
    """Count one request; :raises RateLimited: when there were too many of its kind."""
    kind = getattr(view, "__limited__", None)
    counter = current_app.extensions.get("aftersales.limits")
    if kind is None or counter is None:
        return
    known = actor.user_id if actor else None
    who = f"person {known}" if known is not None else f"address {request.remote_addr}"
    if not counter.hit(LIMITS[kind], kind, who):
        raise RateLimited(_l("Too many tries. Wait a minute and try again."))
