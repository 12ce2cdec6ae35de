"""The attachment store: what it takes, where the bytes go, and who gets them back."""

import importlib
import io
import json
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from sqlalchemy import event, select

from aftersales.access.rules import RecordRule
from aftersales.auth.models import Department
from aftersales.db.base import ref, scoped
from aftersales.errors import Invalid, NotFound
from aftersales.files import attachments_of, content, remove, store
from aftersales.files.check import verify_store
from aftersales.files.models import Attachment, StoredFile
from aftersales.files.sniff import kind_of
from aftersales.files.store import disk, safe_name
from aftersales.integrity.cli import fsck

PDF = b"%PDF-1.7\n%test\n"


def png(width=4, height=4):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(buffer, "PNG")
    return buffer.getvalue()


def bomb():
    """A PNG that claims 60,000 by 60,000 pixels in a few bytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(header))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )


def office(member):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "<x/>")
    return buffer.getvalue()


@pytest.fixture
def department(uow_as):
    with uow_as("system") as uow:
        return ref(uow.scalars(select(Department).order_by(Department.id)).first())


@pytest.fixture
def guard_departments(app, monkeypatch):
    """Call it to hide departments from all but administrators: a guard without any module."""

    def guard():
        policy = app.extensions["aftersales.access"]
        rule = RecordRule(name="t", model=Department, title="t", permission="admin.use", write=True)
        monkeypatch.setattr(Department, "__scope__", scoped())
        monkeypatch.setitem(policy.guarded, Department.__table__, Department)
        monkeypatch.setattr(policy, "judged", {})
        monkeypatch.setitem(policy.rules, Department, [rule])

    return guard


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (PDF, "报告.pdf", "application/pdf"),
        (png(), "现场.PNG", "image/png"),
        (
            office("xl/workbook.xml"),
            "台账.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            office("word/document.xml"),
            "函.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("客户,电话\n龚喆,138\n".encode("gb18030"), "客户.csv", "text/csv"),
        ("记录".encode(), "记录.txt", "text/plain"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(20), "现场.mp4", "video/mp4"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(20), "录音.m4a", "audio/mp4"),
        (b"ID3\x04" + bytes(20), "录音.mp3", "audio/mpeg"),
    ],
)
def test_known_kinds_are_told_by_their_bytes(tmp_path, data, name, content_type):
    file = tmp_path / "upload"
    file.write_bytes(data)
    assert kind_of(file, name).content_type == content_type


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "leer.pdf"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "seite.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "bild.svg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text.txt"),
        (b"MZ\x90\x00" + bytes(60), "setup.exe"),
        (b"MZ\x90\x00" + bytes(60), "photo.jpg"),
        (PDF, "photo.png"),
        (png(), "photo.pdf"),
        (png()[:40], "half.png"),
        (bomb(), "bomb.png"),
        (office("xl/vbaProject.bin"), "macro.xlsx"),
        (b"#!/bin/sh\nrm -rf /\n", "script.txt"),
        (b"PK\x03\x04garbage", "sheet.xlsx"),
    ],
)
def test_everything_else_is_refused_with_the_field_named(tmp_path, data, name):
    file = tmp_path / "upload"
    file.write_bytes(data)
    with pytest.raises(Invalid) as refused:
        kind_of(file, name)
    assert refused.value.field == "file"
    assert name in str(refused.value) or "{" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\wang\\报告.pdf", "报告.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a_Set-Cookie_ x.pdf"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("...", "file"),
        (None, "file"),
        ("龚" * 300 + ".pdf", "龚" * 116 + ".pdf"),
    ],
)
def test_names_lose_folders_and_tricks(given, kept):
    assert safe_name(given) == kept


@pytest.mark.both_databases
def test_a_file_is_kept_once_and_hangs_on_its_record(uow_as, department):
    with uow_as("clerk") as uow:
        first = store(uow, png(), "现场.png", owner=department, kind="photo")
        again = store(uow, png(), "现场.png", owner=department, kind="photo")
        other_name = store(uow, png(), "铭牌.png", owner=department)
        assert again.id == first.id
        assert other_name.file_id == first.file_id
        assert content(first.file) == png()
        place = disk().path(first.file.sha256)
        assert place.parent.parent.name == first.file.sha256[:2]
    with uow_as("engineer") as uow:
        assert [a.name for a in attachments_of(uow, department)] == ["现场.png", "铭牌.png"]
        assert [a.name for a in attachments_of(uow, department, kind="photo")] == ["现场.png"]
        assert not list(disk().root.glob("incoming/*"))


def test_too_large_a_file_leaves_nothing_behind(app, uow_as, department, monkeypatch):
    with uow_as("clerk") as uow:
        limit = app.config["SETTINGS"].max_upload_mb * 1024 * 1024
        with pytest.raises(Invalid, match="MB"):
            store(uow, io.BytesIO(PDF + bytes(limit)), "gross.pdf", owner=department)
        assert not list(disk().root.rglob("*/??/*"))
        assert not list(disk().root.glob("incoming/*"))


def fail_half_way(uow_as, department):
    with uow_as("clerk") as uow:
        store(uow, PDF, "报告.pdf", owner=department)
        raise RuntimeError("crash")


def test_what_is_taken_back_leaves_no_bytes(uow_as, department):
    with pytest.raises(RuntimeError, match="crash"):
        fail_half_way(uow_as, department)
    with uow_as("system") as uow:
        report = verify_store(uow)
        assert (report.files, report.lost, report.orphans) == (0, (), ())


def test_bytes_somebody_else_may_be_keeping_are_left_for_the_next_sweep(uow_as, department):
    with uow_as("system", write=False):
        place = disk()
    with place.in_use(), pytest.raises(RuntimeError, match="crash"):
        fail_half_way(uow_as, department)
    with uow_as("system") as uow:
        report = verify_store(uow)
        assert (report.files, report.lost, len(report.orphans)) == (0, (), 1)
        assert report.is_sound


def test_bytes_lie_on_the_disk_before_their_row_is_committed(uow_as, department, monkeypatch):
    """The order that makes a power failure harmless: content, rename, folders, commit."""
    order = []
    sync, replace = os.fsync, Path.replace

    def synced(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        order.append("folder" if is_folder else "content")
        sync(descriptor)

    def renamed(path, target):
        order.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    with uow_as("clerk") as uow:
        engine = uow.session.connection().engine
        event.listen(engine, "commit", lambda _connection: order.append("commit"), once=True)
        store(uow, PDF, "报告.pdf", owner=department)
        order.append("kept")
    kept = order.index("kept")
    assert order[:kept] == ["content", "rename", *["folder"] * 3]
    assert order[kept + 1 :] == ["commit"]


def test_verification_finds_lost_and_changed_bytes(uow_as, department):
    with uow_as("clerk") as uow:
        lost = disk().path(store(uow, PDF, "a.pdf", owner=department).file.sha256)
        changed = disk().path(store(uow, png(), "b.png", owner=department).file.sha256)
    lost.unlink()
    changed.chmod(0o640)
    changed.write_bytes(b"something else")
    with uow_as("system") as uow:
        report = verify_store(uow)
        assert (report.lost, report.damaged) == ((lost.name,), (changed.name,))
        assert not report.is_sound


@pytest.mark.both_databases
def test_a_record_one_may_not_see_has_no_files(uow_as, department, guard_departments):
    with uow_as("admin") as uow:
        kept = store(uow, PDF, "报告.pdf", owner=department)
    guard_departments()
    with uow_as("clerk") as uow:
        with pytest.raises(NotFound):
            attachments_of(uow, department)
        with pytest.raises(NotFound):
            store(uow, PDF, "noch.pdf", owner=department)
        with pytest.raises(NotFound):
            remove(uow, kept.id)


def test_download_is_guarded_by_the_record(login, uow_as, department, guard_departments):
    with uow_as("admin") as uow:
        kept = store(uow, PDF, "报告.pdf", owner=department)
    clerk, admin = login("clerk"), login("admin")
    guard_departments()
    assert clerk.get(f"/files/{kept.id}").status_code == 404
    answer = admin.get(f"/files/{kept.id}")
    assert (answer.status_code, answer.data) == (200, PDF)


def test_a_visitor_gets_no_file(client, uow_as, department):
    with uow_as("clerk") as uow:
        kept = store(uow, PDF, "报告.pdf", owner=department)
    assert client.get(f"/files/{kept.id}").status_code in (302, 401)


def test_headers_keep_a_browser_from_running_a_file(login, uow_as, department):
    with uow_as("clerk") as uow:
        picture = store(uow, png(), "现场.png", owner=department)
        sheet = store(uow, office("xl/workbook.xml"), "台账.xlsx", owner=department)
    browser = login("clerk")
    shown = browser.get(f"/files/{picture.id}")
    saved = browser.get(f"/files/{sheet.id}")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    again = browser.get(f"/files/{picture.id}", headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304


def test_removing_takes_the_attachment_and_leaves_the_bytes(uow_as, department):
    with uow_as("clerk") as uow:
        kept = store(uow, PDF, "报告.pdf", owner=department)
        remove(uow, kept.id)
        assert uow.scalar(select(Attachment)) is None
        assert content(uow.scalar(select(StoredFile))) == PDF


def test_fsck_names_what_is_lost_and_removes_old_orphans(app, uow_as, department, monkeypatch):
    command_room = importlib.import_module("aftersales.cli.main")
    monkeypatch.setattr(command_room, "build_app", lambda **_settings: app)
    with uow_as("clerk") as uow:
        lost = disk().path(store(uow, PDF, "a.pdf", owner=department).file.sha256)
        orphan = disk().path("ab" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"left by a crash")
    with uow_as("system", write=False):
        place = disk()
    half_way = place.root / "incoming" / "half-way"
    half_way.write_bytes(b"half")

    def run(*options):
        return CliRunner().invoke(fsck, [*options, "--only", "files"])

    assert run("--repair").exit_code == 0, "what is young may belong to work that goes on"
    for leftover in (orphan, half_way):
        os.utime(leftover, (0, 0))
    found = run()
    assert (found.exit_code, orphan.name in found.output) == (1, True)
    with place.in_use():
        assert run("--repair").exit_code == 0
        assert orphan.exists(), "nobody sweeps while a content is on its way"
    assert run("--repair").exit_code == 0
    assert not orphan.exists()
    assert not half_way.exists()
    lost.unlink()
    broken = run("--quick", "--json")
    assert broken.exit_code == 2
    assert lost.name in json.loads(broken.output)["findings"][0]["sentence"]
