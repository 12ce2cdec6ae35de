"""Jobs on a schedule: when due, once at a time, with their faults on record."""

import pytest
from sqlalchemy import select

from aftersales.db.outbox import OutboxMessage
from aftersales.jobs import JobRun, KernelJob, run_due_jobs
from aftersales.jobs.delivery import KEPT, forget_delivered

pytestmark = pytest.mark.both_databases


@pytest.fixture
def schedule(app, monkeypatch):
    ran = []

    def work(uow):
        ran.append(uow.now)
        if len(ran) == 3:
            raise RuntimeError("the third time is one too many")

    monkeypatch.setitem(app.extensions, "aftersales.jobs", [KernelJob("count", 60, work)])
    return ran


def test_a_job_runs_when_its_time_has_come(app, schedule, uow_as, clock):
    def run():
        with app.app_context():
            return sum(1 for _ in range(2) if run_due_jobs())

    assert run() == 1, "the second look finds nothing due"
    clock.advance(minutes=59)
    run()
    assert len(schedule) == 1
    clock.advance(minutes=1)
    run()
    assert len(schedule) == 2
    clock.advance(minutes=60)
    run()
    with uow_as("admin", write=False) as uow:
        last = uow.scalar(select(JobRun).where(JobRun.name == "count"))
        assert "one too many" in last.error
        assert last.finished_at == clock.at
    clock.advance(minutes=60)
    run()
    with uow_as("admin", write=False) as uow:
        assert uow.scalar(select(JobRun.error).where(JobRun.name == "count")) is None


def test_delivered_messages_are_forgotten_given_up_ones_stay(uow_as, clock):
    with uow_as("system") as uow:
        for done, failed in ((clock.at, None), (None, clock.at)):
            uow.add(
                OutboxMessage(
                    event="x",
                    handler="y",
                    payload={},
                    created_at=uow.now,
                    available_at=uow.now,
                    done_at=done,
                    failed_at=failed,
                    attempts=1,
                )
            )
    clock.advance(seconds=KEPT.total_seconds() + 1)
    with uow_as("system") as uow:
        forget_delivered(uow)
        assert [one.failed_at for one in uow.scalars(select(OutboxMessage))] != [None]
        assert len(list(uow.scalars(select(OutboxMessage)))) == 1
