"""An exported cell is text: no spreadsheet runs what a customer typed."""

import csv
import io
import zipfile

import pytest
from sqlalchemy import String, Text, func, literal, select, update

from aftersales.auth.models import Role, User
from aftersales.db.base import Base
from aftersales.db.session import db
from aftersales.views.export import DANGEROUS

pytestmark = pytest.mark.demo_company

SIGNS = "=+-@\t\r"
FORMULA = "cmd|'/c calc'!A0"


@pytest.fixture
def keeper_of_all(app, login, uow_as):
    """Somebody with every role, where every longer text begins with one of the six signs."""
    with app.app_context(), db.engine.begin() as connection:
        for mapper in Base.registry.mappers:
            table = mapper.local_table
            if not mapper.class_.__module__.startswith("modules.") or "id" not in table.columns:
                continue
            columns = [
                one
                for one in table.columns
                if isinstance(one.type, Text | String)
                and (getattr(one.type, "length", None) or 60) >= 60
                and not one.foreign_keys
            ]
            sign = func.substr(literal(SIGNS), table.c.id % len(SIGNS) + 1, 1)
            text = sign + literal(FORMULA) + table.c.id.cast(String)
            if columns:
                connection.execute(update(table).values({one.name: text for one in columns}))
    with uow_as("system") as uow:
        user = uow.scalar(select(User).where(User.username == "admin"))
        user.roles = list(uow.scalars(select(Role)))
    return login("admin")


def test_no_export_begins_a_cell_like_a_formula(app, keeper_of_all):
    cells = workbooks = 0
    for view in app.extensions["aftersales.views"].lists.values():
        if not view.export:
            continue
        every = ",".join(column.name for column in view.columns)
        answer = keeper_of_all.get(f"{view.path}/export.csv?f=&cols={every}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")):
            for cell in row:
                if "calc" in cell:
                    assert not cell.startswith(DANGEROUS), f"{view.path}: {cell!r}"
                    cells += 1
        book = keeper_of_all.get(f"{view.path}/export.xlsx?f=&cols={every}").data
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        assert not any(b"<f>" in part or b"<f " in part for part in parts.values()), view.path
        assert not any("externalLink" in name for name in parts)
        workbooks += b"calc" in b"".join(parts.values())
    assert cells >= 30
    assert workbooks >= 5
