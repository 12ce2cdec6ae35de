"""Stored bytes and what they are attached to."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Record, RecordRef, unscoped
from aftersales.db.types import Key


class StoredFile(Record):
    """One content in the store, known by its SHA-256; several attachments may share it."""

    __tablename__ = "files_file"
    __scope__ = unscoped("content without a name; reached only through an attachment or a paper")

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int] = mapped_column(Key)
    content_type: Mapped[str] = mapped_column(String(100))


class Attachment(Record):
    """A file as it hangs on a record, with the name it came by.

    ``kind`` is the owner's own word (``"photo"``, ``"shipping_proof"``); blank for ordinary
    files.
    """

    __tablename__ = "files_attachment"
    __scope__ = unscoped("every query goes through the owner record, which its own rules guard")
    __table_args__ = (Index("ix_files_attachment_owner", "owner_model", "owner_id"),)

    file_id: Mapped[int] = mapped_column(Key, ForeignKey("files_file.id", ondelete="RESTRICT"))
    owner_model: Mapped[str] = mapped_column(String(80))
    owner_id: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40), default="")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    @property
    def owner(self) -> RecordRef:
        """The record it hangs on."""
        return RecordRef(self.owner_model, self.owner_id)

    @property
    def is_image(self) -> bool:
        """Whether a browser can show it as a picture."""
        return self.file.content_type.startswith("image/")
