"""Waking the workers: through Redis at once where one is set, else they look every other second.

The bell carries no work, the outbox does: whatever becomes of Redis, nothing is lost and delivery
is late by ``PAUSE`` at most.
"""

import logging
import threading
import time
from typing import Any, Protocol

log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds a worker rests when nothing is due and nobody rings."""
REST = 30.0
"""Seconds for which a Redis that failed is not asked again: no request shall wait for it."""
KEY = "aftersales:bell"
WAITING = 100
"""More rings than there are workers need not be kept."""


class Bell(Protocol):
    """How after-work announces itself."""

    def ring(self) -> None:
        """Say that something waits; called after the commit, never raises."""

    def wait(self, stop: threading.Event) -> None:
        """Return when somebody rang, when ``stop`` is set, or after ``PAUSE``."""


class NoBell:
    """Nobody rings: workers look by themselves."""

    def ring(self) -> None:
        """Nothing to do."""

    def wait(self, stop: threading.Event) -> None:
        """Rest."""
        stop.wait(PAUSE)


class RedisBell:
    """A list in Redis: each ring wakes one waiting worker, on whatever host."""

    def __init__(self, url: str) -> None:
        from redis import Redis

        # A worker waits for PAUSE inside one call; everything else must answer at once.
        options: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": PAUSE + 3}
        self._redis = Redis.from_url(url, **options)
        self._rest_until = 0.0

    def ring(self) -> None:
        """Wake one worker."""
        if time.monotonic() < self._rest_until:
            return
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.lpush(KEY, 1)
                pipe.ltrim(KEY, 0, WAITING - 1)
                pipe.execute()
        except Exception as error:  # noqa: BLE001  # the fact is committed; only its speed is lost
            self._failed(error)

    def wait(self, stop: threading.Event) -> None:
        """Rest until somebody rings."""
        if time.monotonic() < self._rest_until:
            stop.wait(PAUSE)
            return
        try:
            self._redis.blpop([KEY], timeout=PAUSE)
        except Exception as error:  # noqa: BLE001  # as above
            self._failed(error)
            stop.wait(PAUSE)

    def _failed(self, error: Exception) -> None:
        self._rest_until = time.monotonic() + REST
        log.warning(
            "Redis does not answer (%s); workers look every %s s", type(error).__name__, PAUSE
        )


def bell_for(url: str) -> Bell:
    """The bell of an installation; :raises StartError: Redis is set but its library is missing."""
    if not url:
        return NoBell()
    from aftersales.errors import StartError

    try:
        return RedisBell(url)
    except ImportError as error:
        raise StartError(
            "redis_url is set, but the library is missing: pip install 'aftersales[server]'"
        ) from error
    except ValueError as error:
        raise StartError(f"AFTERSALES_REDIS_URL cannot be used: {error}") from error
