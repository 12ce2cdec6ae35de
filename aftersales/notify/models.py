"""A note in somebody's inbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Base, unscoped
from aftersales.db.types import JsonDict, Key, UtcDateTime
from aftersales.i18n import current_locale


class Message(Base):
    """One note to one person; ``title`` and ``body`` are kept in both languages."""

    __tablename__ = "notify_message"
    __scope__ = unscoped("every query names the reader; a note to others is never loaded")
    __audit__ = False
    __table_args__ = (
        Index("ix_notify_message_inbox", "user_id", "id"),
        Index("ix_notify_message_unread", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("auth_user.id", ondelete="CASCADE"))
    title: Mapped[dict[str, Any]] = mapped_column(JsonDict)
    body: Mapped[dict[str, Any]] = mapped_column(JsonDict)
    url: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(20), default="info")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def shown_title(self) -> str:
        """The title in the reader's language."""
        return str(self.title.get(current_locale(), ""))

    @property
    def shown_body(self) -> str:
        """The body in the reader's language."""
        return str(self.body.get(current_locale(), ""))
