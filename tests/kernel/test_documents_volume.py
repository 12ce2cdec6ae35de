"""A bound volume: one PDF/A with numbered pages, stamps, attachments and a manifest that holds."""

import hashlib
import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime

import pikepdf
import pytest
from PIL import Image

from aftersales.documents.blocks import Signature
from aftersales.documents.engine import engine
from aftersales.documents.glyphs import drawn_glyphs
from aftersales.documents.paper import PaperFrame, fill
from aftersales.documents.pdfa import examine
from aftersales.documents.volume import VolumeEntry, build_volume
from aftersales.documents.volume_papers import ClosingSheet, VolumeCover

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
COVER = VolumeCover(
    archive_number="JN-SH·2026-D10-AFT-0001",
    title="2026年11月顾客服务档案",
    compiled_by="售后服务部",
    date_from=date(2026, 11, 1),
    date_to=date(2026, 11, 30),
    retention="10 年",
    fonds="湖南金能",
)
BODY = """{% extends "paper/base.html" %}{% block body %}
{% for _ in range(sheets) %}
<p style="break-after: {{ 'auto' if loop.last else 'page' }}">{{ text }}</p>
{% endfor %}
{% endblock %}"""


@pytest.fixture
def paper(tmp_path):
    (tmp_path / "body.html").write_text(BODY, encoding="utf-8")

    def make(text, sheets=1, orientation="portrait"):
        frame = PaperFrame(
            company="湖南金能", title="测试单", number="1", lang="zh_CN", orientation=orientation
        )
        html = fill("body.html", frame, {"text": text, "sheets": sheets}, folders=(tmp_path,))
        return engine().render(html, at=AT, seed=text).data

    return make


def entry(data, title="售后服务报告", **more):
    values = {
        "number": "BG-1",
        "author": "售后服务部",
        "dated": date(2026, 11, 12),
        "piece": "0001",
    }
    return VolumeEntry(title=title, data=data, **{**values, **more})


def bind(*entries, **more):
    closing = ClosingSheet(remarks="无缺件。", compiled_by=Signature("黄敏", date(2026, 11, 30)))
    return build_volume(COVER, entries, closing, company="湖南金能", at=AT, **more)


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(buffer, "JPEG")
    return buffer.getvalue()


def pages_of(data):
    """What each page draws."""
    texts = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            with pikepdf.new() as one:
                one.pages.append(page)
                buffer = io.BytesIO()
                one.save(buffer)
            texts.append(drawn_glyphs(buffer.getvalue()).text)
    return texts


def test_pages_are_numbered_through_the_documents_and_only_there(paper):
    volume = bind(entry(paper("甲", 2)), entry(paper("乙")), entry(paper("丙", 9)))
    texts = pages_of(volume.data)
    assert (volume.page_count, volume.numbered_pages) == (15, 12)
    # The marks are drawn last: digits of the page number, then on first pages the stamp.
    assert texts[3].endswith("2")
    assert texts[13].endswith("12")
    assert [row.first_page for row in volume.catalogue] == [1, 3, 4]
    assert "案　卷" in texts[0]
    assert "卷内目录" in texts[1]
    assert "本案卷共有文件材料 3 件，共 12 页" in texts[14]


def test_the_stamp_names_fonds_year_piece_and_pages_on_first_pages_only(paper):
    volume = bind(entry(paper("甲", 2), piece="0017"))
    first, second = pages_of(volume.data)[2:4]
    assert "湖南金能20260017售后服务部10 年2" in first
    assert "0017" not in second


def test_a_volume_is_structurally_pdfa_with_every_glyph_real(paper):
    volume = bind(entry(paper("甲")), entry(paper("乙", orientation="landscape"), piece=""))
    report = examine(volume.data)
    assert (report.part, report.conformance, report.problems) == ("3", "B", [])
    assert drawn_glyphs(volume.data).is_sound


def test_the_manifest_inside_holds_the_hash_of_every_document(paper):
    first, second = paper("甲"), paper("乙", 3)
    volume = bind(entry(first, verify_code="ABC"), entry(second))
    with pikepdf.open(io.BytesIO(volume.data)) as pdf:
        manifest = json.loads(pdf.attachments["manifest.json"].get_file().read_bytes())
        relationship = pdf.Root.AF[0].AFRelationship
    assert relationship == "/Data"
    assert manifest == json.loads(json.dumps(volume.manifest))
    assert [one["sha256"] for one in manifest["documents"]] == [
        hashlib.sha256(data).hexdigest() for data in (first, second)
    ]
    assert [one["first_page"] for one in manifest["documents"]] == [1, 2]
    assert manifest["documents"][0]["verify_code"] == "ABC"


def test_a_picture_becomes_a_page_and_its_original_travels_along(paper):
    volume = bind(entry(picture(), "发运凭证", content_type="image/jpeg", filename="运单.jpg"))
    with pikepdf.open(io.BytesIO(volume.data)) as pdf:
        assert pdf.attachments["001-运单.jpg"].get_file().read_bytes() == picture()
        assert len(pdf.pages[2].get_images()) == 1
    assert examine(volume.data).problems == []


@pytest.mark.parametrize(
    ("data", "content_type"),
    [(b"\x00\x00\x00\x20ftypisom", "video/mp4"), (b"%PDF-1.4 broken", "application/pdf")],
)
def test_what_cannot_be_a_page_stands_as_a_sheet_with_its_hash(data, content_type):
    volume = bind(entry(data, "现场录像", content_type=content_type, filename="现场.bin"))
    sheet = pages_of(volume.data)[2]
    assert hashlib.sha256(data).hexdigest() in sheet
    with pikepdf.open(io.BytesIO(volume.data)) as pdf:
        assert pdf.attachments["001-现场.bin"].get_file().read_bytes() == data
    assert examine(volume.data).problems == []


def test_a_scan_without_its_fonts_does_not_spoil_the_volume():
    with pikepdf.new() as scan:
        scan.add_blank_page()
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        scan.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        buffer = io.BytesIO()
        scan.save(buffer)
    volume = bind(entry(buffer.getvalue(), filename="scan.pdf"))
    assert examine(volume.data).problems == []
    assert examine(volume.data).attachments == ["001-scan.pdf", "manifest.json"]


def test_the_same_volume_gives_the_same_bytes(paper):
    entries = [entry(paper("甲")), entry(picture(), content_type="image/jpeg")]
    assert bind(*entries).sha256 == bind(*entries).sha256


def test_bookmarks_lead_to_each_part(paper):
    volume = bind(entry(paper("甲", 2), "报告"), entry(paper("乙"), "派工单"))
    with pikepdf.open(io.BytesIO(volume.data)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == ["封面", "卷内目录", "1. 报告", "2. 派工单", "卷内备考表"]


def test_an_empty_volume_is_a_cover_a_catalogue_and_a_closing_sheet():
    volume = bind()
    assert (volume.page_count, volume.numbered_pages) == (3, 0)
    assert examine(volume.data).problems == []


def test_progress_is_told_after_each_document(paper):
    seen = []
    bind(entry(paper("甲")), entry(paper("乙")), progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]


GROWTH = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from aftersales.documents.bind import VolumePart, bind_volume

paper, tools = (Path(file).read_bytes() for file in sys.argv[1:])
sizes = []
for count in (1, 150):
    parts = [VolumePart(paper, str(at)) for at in range(count)]
    bind_volume(parts, tools=tools, manifest={}, at=datetime(2026, 11, 30, tzinfo=UTC))
    sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
print((sizes[1] - sizes[0]) // 150)
"""


def test_binding_takes_little_more_memory_than_the_papers_are_large(paper, tmp_path):
    """Once read and once written: 2.1 times their size; with all of them open at once 2.8."""
    letters = "".join(chr(0x4E00 + at) for at in range(0, 6000, 10))
    files = [tmp_path / "paper.pdf", tmp_path / "tools.pdf"]
    for file, text in zip(files, (letters, "章"), strict=True):
        file.write_bytes(paper(text, sheets=10))
    told = subprocess.run([sys.executable, "-c", GROWTH, *files], capture_output=True, check=True)
    assert int(told.stdout) < 2.5 * files[0].stat().st_size
