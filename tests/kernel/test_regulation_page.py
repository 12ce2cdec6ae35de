"""The page and the commands that show what is in force."""

import re
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask

from aftersales.auth.models import Region
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import use_locale
from aftersales.regulation import cli
from aftersales.regulation.overview import overview
from aftersales.regulation.resolve import resolve
from aftersales.regulation.snapshots import snapshot
from aftersales.regulation.versions import adopt_preset
from aftersales.testing.client import BrowserClient

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
Login = Callable[..., BrowserClient]


def test_page_shows_value_clause_source_and_release(login: Login) -> None:
    answer = login("leader").get("/regulation")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    for expected in (
        "现行管理制度",
        "org.role_map",
        "销售部负责产品售后服务",
        "S0-5.3.1",
        "陈国强",
    ):
        assert expected in text
    assert "沿用预设" not in re.sub(r"<[^>]+>", "", text).split("calendar.working_hours")[0]


def test_page_of_a_day_before_the_first_release(login: Login) -> None:
    text = login("leader").get("/regulation?on=2020-01-01").get_data(as_text=True)
    assert "2020-01-01 没有施行中的管理制度。" in text
    assert "08:00" in text


def test_page_of_the_open_questions(login: Login) -> None:
    text = login("leader").get("/regulation?open=1&on=2020-01-01").get_data(as_text=True)
    assert "没有待确定的事项" in text


def test_impossible_day_is_refused(login: Login) -> None:
    answer = login("leader").get("/regulation?on=yesterday")
    assert answer.status_code == 422
    assert "yesterday" in answer.get_data(as_text=True)


def test_page_needs_a_login(client: BrowserClient) -> None:
    assert client.get("/regulation").status_code == 302


def test_overview_has_every_parameter_once_a_day(uow_as: UowAs) -> None:
    with uow_as("system") as uow:
        adopt_preset(uow, "baseline", date(2026, 1, 1))
        found = overview(uow, on=date(2026, 6, 1))
        assert found.edition is not None
        assert found.edition.preset == "baseline"
        keys = [entry.key for chapter in found.chapters for entry in chapter.entries]
        assert len(keys) == len(set(keys))
        roles = next(e for c in found.chapters for e in c.entries if e.key == "org.role_map")
        assert roles.chosen
        with use_locale("en"):
            assert [str(cell) for cell in roles.grid[0]] == ["Function", "Departments"]
            assert [str(cell) for cell in roles.grid[1]] == ["Intake", "After-sales service"]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run ``aftersales regulation …`` on the application of the test."""
    # The package's function ``main`` hides its module of the same name from dotted access.
    monkeypatch.setattr(sys.modules["aftersales.cli.main"], "build_app", lambda: app)

    def command(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli.regulation, list(arguments))
        assert result.exit_code == code, result.output
        return result.output

    return command


def test_command_shows_one_parameter(run: Callable[..., str]) -> None:
    text = run("show", "org.role_map", "--lang", "en")
    assert "hn_jinneng_machinery/1" in text
    assert "Approval of parts | Production" in text
    assert "S0-5.4.6.1b" in text


def test_command_names_what_it_does_not_know(run: Callable[..., str]) -> None:
    assert "no parameter 'sla.replies'" in run("show", "sla.replies", code=1)
    assert "no model 'service.Cases'" in run("explain", "service.Cases", "1", code=1)


def test_command_lists_the_presets(run: Callable[..., str]) -> None:
    assert "机械制造（湖南金能）" in run("presets")


def test_command_explains_a_record(run: Callable[..., str], uow_as: UowAs) -> None:
    with uow_as("system") as uow:
        region = uow.add(Region(code="told", name="片区"))
        snapshot(uow, region, "intake", resolve(uow, "org.role_map"))
        key = region.id
    text = run("explain", "auth.Region", str(key), "--lang", "zh_CN")
    assert "职能与部门对照" in text
    assert "管理制度第 1 版" in text
