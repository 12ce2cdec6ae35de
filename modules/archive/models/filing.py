"""The filed piece 归档件: one document of a case, with its hash, never changed."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, via
from aftersales.db.types import Key, UtcDateTime
from aftersales.files.models import StoredFile
from modules.archive.models.volume import Volume

if TYPE_CHECKING:
    from modules.service.api import Case


class Filing(Record):
    """One piece: what it is, by whom, of when, its bytes and their SHA-256.

    ``position`` is its place within the case (the regulation's order), ``piece`` its 件号.
    """

    __tablename__ = "archive_filing"
    __scope__ = via("case")

    case_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_case.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(60), default="")
    author: Mapped[str] = mapped_column(String(80), default="")
    dated: Mapped[date] = mapped_column(index=True)
    position: Mapped[int]
    pages: Mapped[int] = mapped_column(default=1)
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(200), default="")
    verify_code: Mapped[str] = mapped_column(String(32), default="")
    retention: Mapped[str] = mapped_column(String(20))
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    file_id: Mapped[int] = mapped_column(
        Key, ForeignKey("files_file.id", ondelete="RESTRICT"), index=True
    )
    volume_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("archive_volume.id", ondelete="RESTRICT"), index=True
    )
    piece: Mapped[str] = mapped_column(String(10), default="")
    first_page: Mapped[int | None]

    case: Mapped["Case"] = relationship("modules.service.models.case.Case", lazy="joined")
    file: Mapped[StoredFile] = relationship(lazy="joined")
    volume: Mapped[Volume | None] = relationship(lazy="joined")

    def __str__(self) -> str:
        return self.title
