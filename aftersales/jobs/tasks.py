"""Tasks: long work a person starts, which runs beside the request and shows how far it is.

A task is one transaction: its result and its mark *done* are kept together or not at all. How far
it is stands outside of the database (``aftersales.jobs.beat``), for nobody sees the inside of a
transaction, and SQLite has one writer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask import Flask, current_app
from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Base, unscoped
from aftersales.db.types import JsonDict, Key, UtcDateTime
from aftersales.db.uow import UnitOfWork
from aftersales.errors import NotFound, Refused
from aftersales.i18n import _l, both, current_locale
from aftersales.jobs.beat import Beat

State = Literal["waiting", "running", "done", "failed", "cancelled", "broken"]
OPEN = ("waiting", "running")
SMALL = 500
"""Rows, or half a minute's work by other measures, that are done within the request."""


Progress = Callable[[int, int], None]
"""What long work calls now and then: steps done of all. It ends work its owner has cancelled."""


def unseen(_done: int, _total: int) -> None:
    """Progress nobody looks at."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a task leads to: a page of ours, and a sentence for page and inbox (lazy text)."""

    url: str
    sentence: object = ""


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One kind of long work.

    :param run: the work, in the unit of work of the owner, with the owner's rights: given the
        arguments of the task. A ``DomainError`` ends it as failed, with its sentence.
    """

    name: str
    run: Callable[[UnitOfWork, Mapping[str, Any], Progress], Result]


class Task(Base):
    """One piece of long work. ``url`` leads back to where it began, then to its result."""

    __tablename__ = "jobs_task"
    __scope__ = unscoped("every query names the owner; administrators see all")
    __audit__ = False
    __table_args__ = (Index("ix_jobs_task_state", "state", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    title: Mapped[dict[str, Any]] = mapped_column(JsonDict)
    arguments: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)
    owner_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempt: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    sentence: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)
    url: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def page(self) -> str:
        """Where its progress is shown."""
        return f"/tasks/{self.id}"

    @property
    def shown_title(self) -> str:
        """What it does, in the reader's language."""
        return str(self.title.get(current_locale(), ""))

    @property
    def shown_sentence(self) -> str:
        """How it ended, in the reader's language."""
        return str(self.sentence.get(current_locale(), ""))

    @property
    def seen_state(self) -> State:
        """Its state; ``broken`` when whoever ran it is not heard any more."""
        if self.state == "running" and not beat_of(self).is_alive():
            return "broken"
        state: State = self.state  # type: ignore[assignment]  # the column holds these words only
        return state


def beat_of(task: Task) -> Beat:
    """How far a task is, and the wish to end it."""
    settings = current_app.config["SETTINGS"]
    return Beat(settings.instance_path / "tasks", f"{task.id}-{task.attempt}")


def add_tasks(app: Flask, kinds: Iterable[TaskKind]) -> None:
    """Make the tasks of a kernel room or module known to an application."""
    app.extensions.setdefault("aftersales.tasks", {}).update({kind.name: kind for kind in kinds})


def start(
    uow: UnitOfWork,
    kind: str,
    *,
    title: object,
    arguments: Mapping[str, Any],
    total: int = 0,
    back: str = "",
) -> Task:
    """Put long work down for after this unit of work; it runs with the rights of the actor.

    :param title: what is done, for the page (lazy text); :param total: steps, when known.
    :param back: the page a person is led to when it fails or is cancelled.
    :raises Refused: nobody in particular asks, or the same work is under way already.
    """
    if uow.actor.user_id is None:
        raise Refused(_l("Long work is started by a person."))
    known = current_app.extensions["aftersales.tasks"]
    if kind not in known:
        raise LookupError(f"no module declares the task {kind}")
    arguments = dict(arguments)
    for other in uow.scalars(select(Task).where(Task.state.in_(OPEN), Task.kind == kind)):
        if other.arguments == arguments and other.seen_state != "broken":
            return _same(uow, other)
    return uow.add(
        Task(
            kind=kind,
            title=both(title),
            arguments=arguments,
            owner_id=uow.actor.user_id,
            total=total,
            url=back,
            created_at=uow.now,
        )
    )


def _same(uow: UnitOfWork, other: Task) -> Task:
    """A second click leads to the work of the first one; somebody else's is named."""
    if other.owner_id != uow.actor.user_id:
        raise Refused(_l("Somebody else has started this already; wait until it has ended."))
    return other


def tasks_of(uow: UnitOfWork) -> Select[Any]:
    """The actor's own tasks, or everybody's for administrators; newest first."""
    statement = select(Task).order_by(Task.id.desc())
    if uow.actor.can("admin.use"):
        return statement
    return statement.where(Task.owner_id == uow.actor.user_id)


def get_task(uow: UnitOfWork, task_id: int) -> Task:
    """A task this actor may see; :raises NotFound: otherwise."""
    found: Task | None = uow.scalar(tasks_of(uow).where(Task.id == task_id))
    if found is None:
        raise NotFound(_l("There is no such record, or you may not see it."))
    return found


def start_again(uow: UnitOfWork, task_id: int) -> Task:
    """Put a task that failed, was cancelled or broke off down once more.

    :raises Refused: it is under way or done.
    """
    task = get_task(uow, task_id)
    uow.session.refresh(task, with_for_update=True)
    if task.seen_state not in ("failed", "cancelled", "broken"):
        raise Refused(_l("This work is under way or done already."))
    beat_of(task).forget()
    task.state, task.sentence, task.done = "waiting", {}, 0
    task.started_at = task.finished_at = None
    task.attempt += 1
    uow.flush()
    return task
