"""The real thing: server, worker and database as processes that can be killed and started again."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from aftersales.testing.postgres import ROLE, PostgresServer
from aftersales.testing.postgres_keeper import SETTINGS, launch, make_cluster

START_SECONDS = 120.0
GLANCE = 0.02
"""Seconds between two looks at something that is about to happen."""
DATABASE = "siege"
DURABLE = {**SETTINGS, "synchronous_commit": "on", "full_page_writes": "on"}
"""A committed transaction survives the end of every process (not of the machine: no fsync)."""


def until(happened: Callable[[], bool], what: str) -> None:
    """Wait for something; :raises TimeoutError: when it does not come."""
    deadline = time.monotonic() + START_SECONDS
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {START_SECONDS:.0f} s")
        time.sleep(GLANCE)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def children(pid: int) -> list[int]:
    """The processes a process has started."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(one) for one in listed.split()]


def kill(pid: int) -> None:
    """End a process as the power does."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


class Program:
    """One of our own commands, in a process group of its own, with its log."""

    def __init__(self, *arguments: str, environment: dict[str, str], log: Path) -> None:
        command = "from aftersales.cli import main; main()"
        self.command = [sys.executable, "-c", command, *arguments]
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it answers when it does."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End it and its children."""
        assert self.process is not None
        family = [self.process.pid, *children(self.process.pid)]
        for pid in family:
            kill(pid)
        self.process.wait()

    def end(self) -> None:
        """Ask it to end, as an administrator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()

    def a_child(self, chance: random.Random) -> int | None:
        """One of its children."""
        assert self.process is not None
        found = children(self.process.pid)
        return chance.choice(found) if found else None


class Postgres:
    """A PostgreSQL of one siege, which nobody else uses."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="aftersales-siege-pg-"))
        make_cluster(self.home)
        self.process = launch(self.home, DURABLE)
        self.server = PostgresServer.at(str(self.home))
        self.url = self.server.create_database(DATABASE)

    def kill_all(self) -> None:
        """The whole server, as when its container is killed; then start it again."""
        family = [self.process.pid, *children(self.process.pid)]
        for pid in family:
            kill(pid)
        self.process.wait()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), "its end")
        self.process = launch(self.home, DURABLE)

    def kill_backend(self, chance: random.Random) -> bool:
        """One process that serves the application; the server restarts all of them."""
        mine = [pid for pid in children(self.process.pid) if _serves(pid)]
        if mine:
            kill(chance.choice(mine))
        return bool(mine)

    def answers(self) -> bool:
        """Whether it takes a connection."""
        try:
            with psycopg.connect(host=str(self.home), user=ROLE, dbname=DATABASE):
                return True
        except psycopg.OperationalError:
            return False

    def close(self) -> None:
        """End it and delete its folder."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=60)
        shutil.rmtree(self.home, ignore_errors=True)


def _serves(pid: int) -> bool:
    try:
        title = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return f"postgres: {ROLE} {DATABASE}".encode() in title
