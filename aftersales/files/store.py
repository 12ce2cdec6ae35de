"""Keeping files: taking them in, hanging them on records, giving them back."""

import io
import re
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from aftersales.config import Settings
from aftersales.db.base import RecordRef, points_here
from aftersales.db.session import db
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Conflict, Invalid, NotFound
from aftersales.files.disk import Disk, TooLarge
from aftersales.files.models import Attachment, StoredFile
from aftersales.files.owners import require_owner
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
    require_owner(uow, owner)
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
    _hold(uow, place)
    try:
        temporary, sha256, size = place.spool(stream, limit=limit if known is None else 2**40)
    except TooLarge as error:
        raise Invalid(
            _l("“{name}” is larger than {limit} MB.", name=filename, limit=settings.max_upload_mb),
            field="file",
        ) from error
    try:
        kind = known or kind_of(temporary, filename)
        if place.keep(temporary, sha256):
            uow.after_rollback.append(partial(sweep, place, sha256))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return _row(uow, sha256, size, kind)


def _row(uow: UnitOfWork, sha256: str, size: int, kind: Kind) -> StoredFile:
    """The row of a content; somebody may be adding the same one in this moment."""
    query = select(StoredFile).where(StoredFile.sha256 == sha256)
    if (found := uow.scalar(query)) is not None:
        return found
    row = StoredFile(sha256=sha256, size=size, content_type=kind.content_type)
    try:
        with uow.session.begin_nested():
            return uow.add(row)
    except Conflict:
        return uow.scalars(query).one()


def _hold(uow: UnitOfWork, place: Disk) -> None:
    """Keep the store from being swept until this unit of work has ended."""
    if not uow.session.info.get("files_held"):
        uow.session.info["files_held"] = True
        uow.held.enter_context(place.in_use())


def sweep(place: Disk, sha256: str) -> None:
    """Delete what a unit of work wrote and took back, unless others need it meanwhile."""
    reading = db.engine.execution_options(aftersales_write=False)
    query = select(StoredFile.id).where(StoredFile.sha256 == sha256)
    # Where this fails, ``aftersales fsck --repair`` finds the content later.
    with suppress(SQLAlchemyError, OSError), place.sweeping() as is_alone:
        with reading.connect() as connection:
            is_known = connection.execute(query).first() is not None
        if is_alone and not is_known:
            place.path(sha256).unlink(missing_ok=True)


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
    require_owner(uow, owner)
    query = _attachments_statement()
    if kind is not None:
        query = query.where(Attachment.kind == kind)
    return list(uow.scalars(query, owner.values))


@cache
def _attachments_statement() -> Select[Attachment]:
    here = points_here(Attachment.owner_model, Attachment.owner_id)
    return select(Attachment).where(here).order_by(Attachment.id)


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
    require_owner(uow, found.owner)
    return found


def remove(uow: UnitOfWork, attachment_id: int) -> None:
    """Take an attachment off its record; the bytes stay, the audit trail may name their hash."""
    uow.delete(attachment(uow, attachment_id))
    uow.flush()
