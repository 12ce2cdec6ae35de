"""Rows written together: the same records, refusals, history and undo as rows written alone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db import audit
from aftersales.db.session import db
from aftersales.imports import passing
from aftersales.imports.declare import Alike
from aftersales.imports.models import ImportChange
from aftersales.imports.reading import read_source
from aftersales.imports.runs import run
from aftersales.imports.undo import undo
from aftersales.testing.queries import count_statements
from tests.kernel import imports_sample

pytestmark = pytest.mark.both_databases

HEAD = "工号,姓名,电话,职务\n"
ROWS = [f"T{n:03d},人{n},1390738{n:04d},技师\n" for n in range(40)]
BAD = {
    7: "T007,总统先生,,总统\n",  # refused by the verb
    18: "T018,,,技师\n",  # refused while it is read
    23: f"T023,{'长' * 61},,\n",  # refused while it is saved
    31: "T030,又一个,,\n",  # the key of the row before
}


def together(monkeypatch, app):
    alike = replace(imports_sample.PEOPLE, alike=Alike("username", lambda row: row["username"]))
    monkeypatch.setattr(imports_sample, "SAMPLE", (alike,))
    monkeypatch.setattr(passing, "TOGETHER", 16)
    imports_sample.sample_importers(app, monkeypatch)


def done(uow, tmp_path, rows):
    path = tmp_path / "人员.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return run(uow, read_source(path), "good_rows")


def as_json(plan):
    return plan.to_json()["kinds"], plan.to_json()["totals"]


def test_the_same_answer_as_row_by_row(app, monkeypatch, uow_as, tmp_path):
    mixed = [BAD.get(n, row) for n, row in enumerate(ROWS)]
    with monkeypatch.context() as alone:
        imports_sample.sample_importers(app, alone)
        with uow_as("system") as uow:
            plan = done(uow, tmp_path, mixed)
            expected = as_json(plan)
            undo(uow, plan.run_id)
    assert expected[1] == {"rows": 40, "created": 36, "updated": 0, "unchanged": 0, "refused": 4}

    together(monkeypatch, app)
    with uow_as("system") as uow:
        plan = done(uow, tmp_path, mixed)
        assert as_json(plan) == expected
        changes = uow.scalars(select(ImportChange).where(ImportChange.run_id == plan.run_id)).all()
        rows = [n + 2 for n in range(40) if n not in BAD]
        assert [change.row for change in changes] == rows, "each record is noted under its row"
        for change in changes:
            assert change.after["username"] == uow.get(User, change.key[0]).username
    with uow_as("system") as uow:
        assert audit.verify(uow.session) is None
        again = done(uow, tmp_path, mixed)
        assert (again.total("created"), again.total("unchanged")) == (0, 36)
        undo(uow, plan.run_id)
        assert not uow.scalars(select(User).where(User.username.like("T0%"))).all()


def test_a_changed_row_is_noted_and_taken_back_as_its_own(app, monkeypatch, uow_as, tmp_path):
    together(monkeypatch, app)
    with uow_as("system") as uow:
        done(uow, tmp_path, ROWS)
    edited = [row.replace("技师", "高级技师") if n % 9 == 0 else row for n, row in enumerate(ROWS)]
    with uow_as("system") as uow:
        plan = done(uow, tmp_path, edited)
        assert (plan.total("updated"), plan.total("unchanged")) == (5, 35)
        changes = uow.scalars(select(ImportChange).where(ImportChange.run_id == plan.run_id)).all()
        assert [change.row for change in changes] == [2, 11, 20, 29, 38]
        assert all(change.before == {"title": "技师"} for change in changes)
    with uow_as("system") as uow:
        undo(uow, plan.run_id)
        titles = uow.scalars(select(User.title).where(User.username.like("T0%"))).all()
        assert set(titles) == {"技师"}


def test_more_rows_need_hardly_more_statements(app, monkeypatch, uow_as, tmp_path):
    together(monkeypatch, app)
    with uow_as("system") as uow, count_statements(db.engine) as count:
        done(uow, tmp_path, ROWS)
    assert len(count.statements) < 2 * len(ROWS), (
        "row by row takes a savepoint, look-ups, a release"
    )
