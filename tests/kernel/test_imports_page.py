"""The Import page: upload, correct, look, import, take back; bad input gets a sentence."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.imports.models import ImportRun
from tests.kernel.imports_sample import sample_importers

GOOD = "片区编号,片区名称,地区类别\nCD,常德,本地\nNQ,那曲,边远\n"
MIXED = GOOD + "XX,,本地\n合计,,\n"
OTHER_WORDS = "代号,叫法,远近\nCD,常德,本地\nNQ,那曲,边远\n"


@pytest.fixture(autouse=True)
def importers(app, monkeypatch):
    sample_importers(app, monkeypatch)


@pytest.fixture
def browser(login):
    return login("admin")


def send(browser, text, name="片区.csv"):
    data = {"file": (io.BytesIO(text.encode("gb18030")), name)}
    return browser.post("/imports", data=data, content_type="multipart/form-data")


def upload(browser, text, name="片区.csv"):
    answer = send(browser, text, name)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rsplit("/", 1)[1]


def regions(uow_as):
    with uow_as("system", write=False) as uow:
        return {
            region.code for region in uow.scalars(select(Region)) if region.code in ("CD", "NQ")
        }


def run_of(uow_as, number):
    with uow_as("system", write=False) as uow:
        found = uow.get(ImportRun, int(number))
        return found.state, found.mapping


def test_from_upload_to_import_and_back(browser, uow_as, app):
    number = upload(browser, GOOD)
    page = browser.get(f"/imports/{number}").text
    assert "试导入" in page
    assert "常德" in page
    assert regions(uow_as) == set()
    kept = list((app.config["SETTINGS"].instance_path / "imports").iterdir())
    assert len(kept) == 1

    answer = browser.post(f"/imports/{number}/run", data={"mode": "all_or_nothing"})
    assert answer.status_code == 303
    assert regions(uow_as) == {"CD", "NQ"}
    assert not kept[0].exists()
    page = browser.get(f"/imports/{number}").text
    assert "已导入" in page
    assert "撤销这次导入" in page
    assert "片区.csv" in browser.get("/imports").text

    assert browser.post(f"/imports/{number}/undo").status_code == 303
    assert regions(uow_as) == set()
    assert "已撤销" in browser.get(f"/imports/{number}").text


def test_refused_rows_are_shown_with_place_and_reason(browser, uow_as):
    number = upload(browser, MIXED)
    page = browser.get(f"/imports/{number}").text
    assert re.search(r"<td[^>]*>4</td><td>片区名称</td><td>–</td><td>缺少", page)
    assert "这是合计行，不是一条记录" in page

    refused = browser.post(f"/imports/{number}/run", data={"mode": "all_or_nothing"})
    assert refused.status_code == 409
    assert "2 行未通过检查" in refused.text
    assert regions(uow_as) == set()
    assert run_of(uow_as, number)[0] == "draft"

    assert browser.post(f"/imports/{number}/run", data={"mode": "good_rows"}).status_code == 303
    assert regions(uow_as) == {"CD", "NQ"}
    answer = browser.get(f"/imports/{number}/refused.xlsx")
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_name(sheet)
    header, first, _second = rows.to_python()
    assert header[5:] == ["片区编号", "片区名称", "地区类别"]
    assert first[1] == 4
    assert first[5] == "XX"


def test_the_mended_workbook_of_refused_rows_is_read_again(browser, uow_as):
    number = upload(browser, MIXED)
    mended = browser.get(f"/imports/{number}/refused.xlsx").data
    data = {"file": (io.BytesIO(mended), "改.xlsx")}
    answer = browser.post("/imports", data=data, content_type="multipart/form-data")
    _state, mapping = run_of(uow_as, answer.headers["Location"].rsplit("/", 1)[1])
    read_as = {c["header"]: c["field"] for c in mapping["sheets"][0]["columns"] if c["field"]}
    assert read_as == {"片区编号": "code", "片区名称": "name", "地区类别": "region_class"}


def test_a_file_in_other_words_is_mapped_by_the_person(browser, uow_as):
    number = upload(browser, OTHER_WORDS)
    assert "没有认出" in browser.get(f"/imports/{number}").text
    change = f"/imports/{number}/mapping"
    browser.post(change, data={"kind-0": "regions", "header-0": "1"})
    page = browser.get(f"/imports/{number}").text
    assert "请指定哪一列" in page
    fields = {"kind-0": "regions", "header-0": "1", "field-0-0": "code", "field-0-1": "name"}
    twice = browser.post(change, data=fields | {"field-0-2": "name"})
    assert twice.status_code == 422
    assert "同一个字段" in twice.text
    browser.post(change, data=fields | {"field-0-2": "region_class"})
    assert browser.post(f"/imports/{number}/run").status_code == 303
    assert regions(uow_as) == {"CD", "NQ"}


def test_a_second_click_imports_nothing_twice(browser, uow_as):
    number = upload(browser, GOOD)
    browser.post(f"/imports/{number}/run", data={"mode": "good_rows"})
    again = browser.post(f"/imports/{number}/run", data={"mode": "good_rows"})
    assert again.status_code == 409
    assert regions(uow_as) == {"CD", "NQ"}


def test_a_draft_may_be_given_up(browser, uow_as, app):
    number = upload(browser, GOOD)
    assert browser.post(f"/imports/{number}/discard").status_code == 303
    assert browser.get(f"/imports/{number}").status_code == 404
    assert not list((app.config["SETTINGS"].instance_path / "imports").iterdir())


@pytest.mark.parametrize(
    ("text", "name"),
    [("", "空.csv"), ("\x00\x01", "x.csv"), ("PK\x03\x04abc", "x.xlsx")],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_is_not_kept(browser, app, text, name):
    answer = send(browser, text, name)
    assert answer.status_code == 422
    assert name in answer.text
    folder = app.config["SETTINGS"].instance_path / "imports"
    assert not list(folder.iterdir())


def test_no_file_chosen(browser):
    answer = browser.post("/imports", data={}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "请选择文件" in answer.text


def test_who_may_not_import_does_not_get_in(login, browser):
    number = upload(browser, GOOD)
    gate = login("gate")
    assert gate.get("/imports").status_code == 403
    assert send(gate, GOOD).status_code == 403
    assert gate.get(f"/imports/{number}").status_code in (403, 404)
    clerk = login("clerk")
    assert clerk.get(f"/imports/{number}").status_code == 404
    assert clerk.post(f"/imports/{number}/run").status_code == 404
    assert clerk.get(f"/imports/{number}/refused.xlsx").status_code == 404


def test_a_post_without_the_form_token_is_refused(browser):
    browser.csrf = False
    assert send(browser, GOOD).status_code == 400


def test_the_page_speaks_english(browser):
    browser.post("/-/language", data={"locale": "en", "next": "/imports"})
    number = upload(browser, MIXED)
    page = browser.get(f"/imports/{number}").text
    assert "What would happen" in page
    assert "This is a total row, not a record." in page


def test_the_page_is_found_from_every_page(browser, login):
    assert 'href="/imports"' in browser.get("/").text
    assert 'href="/regulation"' in browser.get("/inbox").text
    assert 'href="/imports"' not in login("gate").get("/").text
