"""The volume 案卷: a month's filed pieces bound into one PDF/A with a manifest of hashes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, scoped
from aftersales.db.types import JsonDict, Key, UtcDateTime
from aftersales.files.models import StoredFile


class Volume(Record):
    """One bound volume. ``number`` is its 档号; ``manifest`` is what travels inside the PDF too."""

    __tablename__ = "archive_volume"
    __scope__ = scoped()
    __table_args__ = (Index("ix_archive_volume_year_month", "year", "month"),)

    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    month: Mapped[int]
    date_from: Mapped[date]
    date_to: Mapped[date]
    retention: Mapped[str] = mapped_column(String(20))
    pieces: Mapped[int]
    pages: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[dict[str, Any]] = mapped_column(JsonDict)
    remarks: Mapped[str] = mapped_column(Text, default="")
    bound_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    bound_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    checker: Mapped[str] = mapped_column(String(60), default="")
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verification: Mapped[str] = mapped_column(Text, default="")
    attachment_id: Mapped[int | None] = mapped_column(Key)
    file_id: Mapped[int] = mapped_column(
        Key, ForeignKey("files_file.id", ondelete="RESTRICT"), index=True
    )

    bound_by: Mapped[User | None] = relationship(foreign_keys=[bound_by_id], lazy="joined")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    def __str__(self) -> str:
        return self.number
