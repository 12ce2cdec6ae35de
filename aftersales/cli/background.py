"""Background work beside the web server, where no worker process runs."""

import logging
import os
import subprocess
import sys
import threading
import time

from flask import Flask, Response, request

from aftersales.config import Settings
from aftersales.errors import Unavailable
from aftersales.jobs import deliver_waiting, run_due_jobs
from aftersales.jobs.heartbeat import beat
from aftersales.jobs.running import tasks_wait

log = logging.getLogger(__name__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
JOBS_EVERY = 60.0
"""Seconds between two looks at the schedule; jobs themselves say how often they run."""
LOOK_EVERY = 20.0
"""Seconds after which the outbox is looked at without being asked (retries fall due)."""


def work_once(app: Flask) -> int:
    """Deliver what is due; the number of messages. A fault is logged and tried again later."""
    try:
        with app.app_context():
            return deliver_waiting()
    except Unavailable as error:
        log.warning("the outbox waits: %s", error)
        return 0
    except Exception:
        log.exception("the outbox could not be delivered")
        return 0


def run_jobs(app: Flask) -> int:
    """Run jobs that are due; the number. A fault is logged and tried again later."""
    try:
        with app.app_context():
            return run_due_jobs()
    except Unavailable as error:
        log.warning("the schedule waits: %s", error)
        return 0
    except Exception:
        log.exception("the schedule could not be run")
        return 0


def show_life(app: Flask) -> None:
    """Renew the worker's sign of life; a fault is logged, the next try is soon."""
    try:
        with app.app_context():
            beat()
    except Unavailable as error:
        log.warning("the sign of life waits: %s", error)
    except Exception:
        log.exception("the sign of life could not be written")


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
        try:
            with self.app.app_context():
                if not tasks_wait():
                    return
            call = "from aftersales.cli import main; main()"
            self._child = subprocess.Popen(
                [sys.executable, "-c", call, "tasks"],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        except Exception:
            log.exception("long work could not be started")

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
