"""Background work: delivery of the outbox, jobs on a schedule, long work a person starts."""

from typing import Any

from flask import Flask

from aftersales.config import Settings
from aftersales.jobs.bell import bell_for
from aftersales.jobs.delivery import deliver_waiting, forget_delivered
from aftersales.jobs.running import run_waiting_tasks
from aftersales.jobs.schedule import JobRun, KernelJob, add_job, run_due_jobs
from aftersales.jobs.tasks import (
    SMALL,
    Progress,
    Result,
    Task,
    TaskKind,
    add_tasks,
    start,
    unseen,
)

__all__ = [
    "SMALL",
    "JobRun",
    "KernelJob",
    "Progress",
    "Result",
    "Task",
    "TaskKind",
    "add_job",
    "add_tasks",
    "deliver_waiting",
    "register",
    "run_due_jobs",
    "run_waiting_tasks",
    "start",
    "unseen",
]


def register(app: Flask, registry: Any) -> None:
    """Hang up the bell, put the room's own job on the schedule, and know all long work."""
    from aftersales.jobs.web import bp

    settings: Settings = app.config["SETTINGS"]
    app.extensions["aftersales.bell"] = bell_for(settings.redis_url)
    add_tasks(app, registry.all("tasks"))
    app.register_blueprint(bp)
    add_job(app, KernelJob("forget delivered messages", 24 * 60, forget_delivered))
