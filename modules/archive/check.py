"""What ``aftersales fsck`` asks the archive: pieces and volumes are what was filed and bound."""

from collections.abc import Iterator

from sqlalchemy import func, select

from aftersales.files.models import StoredFile
from aftersales.integrity import Check, Examination, Finding
from modules.archive.models import Filing, Volume


def archive_agrees(examination: Examination) -> Iterator[Finding]:
    """Hashes of pieces and volumes against their contents, and the pieces of each volume."""
    uow = examination.uow
    for model, word in ((Filing, "Piece"), (Volume, "Volume")):
        differing = (
            select(model.id)
            .join(StoredFile, StoredFile.id == model.file_id)
            .where(StoredFile.sha256 != model.sha256)
        )
        for (key,) in uow.rows(differing):
            yield Finding(sentence=f"{word} {key} is not stored with the hash it was filed with.")
    counted = (
        select(Volume.number, Volume.pieces, func.count(func.distinct(Filing.piece)))
        .outerjoin(Filing, Filing.volume_id == Volume.id)
        .group_by(Volume.id, Volume.number, Volume.pieces)
    )
    for number, pieces, found in uow.rows(counted):
        if pieces != found:
            yield Finding(sentence=f"Volume {number} has {pieces} pieces, {found} are filed in it.")


ARCHIVE_CHECK = Check(name="archive.volumes", find=archive_agrees)
