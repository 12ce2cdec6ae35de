"""Binding the month's volume, and proving later that nothing in it was changed."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select

from aftersales.access import requires
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import Signature
from aftersales.documents.volume import BoundVolume, VolumeEntry, build_volume
from aftersales.documents.volume_papers import ClosingSheet, VolumeCover
from aftersales.errors import Invalid, Refused
from aftersales.files.sniff import PDF
from aftersales.files.store import content, keep
from aftersales.i18n import _, _l
from aftersales.jobs import Progress, Result, Task, TaskKind, start, unseen
from aftersales.regulation.resolve import Scope, resolve
from modules.archive.events import VolumeBound
from modules.archive.models import Filing, Volume
from modules.archive.services.manifest import attached_manifest
from modules.archive.words import RETENTIONS
from modules.service.api import Case

AT_ONCE = 30
"""Pieces that are bound while the person waits: about a second."""


@requires("archive.volume.bind")
def bind_month(
    uow: UnitOfWork,
    *,
    year: int,
    month: int,
    checker: str,
    remarks: str = "",
    progress: Progress = unseen,
) -> Volume:
    """Bind what was filed of the cases closed in a month and is in no volume yet.

    Cover, catalogue, documents numbered through, closing sheet: one PDF/A with a manifest.
    A second binding of the same month holds what was filed since. Emits ``VolumeBound``.

    :param checker: 检查人, who is not the one who binds.
    :raises Refused: nothing is there to bind, or a stored file no longer has its hash.
    """
    filings = _to_bind(uow, year, month, checker)
    volume = _new_volume(uow, filings, year, month)
    volume.checker, volume.remarks = checker.strip(), remarks
    bound = _print(uow, volume, filings, progress)
    _keep(uow, volume, filings, bound)
    uow.emit(VolumeBound(volume_id=volume.id, number=volume.number))
    return volume


@requires("archive.volume.bind")
def bind_or_begin(
    uow: UnitOfWork, *, year: int, month: int, checker: str, remarks: str = ""
) -> Volume | Task:
    """Bind a small month now, or put a large one down as long work; see ``bind_month``."""
    pieces = len(_to_bind(uow, year, month, checker))
    if pieces <= AT_ONCE or uow.actor.user_id is None:
        return bind_month(uow, year=year, month=month, checker=checker, remarks=remarks)
    return start(
        uow,
        BIND.name,
        title=_l("Binding of {year}-{month:02d}", year=year, month=month),
        arguments={"year": year, "month": month, "checker": checker, "remarks": remarks},
        total=pieces,
        back="/archive/volumes",
    )


def _bind(uow: UnitOfWork, arguments: Mapping[str, Any], progress: Progress) -> Result:
    volume = bind_month(uow, progress=progress, **arguments)
    sentence = _l("{pieces} pieces on {pages} pages", pieces=volume.pieces, pages=volume.pages)
    return Result(f"/archive/volumes/{volume.id}", sentence)


BIND = TaskKind("archive.bind", _bind)


def _to_bind(uow: UnitOfWork, year: int, month: int, checker: str) -> list[Filing]:
    """What a volume would hold; :raises DomainError: the same as ``bind_month``."""
    if not 1 <= month <= 12:
        raise Invalid(_l("There is no such month."), field="month")
    if checker.strip() == uow.actor.name:
        raise Invalid(_l("Somebody else checks the volume."), field="checker")
    filings = _unbound(uow, year, month)
    if not filings:
        raise Refused(
            _l("Nothing filed of {year}-{month:02d} waits to be bound.", year=year, month=month)
        )
    return filings


def _unbound(uow: UnitOfWork, year: int, month: int) -> list[Filing]:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    rows = uow.scalars(
        select(Filing)
        .join(Filing.case)
        .where(Filing.volume_id.is_(None), Case.state == "filed")
        .order_by(Case.closed_at, Filing.case_id, Filing.position)
        .with_for_update(of=Filing)
    ).unique()
    return [
        row
        for row in rows
        if row.case.closed_at and first <= clock.local(row.case.closed_at).date() < after
    ]


def _new_volume(uow: UnitOfWork, filings: Sequence[Filing], year: int, month: int) -> Volume:
    longest = next(code for code in RETENTIONS if any(one.retention == code for one in filings))
    return Volume(
        number=_number(uow, year, longest),
        title=_("After-sales case files {year}-{month:02d}", year=year, month=month),
        year=year,
        month=month,
        date_from=min(one.dated for one in filings),
        date_to=max(one.dated for one in filings),
        retention=longest,
        pieces=len(filings),
        pages=0,
        bound_at=uow.now,
        bound_by_id=uow.actor.user_id,
    )


def _number(uow: UnitOfWork, year: int, retention: str) -> str:
    pattern = resolve(uow, "archive.volume_number", scope=Scope())
    fonds = resolve(uow, "archive.fonds", scope=Scope())
    return pattern.numbering.format(
        fonds=fonds.text, year=year, retention=RETENTIONS[retention][1], n=int(uow.number("AJJ"))
    )


def _print(
    uow: UnitOfWork, volume: Volume, filings: Sequence[Filing], progress: Progress
) -> BoundVolume:
    company = str(current_app.config["SETTINGS"].company_name)
    department = _("After-sales department")
    cover = VolumeCover(
        archive_number=volume.number,
        title=volume.title,
        compiled_by=department,
        date_from=volume.date_from,
        date_to=volume.date_to,
        retention=str(RETENTIONS[volume.retention][0]),
        volume_number=volume.number.rpartition("-")[2],
    )
    closing = ClosingSheet(
        remarks=volume.remarks,
        compiled_by=Signature(uow.actor.name, uow.now),
        checked_by=Signature(volume.checker, uow.now),
    )
    entries = [_entry(one, n, department) for n, one in enumerate(filings, 1)]
    return build_volume(cover, entries, closing, company=company, at=uow.now, progress=progress)


def _entry(filing: Filing, n: int, department: str) -> VolumeEntry:
    data = content(filing.file)
    if hashlib.sha256(data).hexdigest() != filing.sha256:
        raise Refused(
            _l(
                "“{title}” of {case} is not what was filed: its hash differs.",
                title=filing.title,
                case=filing.case.number,
            )
        )
    return VolumeEntry(
        title=filing.title,
        number=filing.number,
        author=filing.author,
        dated=filing.dated,
        data=data,
        content_type=filing.file.content_type,
        filename=filing.filename,
        note=filing.case.number,
        piece=f"{n:04d}",
        department=department,
        verify_code=filing.verify_code,
    )


def _keep(uow: UnitOfWork, volume: Volume, filings: Sequence[Filing], bound: BoundVolume) -> None:
    volume.pages, volume.sha256 = bound.numbered_pages, bound.sha256
    volume.manifest = dict(bound.manifest)
    stored = keep(uow, io.BytesIO(bound.data), f"{volume.number}.pdf", known=PDF)
    volume.file_id = stored.id
    uow.add(volume)
    with uow.system("binding numbers the pieces of every department"):
        for n, (filing, row) in enumerate(zip(filings, bound.catalogue, strict=True), 1):
            filing.volume_id, filing.piece = volume.id, f"{n:04d}"
            filing.first_page, filing.pages = row.first_page, row.pages


@requires("archive.volume.read")
def verify_volume(uow: UnitOfWork, *, record_id: int) -> list[str]:
    """Compare the stored volume with its hash, its manifest and the filed pieces.

    The answer is a list of what does not agree; empty when everything does.
    """
    volume = uow.get(Volume, record_id)
    data = content(volume.file)
    problems = []
    if hashlib.sha256(data).hexdigest() != volume.sha256:
        problems.append(_("The volume is not the one that was bound: its hash differs."))
    elif attached_manifest(data) != volume.manifest:
        problems.append(_("The manifest inside the volume differs from the one kept."))
    with uow.system("a volume is verified as a whole"):
        filings = uow.scalars(
            select(Filing).where(Filing.volume_id == volume.id).order_by(Filing.piece)
        ).unique()
        for filing, listed in zip(filings, volume.manifest["documents"], strict=False):
            if filing.sha256 != listed["sha256"]:
                problems.append(_("Piece {piece} differs from the manifest.", piece=filing.piece))
    return problems
