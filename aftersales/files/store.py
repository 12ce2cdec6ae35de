"""Keeping files: taking them in, hanging them on records, giving them back."""

import io
import re
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from sqlalchemy import func, select

from aftersales.config import Settings
from aftersales.db.base import RecordRef
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, NotFound
from aftersales.files.disk import Disk, TooLarge
from aftersales.files.models import Attachment, StoredFile
from aftersales.files.owners import owner_record
from aftersales.files.sniff import Kind, kind_of
from aftersales.i18n import _l

_CONTROL = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
NAME_LENGTH = 120


def disk() -> Disk:
    """The store of the running application, below its instance folder."""
    settings: Settings = current_app.config["SETTINGS"]
    return Disk(settings.instance_path / "files")


def safe_name(filename: str | None) -> str:
    """A file name without folders, control, direction and reserved characters; never empty."""
    base = (filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = _CONTROL.sub("_", base).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if len(name) > NAME_LENGTH:
        name = f"{stem[: NAME_LENGTH - len(extension) - 1]}{dot}{extension}"[:NAME_LENGTH]
    return name or "file"


def store(
    uow: UnitOfWork,
    stream: BinaryIO | bytes,
    filename: str | None,
    content_type: str = "",
    *,
    owner: RecordRef,
    kind: str = "",
) -> Attachment:
    """Take a file in and hang it on a record.

    The same content twice on one record under one name is one attachment (a double click).

    :param content_type: what the sender claims; not believed, the bytes decide.
    :param owner: the record; the actor must be able to see it.
    :param kind: the owner's own word for what the file is, e.g. ``"photo"``.
    :raises Invalid: too large, of a kind that is not kept, damaged (``field="file"``).
    :raises NotFound: the owner is not visible to the actor.
    """
    owner_record(uow, owner)
    name = safe_name(filename)
    stored = keep(uow, io.BytesIO(stream) if isinstance(stream, bytes) else stream, name)
    found = uow.scalar(
        select(Attachment).where(
            Attachment.owner_model == owner.model,
            Attachment.owner_id == owner.id,
            Attachment.file_id == stored.id,
            Attachment.name == name,
        )
    )
    return found or uow.add(
        Attachment(
            file_id=stored.id,
            file=stored,
            owner_model=owner.model,
            owner_id=owner.id,
            name=name,
            kind=kind,
        )
    )


def keep(
    uow: UnitOfWork, stream: BinaryIO, filename: str, *, known: Kind | None = None
) -> StoredFile:
    """Put a content into the store without hanging it anywhere (issued papers, imports).

    :param known: skips the examination, for bytes this program made itself.
    """
    settings: Settings = current_app.config["SETTINGS"]
    limit = settings.max_upload_mb * 1024 * 1024
    place = disk()
    try:
        temporary, sha256, size = place.spool(stream, limit=limit if known is None else 2**40)
    except TooLarge as error:
        raise Invalid(
            _l("“{name}” is larger than {limit} MB.", name=filename, limit=settings.max_upload_mb),
            field="file",
        ) from error
    try:
        kind = known or kind_of(temporary, filename)
        place.keep(temporary, sha256)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    found = uow.scalar(select(StoredFile).where(StoredFile.sha256 == sha256))
    return found or uow.add(StoredFile(sha256=sha256, size=size, content_type=kind.content_type))


def content(file: StoredFile) -> bytes:
    """The bytes of a stored file; :raises NotFound: when the store has lost them."""
    try:
        return disk().read(file.sha256)
    except FileNotFoundError as error:
        raise NotFound(
            _l("The file is missing in the store. Ask the administrator to restore it.")
        ) from error


def content_path(file: StoredFile) -> Path:
    """Where the bytes lie, for sending them without reading them into memory."""
    return disk().path(file.sha256)


def attachments_of(
    uow: UnitOfWork, owner: RecordRef, *, kind: str | None = None
) -> list[Attachment]:
    """The files of a record, oldest first; :raises NotFound: when the actor may not see it."""
    owner_record(uow, owner)
    query = select(Attachment).where(
        Attachment.owner_model == owner.model, Attachment.owner_id == owner.id
    )
    if kind is not None:
        query = query.where(Attachment.kind == kind)
    return list(uow.scalars(query.order_by(Attachment.id)))


def count_attachments(uow: UnitOfWork, owner: RecordRef) -> int:
    """How many files hang on a record the actor has already been shown."""
    query = (
        select(func.count())
        .select_from(Attachment)
        .where(Attachment.owner_model == owner.model, Attachment.owner_id == owner.id)
    )
    return uow.scalar(query) or 0


def attachment(uow: UnitOfWork, attachment_id: int) -> Attachment:
    """One attachment; :raises NotFound: when there is none or its record is not visible."""
    found = uow.get(Attachment, attachment_id)
    owner_record(uow, found.owner)
    return found


def remove(uow: UnitOfWork, attachment_id: int) -> None:
    """Take an attachment off its record; the bytes stay, the audit trail may name their hash."""
    uow.delete(attachment(uow, attachment_id))
    uow.flush()
