"""Giving files back to the browser: guarded by their record, never able to run as our page."""

from typing import Any

from flask import Blueprint, Response, send_file

from aftersales.db.uow import current_uow
from aftersales.errors import NotFound
from aftersales.files.models import Attachment
from aftersales.files.store import attachment, content_path
from aftersales.i18n import _l

bp = Blueprint("files", __name__)

INLINE = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})
NOTHING = "default-src 'none'; img-src 'self'; frame-ancestors 'self'"


@bp.get("/files/<int:attachment_id>")
def download(attachment_id: int) -> Response:
    """An attachment; pictures and PDFs open in the browser, anything else is saved."""
    return send(attachment(current_uow(), attachment_id))


def send(found: Attachment) -> Response:
    """The bytes with headers that keep a browser from guessing types or running anything."""
    path = content_path(found.file)
    if not path.exists():
        raise NotFound(_l("The file is missing in the store. Ask the administrator to restore it."))
    response = send_file(
        path,
        mimetype=found.file.content_type,
        as_attachment=found.file.content_type not in INLINE,
        download_name=found.name,
        etag=found.file.sha256,
        max_age=0,
    )
    return harden(response)


def harden(response: Any) -> Response:
    """Headers for any stored bytes: no sniffing, no scripts, no shared caches."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Browsers do not open their PDF viewer inside a sandbox; the viewer is one itself.
    is_pdf = response.mimetype == "application/pdf"
    response.headers["Content-Security-Policy"] = NOTHING if is_pdf else f"{NOTHING}; sandbox"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "private, no-cache"
    result: Response = response
    return result
