"""Background work: delivery of the outbox and jobs on a schedule."""

from typing import Any

from flask import Flask

from aftersales.config import Settings
from aftersales.jobs.bell import bell_for
from aftersales.jobs.delivery import deliver_waiting, forget_delivered
from aftersales.jobs.schedule import JobRun, KernelJob, add_job, run_due_jobs

__all__ = ["JobRun", "KernelJob", "add_job", "deliver_waiting", "register", "run_due_jobs"]


def register(app: Flask, registry: Any) -> None:
    """Hang up the bell, and put the room's own job on the schedule."""
    settings: Settings = app.config["SETTINGS"]
    app.extensions["aftersales.bell"] = bell_for(settings.redis_url)
    add_job(app, KernelJob("forget delivered messages", 24 * 60, forget_delivered))
