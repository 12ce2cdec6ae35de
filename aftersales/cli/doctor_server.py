"""The doctor's look at a server: what a company's own installation needs beyond a laptop's.

Only what is configured is asked for; nothing here starts the application.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aftersales.backup import pack
from aftersales.cli.finding import Check
from aftersales.config import Settings
from aftersales.db import clock
from aftersales.jobs.heartbeat import HEARTBEAT, LOST_AFTER

LOW_DISK = 2
"""GiB: below it the next backup or volume may not find room."""
SKEW = 5.0
"""Seconds between this machine's clock and the database's before due times look wrong."""
OLD_BACKUP = 26 * 3600
"""Seconds: a nightly backup that is late by two hours."""


def disk_space(settings: Settings) -> Check:
    """Room for uploads, papers and the embedded database."""
    free = shutil.disk_usage(settings.instance_path).free / 2**30
    return Check(
        name="Disk space",
        ok=free >= LOW_DISK,
        message=f"{free:.1f} GiB free",
        remedy=""
        if free >= LOW_DISK
        else "Free space, or move the instance folder to a larger disk (AFTERSALES_INSTANCE).",
    )


def permissions(settings: Settings) -> Iterator[Check]:
    """Who else on this machine can read the key that signs sessions, or the passwords."""
    for name in pack.CONFIG:
        file = settings.instance_path / name
        if os.name != "posix" or not file.exists():
            continue
        others = stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP)
        yield Check(
            name=f"Permissions of {name}",
            ok=not others,
            message="others may read it or change it" if others else "ours alone",
            remedy=f"chmod 600 {file}" if others else "",
            optional=name != "secret_key" and not _has_password(file),
        )


def _has_password(file: Path) -> bool:
    text = file.read_text(encoding="utf-8", errors="replace")
    return "database_url" in text or "secret_key" in text or "redis_url" in text


def public_address(settings: Settings) -> Iterator[Check]:
    """Whether address, cookies and proxies tell the same story."""
    url = settings.public_url
    if not url and (settings.jobs == "inline" or settings.demo):
        return  # a laptop
    if not url.startswith("https://"):
        yield _address(f"public_url is {url or 'not set'}", 'Set public_url = "https://…".')
        return
    faults = []
    if not settings.proxies:
        faults.append(
            (
                "TLS ends at a proxy nobody trusts: every login seems to come from its address",
                "Set proxies = 1 (how many stand in front; each must replace X-Forwarded-For).",
            )
        )
    if settings.proxies and settings.host not in ("127.0.0.1", "::1", "localhost"):
        yield Check(
            name="Reach",
            ok=False,
            message=f"whoever reaches {settings.host}:{settings.port} can claim any address",
            remedy="Listen on 127.0.0.1 or let a firewall admit the proxy alone.",
            optional=True,
        )
    if settings.demo:
        faults.append(("the demo's public logins are switched on", "Set demo = false."))
    for message, remedy in faults:
        yield _address(message, remedy)
    if not faults:
        yield Check(name="Public address", ok=True, message=url)


def _address(message: str, remedy: str) -> Check:
    return Check(name="Public address", ok=False, message=message, remedy=remedy)


def redis(settings: Settings) -> Iterator[Check]:
    """Redis, when it is configured."""
    if not settings.redis_url:
        return
    remedy = "Start it (sudo apt-get install redis-server) or remove redis_url: it is never needed."
    try:
        from redis import Redis

        Redis.from_url(settings.redis_url, socket_connect_timeout=2, socket_timeout=2).ping()
    except ImportError:
        yield Check(
            name="Redis",
            ok=False,
            message="its library is missing",
            remedy="pip install 'aftersales[server]'",
        )
    except Exception as error:  # noqa: BLE001  # whatever it is, it is the finding
        told = f"does not answer ({type(error).__name__}); workers look every other second"
        yield Check(name="Redis", ok=False, message=told, remedy=remedy, optional=True)
    else:
        yield Check(name="Redis", ok=True, message="answers")


def backups(settings: Settings) -> Iterator[Check]:
    """The age of the newest backup, and the program that makes them."""
    if not settings.is_embedded and shutil.which("pg_dump") is None:
        yield Check(
            name="pg_dump",
            ok=False,
            message="missing; no backup can be made here",
            remedy="Debian, Ubuntu: sudo apt-get install postgresql-client",
        )
    if not settings.backup_path:
        if settings.jobs == "worker":
            yield Check(
                name="Backup",
                ok=False,
                message="backup_path is not set",
                remedy="Set it, and let a timer run: aftersales backup --keep 14",
                optional=True,
            )
        return
    newest = pack.newest(Path(settings.backup_path))
    seconds = clock.now().timestamp() - newest.stat().st_mtime if newest else None
    fresh = seconds is not None and seconds < OLD_BACKUP
    yield Check(
        name="Backup",
        ok=fresh,
        message="none yet" if seconds is None else f"{seconds / 3600:.0f} hours old",
        remedy="" if fresh else "aftersales backup; then look at: systemctl status aftersales-*",
    )


def of_database(settings: Settings) -> Iterator[Check]:
    """What only the running database knows: its clock, and the workers' sign of life."""
    from sqlalchemy import MetaData, Table, create_engine, func, inspect, select
    from sqlalchemy.pool import NullPool

    with create_engine(settings.database_url, poolclass=NullPool).connect() as connection:
        if connection.dialect.name == "postgresql":
            there: Any = connection.scalar(select(func.clock_timestamp()))
            yield _clock((there - clock.now()).total_seconds())
        if settings.jobs != "worker" or not inspect(connection).has_table("jobs_run"):
            return
        runs = Table("jobs_run", MetaData(), autoload_with=connection)
        beats = runs.c.name.startswith(HEARTBEAT)
        last: datetime | None = connection.scalar(select(func.max(runs.c.started_at)).where(beats))
    yield _worker(last)


def _clock(seconds: float) -> Check:
    right = abs(seconds) <= SKEW
    return Check(
        name="Clock",
        ok=right,
        message=f"{abs(seconds):.1f} s {'ahead' if seconds < 0 else 'behind'} the database's",
        remedy="" if right else "Let both machines keep time: sudo apt-get install chrony",
    )


def _worker(last: datetime | None) -> Check:
    if last is not None and last.tzinfo is None:
        last = last.replace(tzinfo=UTC)
    alive = last is not None and clock.now() - last < LOST_AFTER
    told = "none has ever run" if last is None else f"last seen {last:%Y-%m-%d %H:%M} UTC"
    return Check(
        name="Worker",
        ok=alive,
        message=told,
        remedy=""
        if alive
        else "Start one: systemctl start aftersales-worker (or aftersales worker).",
    )
