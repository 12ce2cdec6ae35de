"""Papers that left the house: a row for each, never changed but for being superseded."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, RecordRef, unscoped
from aftersales.db.types import JsonList, Key, UtcDateTime
from aftersales.files.models import StoredFile


class IssuedDocument(Record):
    """One issued paper: what it was printed from, its stored bytes, and how to verify it.

    ``revision`` counts the contents of one record's paper, from 1; ``copies_key`` tells print sets
    apart (all parts, or the customer's alone). ``content_hash`` is the hash of what the paper says,
    ``sha256`` that of its bytes. A paper with ``superseded_by_id`` is no longer current.
    """

    __tablename__ = "documents_issued"
    __scope__ = unscoped("guarded by the record it was printed from, which its own rules guard")
    __table_args__ = (
        UniqueConstraint(
            "spec", "record_id", "lang", "copies_key", "revision", name="uq_documents_issued_set"
        ),
        Index("ix_documents_issued_owner", "model", "record_id"),
    )

    spec: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(120))
    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
    number: Mapped[str] = mapped_column(String(60))
    revision: Mapped[int] = mapped_column(default=1)
    lang: Mapped[str] = mapped_column(String(8))
    copies: Mapped[list[str]] = mapped_column(JsonList)
    copies_key: Mapped[str] = mapped_column(String(120), default="")
    content_hash: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Key)
    pages: Mapped[int] = mapped_column()
    is_archival: Mapped[bool] = mapped_column(default=True)
    verify_code: Mapped[str] = mapped_column(String(32), unique=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("auth_user.id"))
    issued_by: Mapped[str] = mapped_column(String(80), default="")
    file_id: Mapped[int] = mapped_column(Key, ForeignKey("files_file.id", ondelete="RESTRICT"))
    superseded_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("documents_issued.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    file: Mapped[StoredFile] = relationship(lazy="select")

    @property
    def owner(self) -> RecordRef:
        """The record it was printed from."""
        return RecordRef(self.model, self.record_id)

    @property
    def is_current(self) -> bool:
        """Whether no later revision has taken its place."""
        return self.superseded_by_id is None

    @property
    def filename(self) -> str:
        """A name for the saved file: title, number, and the revision when it is not the first."""
        suffix = f"-R{self.revision}" if self.revision > 1 else ""
        return f"{self.title}-{self.number}{suffix}.pdf".replace("/", "-")
