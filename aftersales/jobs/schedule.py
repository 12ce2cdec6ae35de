"""Jobs on a schedule: who ran when; a job is taken by one worker at a time."""

import logging
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.actor import system_actor
from aftersales.db.base import Base, unscoped
from aftersales.db.types import UtcDateTime
from aftersales.db.uow import unit_of_work

log = logging.getLogger(__name__)


class JobRun(Base):
    """The last run of one job."""

    __tablename__ = "jobs_run"
    __scope__ = unscoped("bookkeeping of the scheduler; shown to administrators only")
    __audit__ = False

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)


def run_due_jobs() -> int:
    """Run every job whose time has come; the number of jobs run."""
    jobs = current_app.extensions["aftersales"].all("jobs")
    return sum(_run(job) for job in jobs)


def _run(job: object) -> bool:
    name: str = job.name  # type: ignore[attr-defined]
    minutes: int = job.minutes  # type: ignore[attr-defined]
    error: str | None = None
    with unit_of_work(system_actor(f"job {name}")) as uow:
        last = uow.session.get(JobRun, name, with_for_update=True)
        if last and last.started_at > uow.now - timedelta(minutes=minutes):
            return False
        uow.session.merge(JobRun(name=name, started_at=uow.now, finished_at=None, error=None))
    try:
        with unit_of_work(system_actor(f"job {name}")) as uow:
            job.run(uow)  # type: ignore[attr-defined]
    except Exception as problem:
        log.exception("job %s failed", name)
        error = f"{type(problem).__name__}: {problem}"[:2000]
    with unit_of_work(system_actor(f"job {name}")) as uow:
        run = uow.session.get_one(JobRun, name)
        run.finished_at, run.error = uow.now, error
    return True
