"""The test plugin itself: copies are fresh, people are there, time stands still."""

import pytest
from sqlalchemy import select

from aftersales.auth.demo import PEOPLE
from aftersales.auth.models import Region, User
from aftersales.auth.organisation import ensure_region
from aftersales.db import clock as company_clock

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_starts_from_the_same_rows(uow_as, round_):
    with uow_as("clerk") as uow:
        assert set(uow.scalars(select(Region.name))) == {"常德"}
        ensure_region(uow, f"乌鲁木齐{round_}", "remote")
    with uow_as("clerk", write=False) as uow:
        assert len(list(uow.scalars(select(Region)))) == 2


def test_every_role_has_a_person(uow_as, actor):
    with uow_as("system", write=False) as uow:
        assert len(list(uow.scalars(select(User)))) == len(PEOPLE)
    assert actor("engineer").region_ids
    assert actor("admin").can("admin.use")


def test_time_stands_still(clock):
    assert company_clock.local(company_clock.now()).strftime("%H:%M") == "08:10"
    clock.advance(hours=2)
    assert company_clock.local(company_clock.now()).strftime("%H:%M") == "10:10"


def test_statements_are_counted(uow_as, count_queries):
    with uow_as("clerk", write=False) as uow, count_queries() as counter:
        uow.scalars(select(Region)).all()
    assert [s for s in counter.statements if "auth_region" in s]


def test_its_fixtures_and_markers_are_documented(pytestconfig):
    text = (pytestconfig.rootpath / "docs/testing.md").read_text(encoding="utf-8")
    wanted = [
        "app",
        "make_app",
        "client",
        "login",
        "actor",
        "uow_as",
        "clock",
        "outbox",
        "count_queries",
    ]
    wanted += ["both_databases", "demo_company"]
    assert [name for name in wanted if f"`{name}" not in text] == []
