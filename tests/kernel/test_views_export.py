"""Export: the screen's rows and rules, and no formula ever."""

import io

import pytest
from python_calamine import CalamineWorkbook

from aftersales.actor import system_actor
from aftersales.auth.models import Region
from aftersales.db.uow import unit_of_work
from aftersales.views.export import harmless
from tests.kernel.views_fixtures import enter, lab, on_both, region, regions

__all__ = ["enter", "lab", "region", "regions"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_texts_that_begin_like_formulas_are_disarmed(text):
    assert harmless(text) == f"'{text}"


@on_both
def test_excel_has_titles_words_and_only_what_was_found(lab, enter, regions):
    regions(A="local", B="remote")
    with lab.app_context(), unit_of_work(system_actor("test")) as uow:
        uow.add(Region(code="=cmd|'/c calc'!A1", name="=HYPERLINK(1)", region_class="remote"))
    answer = enter("clerk").get("/lab/regions/export.xlsx?f=far")
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    )
    assert sheet[0] == ["Code", "Name", "Class", "Made", "Saves"]
    assert {row[0] for row in sheet[1:]} == {"B", "'=cmd|'/c calc'!A1"}
    assert {row[2] for row in sheet[1:]} == {"Far"}


def test_csv_opens_in_excel_with_its_chinese(enter, regions):
    regions(常德="local")
    answer = enter("clerk").get("/lab/regions/export.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "常德" in answer.data.decode("utf-8-sig")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_field_rules_hold_in_exports(enter):
    def phones(browser):
        lines = browser.get("/lab/people/export.csv").data.decode("utf-8-sig").splitlines()[1:]
        return [line.split(",")[2] for line in lines]

    masked, seen = phones(enter("clerk")), phones(enter("dispatcher"))
    assert all("*" in phone for phone in masked if phone)
    assert not any("*" in phone for phone in seen)


def test_other_endings_are_not_exported(enter):
    assert enter("clerk").get("/lab/regions/export.exe").status_code == 422
