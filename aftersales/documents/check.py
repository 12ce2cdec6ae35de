"""The papers' part of ``aftersales fsck``: each issued paper has the bytes it was issued with."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from aftersales.documents.models import IssuedDocument
from aftersales.files.models import StoredFile
from aftersales.integrity import Examination, Finding


def papers_agree(examination: Examination) -> Iterator[Finding]:
    """Hash and size of each paper against its stored content, and the chain of revisions."""
    differing = (
        select(IssuedDocument.id, IssuedDocument.title, IssuedDocument.number)
        .join(StoredFile, StoredFile.id == IssuedDocument.file_id)
        .where(
            or_(IssuedDocument.sha256 != StoredFile.sha256, IssuedDocument.size != StoredFile.size)
        )
    )
    for key, title, number in examination.uow.rows(differing):
        yield Finding(
            sentence=f"Paper {key} ({title} {number}) is not stored as it was issued: its hash or "
            "size differs."
        )
    backwards = select(IssuedDocument.id).where(
        IssuedDocument.superseded_by_id.is_not(None),
        IssuedDocument.superseded_by_id <= IssuedDocument.id,
    )
    for (key,) in examination.uow.rows(backwards):
        yield Finding(sentence=f"Paper {key} is superseded by one that is not newer.")
