"""Jobs on a schedule: who ran when; a job is taken by one worker at a time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from flask import Flask, current_app
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.actor import system_actor
from aftersales.db.base import Base, unscoped
from aftersales.db.contention import repeated
from aftersales.db.types import UtcDateTime
from aftersales.db.uow import UnitOfWork, unit_of_work

log = logging.getLogger(__name__)


NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a job that has not run yet is said to have begun."""


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
    if not repeated(lambda: _is_due(job)):
        return False
    try:
        return repeated(lambda: _run_and_mark(job))
    except Exception as problem:
        log.exception("job %s failed", job.name)
        error = f"{type(problem).__name__}: {problem}"[:2000]
        repeated(lambda: _mark_failure(job, error))
    return True


def _is_due(job: Scheduled) -> bool:
    """Whether its time has come; makes the row by which workers keep out of each other's way."""
    with unit_of_work(system_actor(f"job {job.name}"), write=False) as uow:
        last = uow.scalar(select(JobRun).where(JobRun.name == job.name))
        if last is not None:
            return _has_come(uow, job, last)
    with unit_of_work(system_actor(f"job {job.name}")) as uow:
        if uow.session.get(JobRun, job.name) is None:
            uow.session.add(JobRun(name=job.name, started_at=NEVER))
    return True


def _has_come(uow: UnitOfWork, job: Scheduled, last: JobRun) -> bool:
    return last.started_at <= uow.now - timedelta(minutes=job.minutes)


def _run_and_mark(job: Scheduled) -> bool:
    """Work and mark are one transaction: a worker that is killed leaves the job due."""
    with unit_of_work(system_actor(f"job {job.name}")) as uow:
        uow.recognisable = True
        mine = uow.scalar(
            select(JobRun).where(JobRun.name == job.name).with_for_update(skip_locked=True)
        )
        if mine is None or not _has_come(uow, job, mine):
            return False
        started = uow.now
        job.run(uow)
        mine.started_at, mine.finished_at, mine.error = started, uow.now, None
    return True


def _mark_failure(job: Scheduled, error: str) -> None:
    with unit_of_work(system_actor(f"job {job.name}")) as uow:
        mine = uow.session.get_one(JobRun, job.name, with_for_update=True)
        mine.started_at = mine.finished_at = uow.now
        mine.error = error
