"""Jobs on a schedule: who ran when; a job is taken by one worker at a time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from flask import Flask, current_app
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.actor import system_actor
from aftersales.db.base import Base, unscoped
from aftersales.db.types import UtcDateTime
from aftersales.db.uow import UnitOfWork, unit_of_work

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


class Scheduled(Protocol):
    """A job: the kernel's own, or what a module contributes (``registry.contributions.Job``)."""

    @property
    def name(self) -> str:
        """Unique among all jobs."""

    @property
    def minutes(self) -> int:
        """How often it runs."""

    @property
    def run(self) -> Callable[[UnitOfWork], None]:
        """The work; it must bear repetition."""


@dataclass(frozen=True, slots=True)
class KernelJob:
    """A job of a kernel room; ``add_job`` puts it on the schedule."""

    name: str
    minutes: int
    run: Callable[[UnitOfWork], None]


def add_job(app: Flask, job: KernelJob) -> None:
    """Put a job of a kernel room on the schedule of an application."""
    app.extensions.setdefault("aftersales.jobs", []).append(job)


def run_due_jobs() -> int:
    """Run every job whose time has come; the number of jobs run."""
    jobs: list[Scheduled] = [
        *current_app.extensions.get("aftersales.jobs", ()),
        *current_app.extensions["aftersales"].all("jobs"),
    ]
    return sum(_run(job) for job in jobs)


def _run(job: Scheduled) -> bool:
    error: str | None = None
    actor = system_actor(f"job {job.name}")
    with unit_of_work(actor) as uow:
        last = uow.session.get(JobRun, job.name, with_for_update=True)
        if last and last.started_at > uow.now - timedelta(minutes=job.minutes):
            return False
        uow.session.merge(JobRun(name=job.name, started_at=uow.now, finished_at=None, error=None))
    try:
        with unit_of_work(actor) as uow:
            job.run(uow)
    except Exception as problem:
        log.exception("job %s failed", job.name)
        error = f"{type(problem).__name__}: {problem}"[:2000]
    with unit_of_work(actor) as uow:
        run = uow.session.get_one(JobRun, job.name)
        run.finished_at, run.error = uow.now, error
    return True
