"""Background work: delivery of the outbox and jobs on a schedule."""

from aftersales.jobs.delivery import deliver_waiting
from aftersales.jobs.schedule import JobRun, run_due_jobs

__all__ = ["JobRun", "deliver_waiting", "run_due_jobs"]
