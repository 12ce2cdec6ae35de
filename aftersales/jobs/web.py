"""The pages of long work: all of one's own, one with its bar, cancel, once more."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from aftersales.db.uow import current_uow
from aftersales.errors import Refused
from aftersales.i18n import _
from aftersales.jobs.tasks import Task, beat_of, get_task, start_again, tasks_of
from aftersales.web.page import Crumb, render_page
from aftersales.web.requests import reads

bp = Blueprint("tasks", __name__, url_prefix="/tasks", template_folder="templates")
SHOWN = 50


@bp.get("")
def index() -> str:
    """The newest work of one's own; administrators see everybody's."""
    uow = current_uow()
    found = list(uow.scalars(tasks_of(uow).limit(SHOWN)))
    return render_page("jobs/tasks.html", title=_("Long work"), tasks=found)


@bp.get("/<int:task_id>")
def show(task_id: int) -> str:
    """One task: how far it is, or how it ended."""
    task = get_task(current_uow(), task_id)
    return render_page(
        "jobs/task.html",
        title=task.shown_title,
        crumbs=(Crumb(_("Long work"), "/tasks"),),
        **_values(task),
    )


@bp.get("/<int:task_id>/progress")
def progress(task_id: int) -> ResponseReturnValue:
    """The bar alone; leads to the result once it is there."""
    task = get_task(current_uow(), task_id)
    if task.state == "done" and task.url:
        return Response(headers={"HX-Redirect": task.url})
    return render_template("jobs/_progress.html", **_values(task))


@bp.post("/<int:task_id>/cancel")
@reads
def cancel(task_id: int) -> ResponseReturnValue:
    """Wish it ended. Writes no row: on SQLite the task itself is the writer."""
    task = get_task(current_uow(), task_id)
    if task.seen_state not in ("waiting", "running"):
        raise Refused(_("This work has ended already."))
    beat_of(task).cancel()
    return redirect(task.page, 303)


@bp.post("/<int:task_id>/again")
def again(task_id: int) -> ResponseReturnValue:
    """Run what failed, was cancelled or broke off once more."""
    return redirect(start_again(current_uow(), task_id).page, 303)


def _values(task: Task) -> dict[str, Any]:
    beat, state = beat_of(task), task.seen_state
    reading = beat.read()
    return {
        "task": task,
        "state": state,
        "reading": reading,
        "percent": int(reading.share * 100),
        "remaining": _remaining(reading.remaining) if state == "running" else "",
        "cancelling": beat.is_cancelled(),
        "delay": 300 if request.endpoint == "tasks.show" else 1000,
    }


def _remaining(seconds: float | None) -> str:
    """How long still, in words that do not promise more than can be known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("about {n} s left", n=max(1, round(seconds)))
    return _("about {n} min left", n=round(seconds / 60))
