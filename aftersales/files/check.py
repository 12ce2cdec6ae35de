"""Comparing the store with its table, for ``aftersales fsck`` and the archive's yearly check."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.files.models import StoredFile
from aftersales.files.store import disk


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReport:
    """What does not fit. ``lost``: rows without bytes. ``damaged``: bytes that changed.

    ``orphans``: bytes without a row, left by a crash before the commit; harmless, may be deleted.
    """

    files: int
    lost: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether every row has its unchanged bytes."""
        return not self.lost and not self.damaged


def verify_store(uow: UnitOfWork, *, deep: bool = True) -> StoreReport:
    """Compare table and disk.

    :param deep: read every content and compare its hash as well (one pass over all bytes).
    """
    place = disk()
    known = set(uow.scalars(select(StoredFile.sha256)))
    there = set(place.hashes())
    damaged = [sha for sha in sorted(known & there) if deep and not _is_intact(place.path(sha))]
    return StoreReport(
        files=len(known),
        lost=tuple(sorted(known - there)),
        damaged=tuple(damaged),
        orphans=tuple(sorted(there - known)),
    )


def _is_intact(path: Path) -> bool:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest() == path.name
