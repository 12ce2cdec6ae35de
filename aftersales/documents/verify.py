"""Verification: what anybody who holds a paper may learn about it, and nothing about a person."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.documents.issue import CODE_ALPHABET, CODE_LENGTH
from aftersales.documents.models import IssuedDocument

CHUNK = 1024 * 1024
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What the verification page shows of a paper.

    ``successor`` is the issue time of the revision that replaced it, when one did.
    """

    title: str
    number: str
    revision: int
    issued_at: datetime
    sha256: str
    pages: int
    copies: tuple[str, ...]
    is_current: bool
    successor_at: datetime | None
    successor_revision: int | None


def normalise_code(text: str) -> str | None:
    """A typed or scanned code in its stored form, or None when it cannot be one."""
    code = text.upper().replace("-", "").replace(" ", "").translate(_LOOKALIKES)
    if len(code) != CODE_LENGTH or set(code) - set(CODE_ALPHABET):
        return None
    return code


def look_up(uow: UnitOfWork, text: str) -> PublicFacts | None:
    """The public facts behind a code, or None when no paper carries it."""
    code = normalise_code(text)
    if code is None:
        return None
    paper = uow.scalar(select(IssuedDocument).where(IssuedDocument.verify_code == code))
    if paper is None:
        return None
    successor = uow.find(IssuedDocument, paper.superseded_by_id)
    return PublicFacts(
        title=paper.title,
        number=paper.number,
        revision=paper.revision,
        issued_at=paper.issued_at,
        sha256=paper.sha256,
        pages=paper.pages,
        copies=tuple(paper.copies),
        is_current=paper.is_current,
        successor_at=successor.issued_at if successor else None,
        successor_revision=successor.revision if successor else None,
    )


def matches(facts: PublicFacts, stream: IO[bytes]) -> bool:
    """Whether a file is, byte for byte, the stored paper. Nothing of it is kept."""
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest() == facts.sha256
