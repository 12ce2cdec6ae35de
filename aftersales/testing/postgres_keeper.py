"""The process that owns the tests' PostgreSQL: ``python -m …postgres_keeper FOLDER``.

Its life: make a cluster in a private temporary folder, start it, write ``FOLDER/server.json``, wait
until the last lock on ``FOLDER/users.lock`` is gone, stop, delete. Durability is switched off
throughout: the data is worth nothing a second after the test.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aftersales.testing.postgres import ROLE, START_SECONDS, find_binaries, server_user

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def main(folder: Path) -> int:
    """Keep a server for the users of ``folder`` and leave nothing behind."""
    state = folder / "server.json"
    home = Path(tempfile.mkdtemp(prefix="aftersales-pg-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        make_cluster(home)
        server = launch(home, SETTINGS)
        _write(state, {"socket_dir": str(home)})
        with (folder / "users.lock").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            state.unlink(missing_ok=True)
            _stop(server)
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        _write(
            state, {"error": f"The PostgreSQL of the tests did not start: {error}{_log_of(home)}"}
        )
        return 1
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(home, ignore_errors=True)
    return 0


def make_cluster(home: Path) -> None:
    """Make the data folder of a new server below ``home``."""
    user = server_user()
    if user is not None:
        shutil.chown(home, user)
    initdb = [str(find_binaries() / "initdb"), "-D", str(home / "data"), "-U", ROLE]
    initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    initdb += ["--no-sync", "--no-instructions"]
    with (home / "log").open("ab") as log:
        subprocess.run(initdb, stdout=log, stderr=log, check=True, **_surroundings(home))


def launch(home: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server of a cluster; it answers when this returns."""
    command = [str(find_binaries() / "postgres"), "-D", str(home / "data"), "-k", str(home)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with (home / "log").open("ab") as log:
        server: subprocess.Popen[bytes] = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **_surroundings(home)
        )
    _wait_until_it_answers(server, home)
    return server


def _surroundings(home: Path) -> dict[str, Any]:
    """Folder, environment and user of the server's programs."""
    user = server_user()
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    as_user: dict[str, Any] = (
        {} if user is None else {"user": user, "group": _group_of(user), "extra_groups": []}
    )
    return {"cwd": home, "env": environment, **as_user}


def _wait_until_it_answers(server: subprocess.Popen[bytes], home: Path) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(home), user=ROLE, dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(str(error)) from error
            time.sleep(0.05)
        else:
            return


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server at once; there is nothing to save."""
    if server.poll() is None:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=30)


def _write(state: Path, content: dict[str, str]) -> None:
    """Put the whole file in place at once: a reader never sees half of it."""
    partial = state.with_suffix(".part")
    partial.write_text(json.dumps(content), encoding="utf-8")
    partial.replace(state)


def _log_of(home: Path) -> str:
    log = home / "log"
    return "\n" + log.read_text(encoding="utf-8", errors="replace")[-1500:] if log.exists() else ""


def _group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
