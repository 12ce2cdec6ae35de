"""Staying logged in: one row for each browser, ended by its person, an administrator, or time."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, select, update

from aftersales.auth.attempts import note_event
from aftersales.auth.logins import UserSession
from aftersales.auth.models import User
from aftersales.config import Settings
from aftersales.db import audit
from aftersales.db.uow import UnitOfWork
from aftersales.errors import NotFound
from aftersales.i18n import _l

SEEN_EVERY = timedelta(minutes=5)
"""How exactly ``seen_at`` is kept: a write for every click would cost more than it tells."""
KEPT = timedelta(days=30)
"""How long ended sessions are kept."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lives: from the login, and without a click (None: as long as that)."""

    absolute: timedelta
    idle: timedelta | None

    @classmethod
    def current(cls) -> "Lifetime":
        """As the settings say."""
        settings: Settings = current_app.config["SETTINGS"]
        idle = settings.session_idle_minutes
        return cls(
            timedelta(hours=settings.session_hours), timedelta(minutes=idle) if idle else None
        )

    def is_over(self, now: datetime, created_at: datetime, seen_at: datetime) -> bool:
        """Whether a session of these times has ended by itself."""
        too_old = now - created_at >= self.absolute
        return too_old or (self.idle is not None and now - seen_at >= self.idle)


def key_hash(key: str) -> str:
    """What is kept of a session's key: it is random, so one fast hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def begin(uow: UnitOfWork, user: User, *, address: str, agent: str) -> str:
    """Begin a session; the key for the cookie (256 random bits)."""
    key = secrets.token_urlsafe(32)
    uow.add(
        UserSession(
            key_hash=key_hash(key),
            user_id=user.id,
            epoch=user.session_epoch,
            created_at=uow.now,
            seen_at=uow.now,
            address=address[:60],
            device=device_of(agent),
        )
    )
    return key


def touch(uow: UnitOfWork, session_id: int) -> None:
    """Note that somebody is still there."""
    uow.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=uow.now))


def end_key(uow: UnitOfWork, key: str) -> None:
    """End the session of this key: its cookie opens nothing any more."""
    uow.execute(
        update(UserSession)
        .where(UserSession.key_hash == key_hash(key), UserSession.ended_at.is_(None))
        .values(ended_at=uow.now)
    )


def live_sessions(uow: UnitOfWork, user: User) -> Sequence[UserSession]:
    """The browsers a person is logged in with now, the last used first."""
    lifetime = Lifetime.current()
    rows = uow.scalars(
        select(UserSession).where(*_alive(user)).order_by(UserSession.seen_at.desc())
    )
    return [row for row in rows if not lifetime.is_over(uow.now, row.created_at, row.seen_at)]


def end_one(uow: UnitOfWork, user: User, session_id: int, *, address: str) -> None:
    """End one of a person's sessions; :raises NotFound: when it is not one of theirs."""
    row = uow.scalar(select(UserSession).where(*_alive(user), UserSession.id == session_id))
    if row is None:
        raise NotFound(_l("There is no such record, or you may not see it."))
    row.ended_at = uow.now
    _note_end(uow, user, address, {"address": [row.address, None], "device": [row.device, None]})


def end_others(uow: UnitOfWork, user: User, *, but: int | None, address: str) -> int:
    """End all sessions of a person but one; how many that were."""
    others = [row for row in live_sessions(uow, user) if row.id != but]
    for row in others:
        row.ended_at = uow.now
    if others:
        _note_end(uow, user, address, {"sessions": [len(others), 0]})
    return len(others)


def end_all(uow: UnitOfWork, user: User, *, address: str = "") -> None:
    """Log a person out everywhere, at once."""
    user.session_epoch += 1
    _note_end(uow, user, address, {"sessions": ["all", None]})


def _note_end(
    uow: UnitOfWork, user: User, address: str, changes: dict[str, list[str | int | None]]
) -> None:
    note_event(uow, user.username, address, "ended")
    audit.note(uow.session, "end login", user, changes)
    uow.flush()


def _alive(user: User) -> tuple[ColumnElement[bool], ...]:
    return (
        UserSession.user_id == user.id,
        UserSession.epoch == user.session_epoch,
        UserSession.ended_at.is_(None),
    )


def forget_old_sessions(uow: UnitOfWork) -> None:
    """Delete sessions that ended long ago."""
    gone = uow.now - Lifetime.current().absolute - KEPT
    uow.execute(delete(UserSession).where(UserSession.created_at < gone))


BROWSERS = (
    ("wxwork", "WeCom"),
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Lark", "Feishu"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQBrowser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""What stands in a browser's description of itself, to the name people know; the first wins."""


def device_of(agent: str) -> str:
    """A browser's description in two words: ``Chrome · Windows``; empty when it says neither."""
    found = (
        next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)
    )
    return " · ".join(filter(None, found))
