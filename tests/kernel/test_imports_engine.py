"""Dry run, run, second run, undo, on both databases."""

import pytest
import xlsxwriter
from sqlalchemy import func, select

from aftersales.auth.models import Department, Region, User
from aftersales.db import audit
from aftersales.db.audit import AuditEntry
from aftersales.db.numbers import NumberCounter
from aftersales.errors import Forbidden, NotFound, Refused
from aftersales.imports.engine import plan
from aftersales.imports.models import ImportChange, ImportRun
from aftersales.imports.reading import read_source
from aftersales.imports.runs import RowsRefused, run
from aftersales.imports.undo import undo
from tests.kernel.imports_sample import sample_importers

pytestmark = pytest.mark.both_databases

SHEETS = {
    "人员": [
        ["金能公司 人员表"],
        ["工号", "姓名", "电话", "职务", "部门"],
        ["ｚ００１", "张三", "139 0738 0114（微信同号）", "技师", "新售后部"],
        ["Z002", "李四", "13907380115", "", "XSH"],
        ["Z002", "李四", "13907380115", "", "XSH"],
        ["Z003", "", "13907380116", "", "XSH"],
        ["Z004", "王五", "139", "总统", "新销售部"],
        ["Z005", "赵六", "/", "总统", "XSH"],
        ["工号", "姓名", "电话", "职务", "部门"],
        ["合计", "", "共4人", "", ""],
    ],
    "部门": [["部门编号", "部门名称"], ["XSH", "新售后部"]],
    "片区": [
        ["片区编号", "片区名称", "地区类别"],
        ["CD", "常德", "本地"],
        ["NQ", "那曲", "边远"],
    ],
}
GOOD = {
    "people": (2, 6),
    "departments": (1, 0),
    "regions": (2, 0),
}


@pytest.fixture(autouse=True)
def importers(app, monkeypatch):
    sample_importers(app, monkeypatch)


@pytest.fixture
def book(tmp_path):
    def save(sheets):
        path = tmp_path / "名册.xlsx"
        with xlsxwriter.Workbook(str(path)) as target:
            for name, rows in sheets.items():
                sheet = target.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return read_source(path)

    return save


def counts(done):
    return {kind: (report.created, len(report.refused)) for kind, report in done.kinds.items()}


def people(uow):
    return {
        user.username: user for user in uow.scalars(select(User).where(User.username.like("%00%")))
    }


def table_sizes(uow):
    models = (User, Department, Region, ImportRun, ImportChange, NumberCounter)
    return [uow.scalar(select(func.count()).select_from(model)) for model in models]


def test_a_dry_run_tells_everything_and_leaves_nothing(uow_as, book):
    with uow_as("admin") as uow:
        before = table_sizes(uow)
        tried = plan(uow, book(SHEETS))
        assert table_sizes(uow) == before
    assert counts(tried) == GOOD
    refused = {(r.row, r.problems[0].code): r for r in tried.kinds["people"].refused}
    assert set(refused) == {
        (5, "duplicate_key"),
        (6, "missing"),
        (7, "not_a_phone"),
        (8, "no_president"),
        (9, "header_row"),
        (10, "total_row"),
    }
    both = refused[7, "not_a_phone"]
    assert [(p.column, p.value, p.code) for p in both.problems] == [
        ("电话", "139", "not_a_phone"),
        ("部门", "新销售部", "unknown_reference"),
    ]
    assert "新售后部" in both.reason
    assert refused[8, "no_president"].problems[0].column == "职务"
    assert refused[5, "duplicate_key"].key == "Z002"
    assert tried.kinds["people"].figures == {"phones": 2}
    assert tried.run_id is None
    with uow_as("admin") as uow:
        assert table_sizes(uow) == before
        assert not list(
            uow.scalars(
                select(AuditEntry).where(
                    AuditEntry.model == "auth.User",
                    AuditEntry.action == "insert",
                    AuditEntry.actor_name != "demo data",
                )
            )
        )
        assert audit.verify(uow.session) is None


def test_all_or_nothing_writes_nothing_when_a_row_is_refused(uow_as, book):
    with uow_as("admin") as uow:
        before = table_sizes(uow)
        with pytest.raises(RowsRefused) as refused:
            run(uow, plan(uow, book(SHEETS)))
        assert refused.value.plan.total("refused") == 6
        assert table_sizes(uow) == before


def test_good_rows_go_in_and_a_second_run_finds_nothing_to_do(uow_as, book):
    source = book(SHEETS)
    with uow_as("admin") as uow:
        done = run(uow, plan(uow, source), "good_rows")
        assert counts(done) == GOOD
        found = people(uow)
        assert set(found) == {"z001", "Z002"}
        assert found["z001"].phone == "13907380114"
        assert found["z001"].email == "微信同号"
        assert found["z001"].department.code == found["Z002"].department.code == "XSH"
    with uow_as("admin") as uow:
        again = run(uow, plan(uow, source), "good_rows")
        assert (again.total("created"), again.total("updated")) == (0, 0)
        assert again.total("unchanged") == 5
        assert [(r.row, r.reason) for r in again.refusals()] == [
            (r.row, r.reason) for r in done.refusals()
        ]
        assert again.run_id != done.run_id


def test_an_update_changes_only_what_the_file_says(uow_as, book):
    first = {
        "片区": [
            ["片区编号", "片区名称", "地区类别"],
            ["CD", "常德", "本地"],
            ["NQ", "那曲", "边远"],
        ]
    }
    later = {
        "片区": [
            ["片区编号", "片区名称", "地区类别"],
            ["cd", "常德片区", ""],
            ["NQ", "那曲", "边远"],
        ]
    }
    with uow_as("admin") as uow:
        run(uow, plan(uow, book(first)))
    with uow_as("admin") as uow:
        done = run(uow, plan(uow, book(later)))
        report = done.kinds["regions"]
        assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
        region = uow.scalar(select(Region).where(Region.code == "CD"))
        assert (region.name, region.region_class) == ("常德片区", "local")
    with uow_as("admin") as uow:
        undo(uow, done.run_id)
    with uow_as("admin") as uow:
        assert uow.scalar(select(Region.name).where(Region.code == "CD")) == "常德"


def test_an_undone_run_leaves_no_trace_but_its_history(uow_as, book):
    with uow_as("admin") as uow:
        before = table_sizes(uow)[:3]
        done = run(uow, plan(uow, book(SHEETS)), "good_rows")
    with uow_as("admin") as uow:
        taken = undo(uow, done.run_id)
        assert (taken.state, taken.undone_by_id) == ("undone", uow.actor.user_id)
    with uow_as("admin") as uow:
        assert table_sizes(uow)[:3] == before
        with pytest.raises(Refused):
            undo(uow, done.run_id)
        again = run(uow, plan(uow, book(SHEETS)), "good_rows")
        assert counts(again) == GOOD


def test_what_was_changed_since_is_not_taken_back_and_why(uow_as, book):
    with uow_as("admin") as uow:
        done = run(uow, plan(uow, book(SHEETS)), "good_rows")
    with uow_as("admin") as uow:
        people(uow)["Z002"].title = "班长"
    with uow_as("admin") as uow:
        with pytest.raises(Refused) as refused:
            undo(uow, done.run_id)
        (blocker,) = refused.value.details["blockers"]
        assert "4" in blocker
        assert "title" in blocker
    with uow_as("admin") as uow:
        assert set(people(uow)) == {"z001", "Z002"}
        people(uow)["Z002"].title = ""
    with uow_as("admin") as uow:
        undo(uow, done.run_id)


def test_what_is_used_since_is_not_taken_back_and_by_whom(uow_as, book):
    with uow_as("admin") as uow:
        done = run(uow, plan(uow, book({"部门": SHEETS["部门"]})))
        later = run(uow, plan(uow, book({"人员": [*SHEETS["人员"][1:4]]})))
    with uow_as("admin") as uow, pytest.raises(Refused) as refused:
        undo(uow, done.run_id)
    assert "User" in refused.value.details["blockers"][0]
    with uow_as("admin") as uow:
        undo(uow, later.run_id)
        undo(uow, done.run_id)


def test_a_record_somebody_has_deleted_is_no_obstacle(uow_as, book):
    with uow_as("admin") as uow:
        done = run(uow, plan(uow, book({"片区": SHEETS["片区"]})))
    with uow_as("admin") as uow:
        uow.delete(uow.scalar(select(Region).where(Region.code == "NQ")))
    with uow_as("admin") as uow:
        undo(uow, done.run_id)
        assert uow.scalar(select(Region).where(Region.code == "CD")) is None


def test_who_may_not_import_is_told_so_and_sees_no_history(uow_as, book):
    with uow_as("admin") as uow:
        done = run(uow, plan(uow, book(SHEETS)), "good_rows")
    with uow_as("gate") as uow:
        with pytest.raises(Forbidden):
            plan(uow, book(SHEETS))
        with pytest.raises(Forbidden):
            undo(uow, done.run_id)
    with uow_as("clerk") as uow, pytest.raises(NotFound):
        undo(uow, done.run_id)


def test_a_hidden_database_clash_refuses_only_its_row(uow_as, book, monkeypatch):
    """Two codes that fold apart may still be one name in a unique column: that row is refused."""
    rows = [["片区编号", "片区名称"], ["CD", "常德"], ["YY", "岳阳"]]
    with uow_as("admin") as uow:
        source = book({"片区": rows})
        monkeypatch.setattr("aftersales.imports.known.Known._existing", lambda *_: None)
        run(uow, plan(uow, source))
        tried = plan(uow, source)
        assert [r.problems[0].code for r in tried.refusals()] == ["integrity", "integrity"]
        assert uow.scalar(select(func.count()).select_from(Region).where(Region.code == "CD")) == 1
