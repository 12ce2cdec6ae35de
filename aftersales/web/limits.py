"""Limits on what costs much or is worth guessing: so often a minute for one person or address.

A view names its kind with ``@limited``. With ``redis_url`` all processes and hosts count together;
without it, and while Redis is away, each process counts for itself.
"""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
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

log = logging.getLogger(__name__)

V = TypeVar("V", bound=Callable[..., Any])


def limited(kind: str) -> Callable[[V], V]:
    """Let a view be asked for as often as ``kind`` allows, by one person or (of nobody) address."""
    if kind not in LIMITS:
        raise LookupError(f"no limit is called {kind!r}")

    def mark(view: V) -> V:
        view.__limited__ = kind  # type: ignore[attr-defined]
        return view

    return mark


class Counts:
    """The counts of one application."""

    def __init__(self, redis_url: str = "") -> None:
        self.redis_url = redis_url
        self.own = FixedWindowRateLimiter(MemoryStorage())

    @cached_property
    def shared(self) -> FixedWindowRateLimiter:
        """The counts in Redis; it answers at once or not at all."""
        quick: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
        return FixedWindowRateLimiter(storage_from_string(self.redis_url, **quick))

    def hit(self, limit: RateLimitItem, *names: str) -> bool:
        """Count one try; False when it is one too many."""
        if self.redis_url:
            try:
                return self.shared.hit(limit, *names)
            except Exception as error:  # noqa: BLE001  # a brake must not stop the page
                log.warning("Redis does not answer (%s); counting here", type(error).__name__)
        return self.own.hit(limit, *names)


def install_limits(app: Flask) -> None:
    """Begin to count."""
    settings: Settings = app.config["SETTINGS"]
    if settings.limits:
        app.extensions["aftersales.limits"] = Counts(settings.redis_url)


def check_limit(view: Any, actor: Actor | None) -> None:
    """Count one request; :raises RateLimited: when there were too many of its kind."""
    kind = getattr(view, "__limited__", None)
    counter: Counts | None = current_app.extensions.get("aftersales.limits")
    if kind is None or counter is None:
        return
    known = actor.user_id if actor else None
    who = f"person {known}" if known is not None else f"address {request.remote_addr}"
    if not counter.hit(LIMITS[kind], kind, who):
        raise RateLimited(_l("Too many tries. Wait a minute and try again."))
