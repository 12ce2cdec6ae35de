"""Writing into the thread of a record. Whoever sees a record may write on it."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from aftersales.auth.models import User
from aftersales.db.base import Base, RecordRef, points_here, ref
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, NotFound
from aftersales.i18n import _, _l
from aftersales.notify import notify
from aftersales.timeline.models import Follower, Note

LONGEST = 8000
MENTION = re.compile(
    r"@([^\s@,.:;!?()\uff0c\u3002\uff1a\uff1b\uff01\uff1f\u3001\uff08\uff09]{1,60})"
)


def log(uow: UnitOfWork, record: Base, message: object) -> None:
    """Put a line of the program's own into the thread: *Exit permit printed*."""
    _add(uow, ref(record), "system", str(message))


def write_note(uow: UnitOfWork, record: Base, *, body: str, url: str = "") -> Note:
    """A person's note. People named with ``@`` and all followers are told.

    The writer follows from now on.

    :param url: the record's page, for those who are told.
    """
    note = _add(uow, ref(record), "note", _checked(body))
    mentioned = mentioned_ids(uow, note.body)
    told = {*mentioned, *follower_ids(uow, ref(record))} - {uow.actor.user_id}
    _follow_all(uow, ref(record), {*mentioned, uow.actor.user_id})
    title = _l("{name} wrote on {record}", name=uow.actor.name, record=title_of(record))
    notify(uow, told, title=title, body=note.body[:300], url=url, kind="info")
    return note


def todo(
    uow: UnitOfWork,
    record: Base,
    *,
    body: str,
    assignee_id: int | None = None,
    due_on: date | None = None,
    url: str = "",
) -> Note:
    """Something to be done about a record, by the writer unless ``assignee_id`` names another."""
    note = _add(uow, ref(record), "todo", _checked(body))
    note.assignee_id = assignee_id or uow.actor.user_id
    note.due_on = due_on
    uow.flush()
    if note.assignee_id not in (None, uow.actor.user_id):
        title = _l("{name} asks you: {what}", name=uow.actor.name, what=note.body[:80])
        notify(uow, [note.assignee_id], title=title, body=title_of(record), url=url, kind="task")
        _follow_all(uow, ref(record), {note.assignee_id})
    return note


def finish_todo(uow: UnitOfWork, record: Base, *, note_id: int) -> Note:
    """Tick a to-do off."""
    note = uow.find(Note, note_id)
    target = ref(record)
    if (
        note is None
        or note.kind != "todo"
        or (note.model, note.record_id) != (target.model, target.id)
    ):
        raise NotFound(_("There is no such to-do on this record."))
    if note.done_at is None:
        note.done_at, note.done_by_id = uow.now, uow.actor.user_id
        uow.flush()
    return note


def follow(uow: UnitOfWork, record: Base) -> None:
    """Be told of every note on a record."""
    _follow_all(uow, ref(record), {uow.actor.user_id})


def unfollow(uow: UnitOfWork, record: Base) -> None:
    """Stop being told."""
    for row in _followers(uow, ref(record)):
        if row.user_id == uow.actor.user_id:
            uow.delete(row)
    uow.flush()


def mentioned_ids(uow: UnitOfWork, body: str) -> set[int]:
    """The people a text names with ``@``, by name or login name."""
    names = set(MENTION.findall(body))
    if not names:
        return set()
    known = select(User.id).where(User.is_active, User.name.in_(names) | User.username.in_(names))
    return set(uow.scalars(known))


def follower_ids(uow: UnitOfWork, target: RecordRef) -> set[int]:
    """Who follows a record."""
    return {row.user_id for row in _followers(uow, target)}


def title_of(record: Any) -> str:
    """What a record is called in a note about it: its number, else its name."""
    for name in ("number", "serial", "name", "title", "code"):
        if value := getattr(record, name, None):
            return str(value)
    return str(ref(record))


def _checked(body: str) -> str:
    body = body.replace("\x00", "").strip()
    if not body:
        raise Invalid(_("Write something first."), field="body")
    if len(body) > LONGEST:
        raise Invalid(_("At most {n} characters.", n=LONGEST), field="body")
    return body


def _add(uow: UnitOfWork, target: RecordRef, kind: str, body: str) -> Note:
    note = Note(
        model=target.model,
        record_id=target.id,
        kind=kind,
        body=body,
        author_id=uow.actor.user_id,
        author_name=uow.actor.name[:120],
        at=uow.now,
    )
    return uow.add(note)


def _followers(uow: UnitOfWork, target: RecordRef) -> list[Follower]:
    return list(uow.scalars(_followers_statement(), target.values))


@cache
def _followers_statement() -> Select[Follower]:
    return select(Follower).where(points_here(Follower.model, Follower.record_id))


def _follow_all(uow: UnitOfWork, target: RecordRef, user_ids: Iterable[int | None]) -> None:
    known = follower_ids(uow, target)
    for user_id in sorted({one for one in user_ids if one is not None} - known):
        uow.session.add(Follower(model=target.model, record_id=target.id, user_id=user_id))
    uow.flush()
