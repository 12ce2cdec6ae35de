"""Running tasks: taken by one process each, one transaction each, with the owner's rights."""

import logging
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from aftersales.actor import Actor, system_actor
from aftersales.auth.identity import read_identity
from aftersales.db.contention import again, repeated
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.errors import DomainError, Refused
from aftersales.i18n import _l, both, use_locale
from aftersales.jobs.beat import Beat, Cancelled, Pulse, Reading
from aftersales.jobs.tasks import OPEN, Result, Task, beat_of
from aftersales.notify import notify

log = logging.getLogger(__name__)
RUNNER = "tasks"


@dataclass(frozen=True, slots=True)
class _Taken:
    """A task this process runs now."""

    id: int
    attempt: int
    kind: str
    arguments: dict[str, Any]
    owner: Actor
    beat: Beat


def tasks_wait() -> bool:
    """Whether there is something to run, or to be said of what broke off."""
    with unit_of_work(system_actor(RUNNER), write=False) as uow:
        found = uow.scalars(select(Task).where(Task.state.in_(OPEN))).all()
        return any(task.seen_state in ("waiting", "broken") for task in found)


def run_waiting_tasks() -> int:
    """Run what waits, oldest first, until nothing does; the number of tasks run."""
    ran = 0
    note_broken()
    while (taken := _take()) is not None:
        _run(taken)
        ran += 1
    return ran


def note_broken() -> None:
    """Say of tasks whose runner is not heard any more that they broke off."""
    with unit_of_work(system_actor(RUNNER), write=False) as uow:
        running = uow.scalars(select(Task).where(Task.state == "running")).all()
        silent = [task.id for task in running if task.seen_state == "broken"]
    for task_id in silent:
        _note_broken(task_id)


@again
def _note_broken(task_id: int) -> None:
    with unit_of_work(system_actor(RUNNER)) as uow:
        task = uow.get(Task, task_id, lock=True)
        if task.seen_state == "broken":
            sentence = _l("It broke off before it was done; nothing of it was kept.")
            _end(uow, task, "failed", sentence)


@again
def _take() -> _Taken | None:
    with unit_of_work(system_actor(RUNNER)) as uow:
        task = uow.scalar(
            select(Task)
            .where(Task.state == "waiting")
            .order_by(Task.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if task is None:
            return None
        identity = read_identity(uow, task.owner_id)
        # Nobody in particular for an account that was closed meanwhile: it may do nothing.
        owner = identity.actor if identity else Actor(name="", user_id=task.owner_id)
        beat = beat_of(task)
        task.state, task.started_at = "running", uow.now
        beat.write(Reading(total=task.total))  # before others see it run: none is no sign of life
        return _Taken(task.id, task.attempt, task.kind, task.arguments, owner, beat)


def _run(taken: _Taken) -> None:
    with use_locale(taken.owner.locale), Pulse(taken.beat) as pulse:
        try:
            if taken.beat.is_cancelled():
                raise Cancelled
            repeated(lambda: _work(taken, pulse))
        except Cancelled:
            _note_end(taken, "cancelled", _l("It was cancelled; nothing of it was kept."))
        except DomainError as error:
            _note_end(taken, "failed", error.message)
        except Exception:
            log.exception("task %s (%s) failed", taken.id, taken.kind)
            sentence = _l("It failed by a fault of the program; nothing of it was kept.")
            _note_end(taken, "failed", sentence)
    taken.beat.forget()


def _work(taken: _Taken, pulse: Pulse) -> None:
    with unit_of_work(taken.owner) as uow:
        kind = current_app.extensions["aftersales.tasks"][taken.kind]
        result = kind.run(uow, taken.arguments, pulse)
        _keep(uow, taken, result, pulse.reading.total)


def _keep(uow: UnitOfWork, taken: _Taken, result: Result, total: int) -> None:
    """Mark the task done within the transaction of its work.

    :raises Refused: it was given up for dead and started again meanwhile; this attempt is void.
    """
    claimed: Any = uow.execute(
        update(Task)
        .where(Task.id == taken.id, Task.attempt == taken.attempt, Task.state == "running")
        .values(done=total, total=total)
    )
    if not claimed.rowcount:
        raise Refused(_l("This work is under way or done already."))
    with uow.system("the end of a task is noted by its runner"):
        task = uow.get(Task, taken.id)
        task.url = result.url
        _end(uow, task, "done", result.sentence)


@again
def _note_end(taken: _Taken, state: str, sentence: object) -> None:
    with unit_of_work(system_actor(RUNNER)) as uow:
        task = uow.get(Task, taken.id, lock=True)
        if (task.state, task.attempt) == ("running", taken.attempt):
            _end(uow, task, state, sentence)


def _end(uow: UnitOfWork, task: Task, state: str, sentence: object) -> None:
    task.state, task.finished_at, task.sentence = state, uow.now, both(sentence)
    if state != "cancelled":
        notify(
            uow,
            [task.owner_id],
            title=_Kept(task.title),
            body=sentence,
            url=task.url if state == "done" else task.page,
            kind="done" if state == "done" else "warning",
        )


class _Kept:
    """A text kept in both languages, for where a lazy one is asked for."""

    def __init__(self, texts: dict[str, Any]) -> None:
        self.texts = texts

    def __str__(self) -> str:
        from aftersales.i18n import current_locale

        return str(self.texts.get(current_locale(), ""))
