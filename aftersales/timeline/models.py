"""What people say about a record: notes, to-dos, and who follows it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Base, Record, unscoped
from aftersales.db.types import Key, UtcDateTime

THROUGH_RECORD = unscoped(
    "read and written through the record it belongs to, whose own rules guard it"
)


class Note(Record):
    """One entry of a thread. ``kind``: note (a person), system (the program), todo (to be done)."""

    __tablename__ = "timeline_note"
    __scope__ = THROUGH_RECORD
    __audit__ = False
    __table_args__ = (Index("ix_timeline_note_record", "model", "record_id"),)

    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[str] = mapped_column(String(10), default="note")
    body: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    author_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    assignee_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )


class Follower(Base):
    """A person who is told of every note on a record."""

    __tablename__ = "timeline_follower"
    __scope__ = THROUGH_RECORD
    __audit__ = False
    __table_args__ = (UniqueConstraint("model", "record_id", "user_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
    user_id: Mapped[int] = mapped_column(Key, ForeignKey("auth_user.id", ondelete="CASCADE"))
