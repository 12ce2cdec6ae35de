"""The processes under measurement: started, waited for, weighed, stopped."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

PATIENCE = 60.0


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A program with its children for the length of the block."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, *command], env={**os.environ, **environment}, stdout=out, stderr=out
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> float:
    """Seconds until the program answers ``path``; :raises RuntimeError: when it does not."""
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE:
        if process.poll() is not None:
            break
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", path)
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            return time.perf_counter() - began
    raise RuntimeError(f"the server did not answer: {log.read_text(errors='replace')[-1500:]}")


def memory(pid: int) -> float | None:
    """Resident memory of a process in MB; None where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else None


def children(pid: int) -> list[int]:
    """The processes a process has started."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]
