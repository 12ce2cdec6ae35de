"""What a process keeps of the memory it once needed."""

import subprocess
import sys
from pathlib import Path

import pytest

LOGINS = """
from os import getpid
from threading import Barrier, Thread

from aftersales.cli.memory import give_back_large_blocks

give_back_large_blocks()
from aftersales.auth.passwords import verify_password
from aftersales.bench.processes import memory

together = Barrier(4)

def log_in():
    together.wait()
    for _time in range(3):
        verify_password(None, "a password")

before = memory(getpid())
threads = [Thread(target=log_in) for _ in range(4)]
for one in threads:
    one.start()
for one in threads:
    one.join()
print(memory(getpid()) - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
def test_what_logins_took_is_given_back() -> None:
    """Four people log in at once, each 19 MB of argon2; a moment later nothing is left of it."""
    found = subprocess.run(
        [sys.executable, "-c", LOGINS], capture_output=True, text=True, check=True
    )

    assert float(found.stdout) < 10
