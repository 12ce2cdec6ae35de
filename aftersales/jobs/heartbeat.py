"""The workers' sign of life: a row each host renews, beside the runs of the jobs."""

import socket
from datetime import datetime, timedelta

from sqlalchemy import func, select

from aftersales.actor import system_actor
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.jobs.schedule import JobRun

HEARTBEAT = "worker on "
EVERY = timedelta(seconds=20)
LOST_AFTER = timedelta(minutes=2)
"""A worker is busy with one long paper for a while; longer silence is worth a look."""


def beat() -> None:
    """Note that a worker of this host is alive (its own unit of work)."""
    with unit_of_work(system_actor("worker")) as uow:
        name = f"{HEARTBEAT}{socket.gethostname()}"[:80]
        uow.session.merge(JobRun(name=name, started_at=uow.now, finished_at=uow.now, error=None))


def last_beat(uow: UnitOfWork) -> datetime | None:
    """When any worker last showed itself."""
    return uow.scalar(select(func.max(JobRun.started_at)).where(JobRun.name.startswith(HEARTBEAT)))
