"""The transactional outbox: what must happen after a commit is a row of the same commit.

Nothing can be lost between the two; delivery (``aftersales.jobs``) is at least once and handlers
are idempotent.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Base, unscoped
from aftersales.db.types import JsonDict, Key, UtcDateTime


class OutboxMessage(Base):
    """One handler's share of one event."""

    __tablename__ = "outbox_message"
    __scope__ = unscoped("the system's own queue; shown to administrators only")
    __audit__ = False
    __table_args__ = (Index("ix_outbox_message_waiting", "done_at", "available_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    event: Mapped[str] = mapped_column(String(120))
    handler: Mapped[str] = mapped_column(String(160))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonDict)
    actor_id: Mapped[int | None] = mapped_column(Key)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    available_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)
