"""A company's installation as processes of one machine: nginx, Redis, web hosts, workers."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PATIENCE = 300.0
"""Seconds for one step; only a machine busy with a whole suite needs more than a few."""
AFTERSALES = (sys.executable, "-c", "from aftersales.cli.main import main; main()")
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Hands over a listening socket the way systemd does for ``aftersales-web.socket``."""


def program(name: str, package: str) -> str:
    """The path of a server program, or the named reason to skip (a failure where CI is set)."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        told = f"No {name} here. Debian, Ubuntu: sudo apt-get install {package}"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Any, told: str) -> Any:
    """Ask again and again until the answer is truthy."""
    deadline = time.monotonic() + PATIENCE
    while not (found := what()):
        if time.monotonic() > deadline:
            pytest.fail(f"{told} within {PATIENCE:.0f} s")
        time.sleep(0.05)
    return found


class Process:
    """A server process that is ended with the test."""

    def __init__(self, log: Path, *command: str, **options: Any) -> None:
        self.log = log
        with log.open("ab") as out:
            self.popen = subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=ROOT, **options
            )

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.popen.poll() is None:
            self.popen.send_signal(number)
            try:
                self.popen.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        return self.popen.returncode

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


class Host:
    """One web host: a port systemd would hold, and the server behind it, which comes and goes."""

    def __init__(self, name: str, folder: Path, environment: dict[str, str]) -> None:
        self.name, self.folder = name, folder
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(512)
        self.port = int(self.socket.getsockname()[1])
        self.drain_file = folder / f"{name}.draining"
        self.environment = {**environment, "AFTERSALES_DRAIN_FILE": str(self.drain_file)}
        self.process: Process | None = None

    def start(self, **changed: str) -> None:
        number = self.socket.fileno()
        self.process = Process(
            self.folder / f"{self.name}.log",
            *(sys.executable, "-c", AS_SYSTEMD, str(number), *AFTERSALES, "serve"),
            env={**self.environment, **changed},
            pass_fds=(number,),
        )

    def restart(self, **changed: str) -> None:
        self.stop()
        self.start(**changed)

    def stop(self) -> None:
        if self.process is not None:
            code = self.process.stop()
            assert code == 0, f"host {self.name} ended with {code}:\n{self.process.told()[-2000:]}"
            self.process = None

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data

    def wait_until_ready(self) -> None:
        def ready() -> bool:
            assert self.process is not None
            if self.process.popen.poll() is not None:
                pytest.fail(f"host {self.name} does not run:\n{self.process.told()[-2000:]}")
            return json.loads(self.get("/readyz")[1]).get("status") == "ready"

        until(ready, f"host {self.name} was not ready")


class Browser:
    """A person at nginx: cookies, TLS, one connection that is opened anew when it is closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._open()

    def _open(self) -> None:
        trust = ssl._create_unverified_context()  # the test's own certificate
        self.connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, context=trust
        )

    def send(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        own = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"https://127.0.0.1:{self.port}/",
            **headers,
        }
        self.connection.request(method, path, body, own)
        answer = self.connection.getresponse()
        data = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.will_close:
            self.connection.close()
        return answer.status, answer.headers, data

    def close(self) -> None:
        self.connection.close()
