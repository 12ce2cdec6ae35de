"""Files from outside: what they are is told by their bytes, and they never run as our page."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from sqlalchemy import select

from aftersales.files.models import Attachment
from aftersales.files.sniff import XLSX as XLSX_TYPE

pytestmark = pytest.mark.demo_company

HTML = b"<html><script>evil()</script></html>"


def picture(kind="PNG", **options):
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, kind, **options)
    return out.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def text_bomb():
    """A small PNG with a comment that unpacks to 100 MB, which nobody unpacks."""
    body = picture()
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))
    return body[:33] + bomb + body[33:]


def huge():
    """A PNG of 30,000 by 30,000 pixels in a few hundred bytes."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 3751, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


def workbook(swollen=0, member="xl/workbook.xml"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, b"<x/>")
        for number in range(swollen):
            archive.writestr(f"xl/media/{number}", bytes(50_000_000))
    return out.getvalue()


@pytest.fixture
def hang(app, login, uow_as):
    """Hang a file on a customer through the page; the answer, and what was kept."""
    browser = login("clerk")
    view = app.extensions["aftersales.views"].forms["customers.customer"]
    with uow_as("system", write=False) as uow:
        key = uow.scalar(select(view.model.id).limit(1))

    def send(data, name, content_type="application/octet-stream"):
        parts = {"files": (io.BytesIO(data), name, content_type)}
        answer = browser.post(f"/-/thread/{view.name}/{key}/attach", data=parts)
        with uow_as("system", write=False) as uow:
            newest = select(Attachment.id).order_by(Attachment.id.desc()).limit(1)
            kept = uow.scalar(newest) if answer.status_code == 200 else None
        return answer, browser.get(f"/files/{kept}") if kept else None

    return send


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (HTML, "report.html"),
        (HTML, "report.pdf"),
        (HTML, "photo.png"),
        (b"\xef\xbb\xbf  \n" + HTML, "notes.txt"),
        (HTML.decode().encode("utf-16"), "notes.txt"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="evil()"/>', "drawing.svg"),
        (b'<?xml version="1.0"?><svg onload="evil()"/>', "drawing.png"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "x.xml"),
        (b"MZ" + bytes(100), "setup.exe"),
        (workbook(member="evil.html"), "pages.zip"),
        (workbook(member="../../../etc/cron.d/evil"), "sheet.xlsx"),
        (workbook(swollen=9), "bomb.xlsx"),
        (huge(), "huge.png"),
        (text_bomb(), "comment.png"),
        (picture()[:-20], "half.png"),
    ],
)
def test_what_could_run_or_swell_is_not_kept(hang, app, data, name):
    answer, kept = hang(data, name)
    assert answer.status_code == 422
    assert kept is None
    incoming = app.config["SETTINGS"].instance_path / "files" / "incoming"
    assert list(incoming.iterdir()) == [], "nothing half-taken stays behind"


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (picture() + HTML, "photo.png", "image/png"),
        (picture("JPEG", comment=HTML), "photo.jpg", "image/jpeg"),
        (b"%PDF-1.7\n" + HTML, "paper.pdf", "application/pdf"),
        (workbook(), "sheet.xlsx", XLSX_TYPE),
        (b"plain words " * 600 + HTML, "notes.txt", "text/plain"),
    ],
)
def test_two_files_in_one_stay_what_we_said_they_are(hang, data, name, content_type):
    """A picture that is a page as well is sent as a picture, to be believed, in a sandbox."""
    _answer, kept = hang(data, name, "text/html")
    assert kept.mimetype == content_type
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    policy = kept.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    shown = kept.headers["Content-Disposition"].split(";")[0]
    opens_here = content_type.startswith("image/") or content_type == "application/pdf"
    assert shown == ("inline" if opens_here else "attachment")
    assert ("sandbox" in policy) == (content_type != "application/pdf")
    assert kept.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.png", "..\\..\\x.png", 'a"\r\nX-Evil: 1\r\n.png', "a;b=c.png"]
)
def test_a_name_leads_nowhere_and_breaks_no_header(hang, name):
    _answer, kept = hang(picture(), name)
    told = kept.headers["Content-Disposition"]
    assert "X-Evil" not in kept.headers
    assert "/" not in told.split("filename", 1)[1].replace("UTF-8''", "")
    assert "\n" not in told


def test_a_signature_is_a_small_picture_or_nothing(app):
    from aftersales.views.inputs_rich import png_of

    for text in (
        "data:text/html;base64,PGI+",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png;base64,PHN2Zz4=",
        "javascript:evil()",
        "data:image/png;base64," + "A" * 1_000_000,
    ):
        with pytest.raises(ValueError, match=r"."):
            png_of(text)
