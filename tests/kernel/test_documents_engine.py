"""The printed PDF: fonts, glyphs, sandbox, archival form, speed."""

import hashlib
import io
import threading
import time
from collections import Counter
from datetime import UTC, datetime

import pikepdf
import pytest

from aftersales.documents import engine as engine_room
from aftersales.documents import fonts
from aftersales.documents.declare import Copy, Picture
from aftersales.documents.engine import EngineMissing, engine
from aftersales.documents.glyphs import drawn_glyphs
from aftersales.documents.paper import PaperBroken, PaperFrame, fill
from aftersales.documents.parts import assemble, part_names
from aftersales.documents.pdfa import examine
from aftersales.documents.wording import MASKED, PLAIN

AT = datetime(2026, 11, 21, 0, 10, tzinfo=UTC)
RARE_NAMES = "㛃䶮喆玥昇犇堃赟淼曌翀頔"
TEMPLATE = """{% extends "paper/base.html" %}{% block body %}<p>{{ text }}</p>{% endblock %}"""
FRAME = PaperFrame(company="湖南金能机械", title="测试单", number="CS-1", lang="zh_CN")


@pytest.fixture
def printed(tmp_path):
    """``printed("text")``: a paper with that text."""

    def make(text="", template=TEMPLATE, *, frame=FRAME, archival=True, **values):
        folder = tmp_path / hashlib.sha256(template.encode()).hexdigest()[:8]
        folder.mkdir(exist_ok=True)
        if not (folder / "sheet.html").exists():  # several threads may print at once
            (folder / "sheet.html").write_text(template, encoding="utf-8")
        html = fill("sheet.html", frame, {"text": text, **values}, folders=(folder,))
        return engine().render(html, at=AT, seed="test", archival=archival)

    return make


def gb2312():
    letters = []
    for row in (*range(0xA1, 0xAA), *range(0xB0, 0xF8)):
        for cell in range(0xA1, 0xFF):
            try:
                letters.append(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return "".join(letter for letter in letters if not letter.isspace())


def test_every_gb2312_character_is_drawn_by_our_own_fonts(printed):
    report = drawn_glyphs(printed(gb2312()).data)
    assert report.lacks(gb2312()) == []
    assert report.missing == 0
    assert report.foreign == set()


def test_rare_names_are_drawn(printed):
    report = drawn_glyphs(printed(f"联系人{RARE_NAMES}先生").data)
    assert report.shows(RARE_NAMES)
    assert report.is_sound


def test_signs_of_a_machine_company_are_drawn(printed):
    signs = "①②③④⑤⑥⑦⑧⑨⑩ ℃ ± × ÷ ≤ ≥ Φ φ μ Ω ° ′ ″ ‰ ㎡ ￥ № § ～ — … “” 《》 〔〕 【】 ￥"
    report = drawn_glyphs(printed(signs).data)
    assert report.lacks(signs) == []
    assert report.is_sound


def test_the_proof_notices_a_character_no_font_has(printed):
    """Without this the three tests above could pass on boxes."""
    report = drawn_glyphs(printed("甲\U000e1000乙").data)
    assert not report.is_sound


def test_the_same_paper_gives_the_same_bytes(printed):
    assert printed("同一内容").data == printed("同一内容").data


def test_archival_papers_are_structurally_pdfa_3b(printed):
    report = examine(printed("归档").data)
    assert (report.part, report.conformance, report.problems) == ("3", "B", [])


def test_the_check_is_not_blind(printed):
    assert not examine(printed("预览", archival=False).data).is_sound
    assert not examine(b"not a pdf").is_sound


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/hostname">',
        '<link rel="stylesheet" href="file:///etc/hostname">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<img src="http://127.0.0.1:9/x.png">',
    ],
)
def test_a_template_reaches_neither_files_nor_hosts(printed, markup):
    template = TEMPLATE.replace("<p>", markup + "<p>")
    data = printed("只有文字", template).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.attachments) == 0
        assert "/XObject" not in pdf.pages[0].resources or not pdf.pages[0].resources.XObject


def test_text_is_escaped(printed):
    report = drawn_glyphs(printed('<b>粗</b><img src=x onerror="1">').data)
    assert report.shows('<b>粗</b><img src=x onerror="1">')


@pytest.mark.parametrize(
    "template",
    [
        TEMPLATE.replace("{{ text }}", "{{ misspelt }}"),
        TEMPLATE.replace("{{ text }}", "{{ text.__class__.__mro__ }}"),
        TEMPLATE.replace("{{ text }}", "{{ ''.__class__.__base__.__subclasses__() }}"),
        TEMPLATE.replace("{{ text }}", "{% if %}"),
    ],
)
def test_a_broken_template_stops_the_paper_with_its_name(printed, template):
    with pytest.raises(PaperBroken, match=r"sheet\.html"):
        printed("x", template)


def test_parts_share_their_body_and_differ_at_the_edge(printed):
    body = printed(gb2312()[700:1700])
    copies = (Copy("a", "公司联"), Copy("b", "客户联", "pink"), Copy("c", "存档联", "yellow"))
    whole = assemble(
        [body] * 3, copies, names=part_names(copies), orientation="portrait", lang="zh_CN"
    )
    assert whole.pages == 3 * body.pages
    assert len(whole.data) < 2 * len(body.data)
    assert examine(whole.data).problems == []
    report = drawn_glyphs(whole.data)
    assert report.is_sound
    for name in ("第一联公司联", "第二联客户联", "第三联存档联"):
        assert name in report.text.replace("　", "")
    again = assemble(
        [body] * 3, copies, names=part_names(copies), orientation="portrait", lang="zh_CN"
    )
    assert again.data == whole.data


PHONES = ("13807361234", "0731 88881234 转 8001 或 0731 88881235 转 8002", "02088886666")
LIST = """{% extends "paper/base.html" %}{% block body %}<p>{{ phones[0]|phone }}</p>
<div style="width:25mm">{{ phones[1]|phone }}，找张工</div><p>{{ ""|phone }}{{ text }}</p>
<table class="lines"><tr><td class="mid">{{ phones[2]|phone|blank }}</td></tr></table>
{% endblock %}"""


def test_a_paper_is_laid_out_once_and_each_variant_draws_its_own_words(tmp_path):
    """Numbers that break, stand in the middle or on the next page: as if printed on their own."""
    (tmp_path / "list.html").write_text(LIST, encoding="utf-8")
    values = {"phones": PHONES, "text": 4 * gb2312()[700:1700]}
    both, masked, plain = (
        fill("list.html", FRAME, values, folders=(tmp_path,), masked=masked)
        for masked in (None, True, False)
    )
    hide, show = engine().render_variants(both, [PLAIN, MASKED], at=AT, seed="test")
    alone = [engine().render(html, at=AT, seed="test") for html in (masked, plain)]
    assert alone[1].pages > 1
    assert [(one.first, one.pages) for one in (hide, show)] == [
        (0, alone[0].pages),
        (alone[0].pages, alone[1].pages),
    ]
    # What lies over something else is drawn last, and a space that ends a line not at all.
    letters = [Counter("".join("".join(_texts(one)).split())) for one in (hide, show, *alone)]
    assert letters[:2] == letters[2:]
    assert [phone in "".join(_texts(show)) for phone in PHONES] == [True, False, True]
    assert not any(digits in "".join(_texts(hide)) for digits in ("0736", "8001", "88881235"))
    assert len(hide.data) < 1.5 * len(alone[1].data)
    assert examine(hide.data).problems == []


def test_parts_with_and_without_masks_stand_in_their_order(tmp_path):
    (tmp_path / "list.html").write_text(LIST, encoding="utf-8")
    values = {"phones": PHONES, "text": ""}
    html = fill("list.html", FRAME, values, folders=(tmp_path,), masked=None)
    plain, masked = engine().render_variants(html, [MASKED, PLAIN], at=AT, seed="test")
    copies = (Copy("a", "公司联"), Copy("b", "客户联", masked=True), Copy("c", "存档联"))
    whole = assemble(
        [plain, masked, plain], copies, names=["1", "2", "3"], orientation="portrait", lang="zh_CN"
    )
    single = _texts(whole)
    assert ["138****1234" in text for text in single] == [False, True, False]
    assert ["13807361234" in text for text in single] == [True, False, True]
    assert examine(whole.data).problems == []


@pytest.mark.parametrize(
    "use",
    [
        "{{ '电话 %s'|format(text|phone) }}",
        "{{ text|phone|trim }}",
        "{{ [text|phone]|join('、') }}",
        "{{ '电话 ' ~ (text|phone) }}",
        "<a title='{{ text|phone }}' rel=\"{{ text|phone }}\">联系人</a>",
    ],
)
def test_a_masked_part_never_tells_the_number_whatever_a_template_does_with_it(tmp_path, use):
    (tmp_path / "sheet.html").write_text(TEMPLATE.replace("{{ text }}", use), encoding="utf-8")
    html = fill("sheet.html", FRAME, {"text": "13807361234"}, folders=(tmp_path,), masked=None)
    [hide] = engine().render_variants(html, [PLAIN], at=AT, seed="test")
    assert "0736" not in "".join(_texts(hide))


def _texts(printed):
    with pikepdf.open(io.BytesIO(printed.data)) as pdf:
        places = range(printed.first, printed.first + printed.pages)
        return [drawn_glyphs(_only(pdf, at)).text for at in places]


def _only(pdf, at):
    with pikepdf.new() as one:
        one.pages.append(pdf.pages[at])
        buffer = io.BytesIO()
        one.save(buffer)
        return buffer.getvalue()


def test_pictures_travel_inside(printed):
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (30, 10)).save(buffer, "PNG")
    template = TEMPLATE.replace("{{ text }}", '<img src="{{ text.uri }}">')
    data = printed(Picture(buffer.getvalue()), template).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages[0].get_images()) == 1


def test_missing_fonts_are_named_with_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    monkeypatch.setattr(engine_room, "_engine", None)
    with pytest.raises(EngineMissing, match=r"\./run") as missing:
        engine()
    assert missing.value.status == 503
    assert not engine_room.is_available()


def test_missing_libraries_are_named_with_the_remedy(monkeypatch, tmp_path):
    broken = "raise OSError(\"cannot load library 'libpangoft2-1.0-0'\")"
    (tmp_path / "weasyprint.py").write_text(broken)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(engine_room, "_engine", None)
    with pytest.raises(EngineMissing, match="libharfbuzz-subset0"):
        engine()


def test_a_paper_is_printed_when_the_printing_process_has_ended(printed, monkeypatch):
    monkeypatch.setattr(engine_room, "_engine", None)
    before = printed("一")
    engine()._process.kill()
    assert printed("一") == before
    engine().close()


def test_a_paper_that_cannot_be_printed_leaves_the_engine_to_the_next(printed, monkeypatch):
    with pytest.raises(RuntimeError, match="could not be printed"):
        engine().render("<p>", at=AT, seed=None)
    assert printed("二").pages == 1


def test_a_warm_page_takes_a_fraction_of_the_first(printed, monkeypatch):
    """A thirtieth as measured; a lost cache of fonts or styles would take half of it or all."""
    monkeypatch.setattr(engine_room, "_engine", None)
    times = []
    for _at in range(9):
        start = time.perf_counter()
        printed("正文" * 200)
        times.append(time.perf_counter() - start)
    engine().close()
    assert min(times[1:]) < times[0] / 5


def test_several_threads_take_turns_in_the_engine(printed, capfd):
    """Without turns Pango's lists are corrupted; GLib says so on standard error."""
    wanted = printed("轮流").data
    seen = []

    def work():
        seen.extend(printed("轮流").data == wanted for _at in range(6))

    threads = [threading.Thread(target=work) for _at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 24
    assert "GLib" not in capfd.readouterr().err
