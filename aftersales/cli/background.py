"""Background work beside the web server, where no worker process runs."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, request

from aftersales.config import Settings
from aftersales.errors import Unavailable
from aftersales.jobs import deliver_waiting, run_due_jobs
from aftersales.jobs.heartbeat import beat
from aftersales.jobs.running import tasks_wait

log = logging.getLogger(__name__)
T = TypeVar("T")

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
JOBS_EVERY = 60.0
"""Seconds between two looks at the schedule; jobs themselves say how often they run."""
LOOK_EVERY = 20.0
"""Seconds after which the outbox is looked at without being asked (retries fall due)."""


def attempt(app: Flask, what: str, work: Callable[[], T], otherwise: T) -> T:
    """Do a turn of background work; a fault is logged, the next turn tries again.

    :param what: its name in the log. A database that is away costs one line, not a traceback.
    """
    try:
        with app.app_context():
            return work()
    except Unavailable as error:
        log.warning("%s waits: %s", what, error)
    except Exception:
        log.exception("%s failed", what)
    return otherwise


def work_once(app: Flask) -> int:
    """Deliver what is due; the number of messages."""
    return attempt(app, "the outbox", deliver_waiting, 0)


def run_jobs(app: Flask) -> int:
    """Run jobs that are due; the number."""
    return attempt(app, "the schedule", run_due_jobs, 0)


def show_life(app: Flask) -> None:
    """Renew the worker's sign of life."""
    attempt(app, "the sign of life", beat, None)


class TaskRunner:
    """Runs long work in a process of its own: no page waits for it, and its memory goes with it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._child: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Start the process when work waits and none is at it."""
        if self._child is not None and self._child.poll() is None:
            return
        self._child = None
        if attempt(self.app, "long work", tasks_wait, False):
            attempt(self.app, "long work", self._start, None)

    def _start(self) -> None:
        call = "from aftersales.cli import main; main()"
        self._child = subprocess.Popen(
            [sys.executable, "-c", call, "tasks"],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Until the process has ended."""
        if self._child is not None:
            self._child.wait()

    def _environment(self) -> dict[str, str]:
        """Ours, with what the command line of the server has set."""
        settings: Settings = self.app.config["SETTINGS"]
        return os.environ | {
            "AFTERSALES_INSTANCE": str(settings.instance_path),
            "AFTERSALES_DATABASE_URL": settings.database_url,
            "AFTERSALES_COMPANY_NAME": settings.company_name,
            "AFTERSALES_HOST": settings.host,
            "AFTERSALES_PORT": str(settings.port),
        }


class Background:
    """A thread that delivers the outbox right after each writing request and runs due jobs."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._tasks = TaskRunner(app)
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._jobs_at = 0.0
        app.after_request(self._notice)

    def start(self) -> None:
        """Begin; the thread ends with the process."""
        threading.Thread(target=self._run, name="background", daemon=True).start()

    def stop(self) -> None:
        """End after the message at hand."""
        self._stop.set()
        self._wake.set()

    def _notice(self, response: Response) -> Response:
        if request.method not in SAFE:
            self._wake.set()
        return response

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(LOOK_EVERY)
            self._wake.clear()
            self._tasks.look()
            while work_once(self.app) and not self._stop.is_set():
                pass
            if time.monotonic() >= self._jobs_at and not self._stop.is_set():
                self._jobs_at = time.monotonic() + JOBS_EVERY
                run_jobs(self.app)
