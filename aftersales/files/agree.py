"""The file store's part of ``aftersales fsck``: contents and rows agree."""

import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.files.check import verify_store
from aftersales.files.models import StoredFile
from aftersales.files.store import disk, sweep
from aftersales.integrity import Examination, Finding


def files_agree(examination: Examination) -> Iterator[Finding]:
    """Lost, damaged and cut contents; what a crash before a commit left behind."""
    place = disk()
    report = verify_store(examination.uow, deep=not examination.quick)
    for sha256 in report.lost:
        yield Finding(sentence=f"Content {sha256} is lost: restore it from a backup.")
    for sha256 in report.damaged:
        yield Finding(sentence=f"Content {sha256} was changed: restore it from a backup.")
    yield from _cut(examination.uow, {*report.lost, *report.damaged})
    latest = time.time() - examination.min_age.total_seconds()
    for sha256 in report.orphans:
        if _is_older(place.path(sha256), latest):
            yield Finding(
                sentence=f"Content {sha256} belongs to no row: a crash left it.",
                severity="leftover",
                mend=partial(sweep, place, sha256),
            )
    for path in place.incoming():
        if _is_older(path, latest):
            yield Finding(
                sentence=f"{path.name} in the incoming folder was never finished.",
                severity="leftover",
                mend=partial(path.unlink, missing_ok=True),
            )


def _cut(uow: UnitOfWork, known: set[str]) -> Iterator[Finding]:
    for sha256, size in uow.rows(select(StoredFile.sha256, StoredFile.size)):
        path = disk().path(sha256)
        if sha256 not in known and path.stat().st_size != size:
            yield Finding(
                sentence=f"Content {sha256} has {path.stat().st_size} bytes, its row says {size}: "
                "restore it from a backup."
            )


def _is_older(path: Path, latest: float) -> bool:
    with suppress(FileNotFoundError):  # taken away since the folder was read
        return path.stat().st_mtime <= latest
    return False
