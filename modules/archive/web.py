"""Pages of the archive that no declaration covers: the stored bytes, and the verification."""

from collections.abc import Iterable
from io import BytesIO

from flask import Blueprint, Response, send_file
from sqlalchemy import select

from aftersales.access import require
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.documents.issue import catalogue
from aftersales.documents.reading import paper_with_code, require_in_full
from aftersales.files.store import content
from aftersales.i18n import _
from aftersales.web.page import Crumb, render_page
from modules.archive.models import Filing, Volume
from modules.archive.services import verify_volume

bp = Blueprint("archive", __name__, url_prefix="/archive", template_folder="templates")


@bp.get("/volumes/<int:volume_id>.pdf")
def volume_file(volume_id: int) -> Response:
    """The bound volume."""
    uow = current_uow()
    require(uow.actor, "archive.volume.read")
    volume = uow.get(Volume, volume_id)
    pieces = select(Filing.verify_code).where(Filing.volume_id == volume.id)
    _require_originals(uow, uow.scalars(pieces).all())
    return send_file(
        BytesIO(content(volume.file)), "application/pdf", download_name=f"{volume.number}.pdf"
    )


@bp.get("/filings/<int:filing_id>/file")
def filing_file(filing_id: int) -> Response:
    """The bytes of one filed piece; what a browser might run is only offered for download."""
    uow = current_uow()
    require(uow.actor, "archive.filing.read")
    filing = uow.get(Filing, filing_id)
    _require_originals(uow, [filing.verify_code])
    kind = filing.file.content_type
    is_shown = kind == "application/pdf" or kind in ("image/png", "image/jpeg", "image/webp")
    return send_file(
        BytesIO(content(filing.file)),
        kind,
        as_attachment=not is_shown,
        download_name=filing.filename or filing.title,
    )


def _require_originals(uow: UnitOfWork, codes: Iterable[str]) -> None:
    """Custodians handle originals; others read in full what they may see in full elsewhere."""
    if uow.actor.can("archive.original.read"):
        return
    for code in codes:
        paper = paper_with_code(uow, code)
        if paper is not None and paper.spec in catalogue():
            require_in_full(uow.actor, catalogue()[paper.spec])


@bp.get("/volumes/<int:volume_id>/verify")
def volume_verification(volume_id: int) -> str:
    """Whether volume, manifest and pieces still agree."""
    uow = current_uow()
    require(uow.actor, "archive.volume.read")
    volume = uow.get(Volume, volume_id)
    return render_page(
        "archive/verify.html",
        title=_("Verification"),
        module="archive",
        volume=volume,
        crumbs=(
            Crumb(_("Volumes"), "/archive/volumes"),
            Crumb(volume.number, f"/archive/volumes/{volume.id}"),
        ),
        problems=verify_volume(uow, record_id=volume_id),
    )
