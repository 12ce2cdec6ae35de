"""Pages of the room: preview, issue, the stored PDF, and the public verification page."""

from io import BytesIO

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from aftersales.config import Settings
from aftersales.db.base import Base, RecordRef, model_name
from aftersales.db.uow import current_uow
from aftersales.documents.declare import DocumentSpec
from aftersales.documents.issue import find_issued, issue, preview, spec_named
from aftersales.documents.qr import group_code
from aftersales.documents.verify import look_up, matches
from aftersales.errors import Invalid
from aftersales.files.owners import owner_record
from aftersales.files.store import content
from aftersales.files.web import harden
from aftersales.i18n import _, _l
from aftersales.web.limits import limited
from aftersales.web.page import render_page
from aftersales.web.requests import public

bp = Blueprint("documents", __name__, template_folder="templates")


@bp.get("/documents/<int:issued_id>.pdf")
def stored(issued_id: int) -> Response:
    """The stored bytes of an issued paper."""
    issued = find_issued(current_uow(), issued_id)
    return _pdf(content(issued.file), issued.filename)


@bp.get("/documents/preview/<spec>/<int:record_id>")
@limited("paper")
def show_preview(spec: str, record_id: int) -> Response:
    """The paper as it would be, watermarked."""
    declared, record = _record(spec, record_id)
    printed = preview(current_uow(), spec, record, lang=_lang())
    return _pdf(printed.data, f"{declared.title}-{declared.number(record)}.pdf")


@bp.post("/documents/issue/<spec>/<int:record_id>")
@limited("paper")
def make(spec: str, record_id: int) -> ResponseReturnValue:
    """Issue the paper (or find it unchanged) and show it."""
    _declared, record = _record(spec, record_id)
    copies = request.form.getlist("copies") or None
    issued = issue(current_uow(), spec, record, copies=copies, lang=_lang())
    return redirect(url_for("documents.stored", issued_id=issued.id))


@bp.get("/verify/<code>")
@public
@limited("verify")
def verify(code: str) -> ResponseReturnValue:
    """What a paper with this code is, for whoever holds one."""
    return _verification(code, verdict=None)


@bp.post("/verify/<code>")
@public
@limited("verify")
def compare(code: str) -> ResponseReturnValue:
    """Compare an uploaded PDF with the stored one; nothing of it is kept."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid(_l("Choose the PDF file first."), field="file")
    facts = look_up(current_uow(), code)
    return _verification(code, verdict=bool(facts and matches(facts, upload.stream)))


def _verification(code: str, *, verdict: bool | None) -> ResponseReturnValue:
    settings: Settings = current_app.config["SETTINGS"]
    facts = look_up(current_uow(), code)
    page = render_page(
        "documents/verify.html",
        title=_("Check of a paper"),
        facts=facts,
        verdict=verdict,
        code=group_code(code.upper().replace("-", "")[:32]),
        company=settings.company_name,
    )
    return page, 200 if facts else 404


def _record(spec_name: str, record_id: int) -> tuple[DocumentSpec, Base]:
    spec = spec_named(spec_name)
    return spec, owner_record(current_uow(), RecordRef(model_name(spec.model), record_id))


def _lang() -> str:
    return "en" if request.values.get("lang") == "en" else "zh_CN"


def _pdf(data: bytes, filename: str) -> Response:
    response = send_file(
        BytesIO(data),
        mimetype="application/pdf",
        download_name=filename,
        as_attachment="download" in request.args,
    )
    return harden(response)
