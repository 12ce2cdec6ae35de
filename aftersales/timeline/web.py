"""The thread on a record's page, and the small forms above it."""

from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from aftersales.access import require
from aftersales.auth.models import User
from aftersales.db import clock
from aftersales.db.base import Base, ref
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import Invalid, NotFound
from aftersales.files.store import attachments_of, store
from aftersales.i18n import _, format_date
from aftersales.timeline.models import Note
from aftersales.timeline.names import Labels
from aftersales.timeline.thread import Item, day_of, items_of, newest_notes, open_todos
from aftersales.timeline.verbs import (
    finish_todo,
    follow,
    follower_ids,
    todo,
    unfollow,
    write_note,
)
from aftersales.views.book import book
from aftersales.views.days import parse_day
from aftersales.views.once import first_answer
from aftersales.views.record_page import load_record
from aftersales.views.urls import typed_key, url_of

bp = Blueprint("timeline", __name__, template_folder="templates")
NOBODY: Labels = {}


def render_thread(uow: UnitOfWork, record: Base, named: Labels = NOBODY) -> Markup:
    """The whole thread as a fragment.

    :param named: what the page around it has looked up already.
    """
    view = book().form_for(record)
    followers, notes = follower_ids(uow, ref(record)), newest_notes(uow, record)
    return Markup(  # noqa: S704  # our own template, escaped by Jinja
        render_template(
            "timeline/thread.html",
            address=f"/-/thread/{view.name}/{ref(record).id}" if view else "",
            days=_days(items_of(uow, record, notes, named)),
            todos=_todos(uow, open_todos(uow, record, notes)),
            files=attachments_of(uow, ref(record)),
            followers=len(followers),
            following=uow.actor.user_id in followers,
        )
    )


def _days(items: list[Item]) -> list[tuple[str, list[Item]]]:
    today = clock.today()
    return [
        (_("Today") if day == today else format_date(day, weekday=True), list(found))
        for day, found in groupby(items, key=lambda item: day_of(item.at))
    ]


def _todos(uow: UnitOfWork, found: list[Note]) -> list[dict[str, Any]]:
    names = _names(uow, {note.assignee_id for note in found if note.assignee_id})
    return [
        {
            "id": n.id,
            "body": n.body,
            "who": names.get(n.assignee_id or 0, ""),
            "due": n.due_on,
            "late": bool(n.due_on and n.due_on < clock.today()),
        }
        for n in found
    ]


def _names(uow: UnitOfWork, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row[0]: row[1] for row in uow.rows(select(User.id, User.name).where(User.id.in_(ids)))}


@bp.post("/-/thread/<form>/<int:record_id>/<verb>")
def write(form: str, record_id: int, verb: str) -> ResponseReturnValue:
    """Write a note, add or finish a to-do, attach files, follow; answers with the thread anew."""
    view, uow = book().forms.get(form), current_uow()
    if view is None or verb not in VERBS:
        raise NotFound(_("There is nothing here."))
    require(uow.actor, view.permission)
    record = load_record(uow, view, record_id)
    if first_answer(uow, request.form.get("_once", "")) is None:
        VERBS[verb](uow, record)
    return str(render_thread(uow, record))


def _note(uow: UnitOfWork, record: Base) -> None:
    write_note(uow, record, body=request.form.get("body", ""), url=url_of(record))


def _todo(uow: UnitOfWork, record: Base) -> None:
    due, who = request.form.get("due_on", "").strip(), request.form.get("assignee_id", "")
    try:
        day = parse_day(due) if due else None
    except ValueError as error:
        raise Invalid(str(error), field="due_on") from None
    assignee = uow.find(User, typed_key(who))
    todo(
        uow,
        record,
        body=request.form.get("body", ""),
        due_on=day,
        url=url_of(record),
        assignee_id=assignee.id if assignee else None,
    )


def _done(uow: UnitOfWork, record: Base) -> None:
    note_id = request.form.get("note_id", "")
    finish_todo(uow, record, note_id=typed_key(note_id) or 0)


def _attach(uow: UnitOfWork, record: Base) -> None:
    parts = [part for part in request.files.getlist("files") if part.filename]
    if not parts:
        raise Invalid(_("Choose a file first."), field="files")
    for part in parts:
        store(uow, part.stream.read(), part.filename, part.mimetype or "", owner=ref(record))


def _follow(uow: UnitOfWork, record: Base) -> None:
    if uow.actor.user_id in follower_ids(uow, ref(record)):
        unfollow(uow, record)
    else:
        follow(uow, record)


VERBS = {"note": _note, "todo": _todo, "done": _done, "attach": _attach, "follow": _follow}
