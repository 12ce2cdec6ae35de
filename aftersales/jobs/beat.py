"""How far a task is: a small file its runner writes twice a second, and a wish to end it.

Files, because the transaction of the task cannot be looked into, and because on SQLite nobody else
could write a row meanwhile. The instance folder is shared by all processes of an installation, as
uploads need it to be.
"""

import json
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

EVERY = 0.5
SILENT = 30.0
"""Seconds without a sign after which a runner is taken for dead."""


class Cancelled(Exception):
    """The owner does not want the work any more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look: steps done of all, seconds since the start."""

    done: int = 0
    total: int = 0
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds still to go at the pace so far; None as long as there is no telling."""
        if self.done < 1 or self.seconds < 1 or not self.total:
            return None
        return self.seconds * max(0, self.total - self.done) / self.done


class Beat:
    """The signs of one attempt of one task."""

    def __init__(self, folder: Path, name: str) -> None:
        self._sign = folder / f"{name}.json"
        self._wish = folder / f"{name}.cancel"

    def read(self) -> Reading:
        """How far it is; nothing done when there is no sign."""
        try:
            return Reading(**json.loads(self._sign.read_text()))
        except (OSError, ValueError, TypeError):
            return Reading()

    def write(self, reading: Reading) -> None:
        """Give a sign of life."""
        self._sign.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._sign.with_suffix(f".{os.getpid()}")
        fresh.write_text(
            json.dumps({"done": reading.done, "total": reading.total, "seconds": reading.seconds})
        )
        fresh.replace(self._sign)

    def is_alive(self) -> bool:
        """Whether the runner gave a sign lately."""
        try:
            return time.time() - self._sign.stat().st_mtime < SILENT
        except OSError:
            return False

    def cancel(self) -> None:
        """Wish it ended."""
        self._wish.parent.mkdir(parents=True, exist_ok=True)
        self._wish.touch()

    def is_cancelled(self) -> bool:
        """Whether somebody wished it ended."""
        return self._wish.exists()

    def forget(self) -> None:
        """Remove the files."""
        self._sign.unlink(missing_ok=True)
        self._wish.unlink(missing_ok=True)


class Pulse:
    """Beats for a running task from a thread of its own, so that a long step is no silence."""

    def __init__(self, beat: Beat) -> None:
        self._beat = beat
        self._began = time.monotonic()
        self._done, self._total = 0, 0
        self._stop = threading.Event()
        self._cancelled = False
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._beat.write(self.reading)
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def __call__(self, done: int, total: int) -> None:
        """Note how far the work is; :raises Cancelled: when its owner wishes."""
        self._done, self._total = done, total
        if self._cancelled:
            raise Cancelled

    @property
    def reading(self) -> Reading:
        """How far it is now."""
        return Reading(self._done, self._total, time.monotonic() - self._began)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            self._cancelled = self._beat.is_cancelled()
            self._beat.write(self.reading)
