"""Sending notes, reading one's own, counting the unread ones."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, update

from aftersales.auth.models import Role, User
from aftersales.db.uow import UnitOfWork
from aftersales.errors import NotFound
from aftersales.i18n import _l, both
from aftersales.notify.models import Message

Kind = Literal["info", "task", "approval", "warning", "done"]
PAGE = 50
MANY = 100
"""The bell counts no further."""


def notify(
    uow: UnitOfWork,
    user_ids: Iterable[int | None] = (),
    *,
    title: object,
    body: object = "",
    url: str = "",
    kind: Kind = "info",
    role: str = "",
) -> int:
    """Put a note into the inboxes of people, and of all who fill ``role``; the number of notes.

    The texts are lazy (``_l``) and kept in both languages. ``None`` and closed accounts are left
    out, and who is named twice gets one note.

    :param url: a page of ours, beginning with ``/``.
    """
    readers = _readers(uow, user_ids, role)
    titles, bodies = both(title), both(body)
    for user_id in readers:
        uow.session.add(
            Message(
                user_id=user_id, title=titles, body=bodies, url=url, kind=kind, created_at=uow.now
            )
        )
    uow.flush()
    return len(readers)


def _readers(uow: UnitOfWork, user_ids: Iterable[int | None], role: str) -> Sequence[int]:
    wanted = {user_id for user_id in user_ids if user_id is not None}
    chosen: list[ColumnElement[bool]] = [User.id.in_(wanted)]
    if role:
        chosen.append(User.roles.any(Role.code == role))
    return uow.scalars(select(User.id).where(User.is_active, or_(*chosen)).order_by(User.id)).all()


def inbox(uow: UnitOfWork, *, unread: bool = False, before: int | None = None) -> list[Message]:
    """The reader's newest notes, one page and one more to tell whether there are older ones.

    :param before: only notes older than this one's id.
    """
    statement = select(Message).where(Message.user_id == uow.actor.user_id)
    if unread:
        statement = statement.where(Message.read_at.is_(None))
    if before is not None:
        statement = statement.where(Message.id < before)
    return list(uow.scalars(statement.order_by(Message.id.desc()).limit(PAGE + 1)))


def unread_count(uow: UnitOfWork) -> int:
    """The reader's unread notes, up to ``MANY``."""
    return uow.scalar(_unread_statement(), {"reader": uow.actor.user_id}) or 0


@cache
def _unread_statement() -> Select[int]:
    few = (
        select(Message.id)
        .where(Message.user_id == bindparam("reader"), Message.read_at.is_(None))
        .limit(MANY)
        .subquery()
    )
    return select(func.count()).select_from(few)


def open_message(uow: UnitOfWork, message_id: int) -> Message:
    """A note of the reader's own, now read; :raises NotFound: for anybody else's."""
    message = uow.find(Message, message_id)
    if message is None or message.user_id != uow.actor.user_id:
        raise NotFound(_l("There is no such record, or you may not see it."))
    message.read_at = message.read_at or uow.now
    uow.flush()
    return message


def read_all(uow: UnitOfWork) -> None:
    """Mark all of the reader's notes as read."""
    uow.execute(
        update(Message)
        .where(Message.user_id == uow.actor.user_id, Message.read_at.is_(None))
        .values(read_at=uow.now)
    )
