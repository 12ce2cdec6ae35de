"""What people log in with and stay in by: tries, sessions, second factors, recovery codes."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Base, unscoped
from aftersales.db.types import Key, UtcDateTime

Event = Literal["password", "code", "recovery", "lock", "logout", "ended"]
"""What a line of the log of logins tells; ``ended`` is a session ended from elsewhere."""

OWN = unscoped("read by the person's own account pages and by administrators only")


class LoginAttempt(Base):
    """Each try to log in and each end, for the audit of logins and for slowing down guesses."""

    __tablename__ = "auth_login_attempt"
    __scope__ = OWN
    __audit__ = False

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    username: Mapped[str] = mapped_column(String(60), index=True)
    address: Mapped[str] = mapped_column(String(60))
    succeeded: Mapped[bool]
    event: Mapped[str] = mapped_column(String(10), default="password", server_default="password")


class UserSession(Base):
    """One browser somebody is logged in with.

    ``key_hash`` is the SHA-256 of the random key in the cookie: who reads the table cannot enter
    with it. ``epoch`` is the person's at the login; when theirs has moved on, the session is over.
    """

    __tablename__ = "auth_session"
    __scope__ = OWN
    __audit__ = False

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="CASCADE"), index=True
    )
    epoch: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(60))
    device: Mapped[str] = mapped_column(String(60))


class SecondFactor(Base):
    """The secret a person's telephone makes codes from, encrypted with the instance's key.

    ``confirmed_at`` is empty until a first code proved that the telephone has it. ``last_step`` is
    the half minute of the last code taken: no code is taken twice, nor an older one.
    """

    __tablename__ = "auth_second_factor"
    __scope__ = OWN
    __audit_hide__ = frozenset({"secret", "last_step"})

    user_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(Key, default=0)


class RecoveryCode(Base):
    """One of the codes for the day the telephone is lost; hashed, used once."""

    __tablename__ = "auth_recovery_code"
    __scope__ = OWN
    __audit__ = False

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
