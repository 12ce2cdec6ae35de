"""Changing figures on the pages: what is shown can be saved as it is, what is wrong is told."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.regulation import drafts
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.compare import differences
from aftersales.regulation.duration import Duration
from aftersales.regulation.models import RegulationValue, RegulationVersion
from aftersales.regulation.parse import parse
from aftersales.regulation.versions import edition_of, edition_of_preset
from aftersales.regulation.web.figures import figure_url
from aftersales.regulation.web.inputs import duration_of
from aftersales.testing.client import BrowserClient
from tests.security.forms import Page, PageForm

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
Login = Callable[..., BrowserClient]
PRESETS = (
    "baseline",
    "hn_jinneng_machinery",
    "it_integrator",
    "cement_grinding_aid",
    "engineering_residential",
    "engineering_building_systems",
    "motor_full_process",
)


def figure_form_of(browser: BrowserClient, url: str) -> PageForm:
    page = Page(browser.get(url).get_data(as_text=True))
    return next(form for form in page.forms if "/figures/" in form.action)


def draft_of(uow_as: UowAs, preset: str) -> int:
    with uow_as("admin") as uow:
        return drafts.begin_draft(uow, preset=preset, keep_own=False).id


@pytest.mark.parametrize("preset", PRESETS)
def test_every_figure_can_be_saved_as_it_is_shown(uow_as: UowAs, login: Login, preset: str) -> None:
    """A form that loses a cell or a unit would change the regulation behind the drafter's back."""
    key = draft_of(uow_as, preset)
    browser = login("admin")
    with uow_as("system", write=False) as uow:
        draft = uow.get(RegulationVersion, key)
        slots = {
            (row.key, (row.scope_kind, row.scope_value))
            for row in uow.scalars(select(RegulationValue).where(RegulationValue.version_id == key))
        }
        slots |= {(one.parameter.key, ("preset", "")) for one in current_catalogue()}
        urls = [
            figure_url(draft, name, drafts.COMPANY if scope[0] == "preset" else scope)
            for name, scope in sorted(slots)
        ]
    for url in urls:
        form = figure_form_of(browser, url)
        answer = browser.post(form.action, data=form.values())
        assert answer.status_code == 303, (url, form.values(), answer.get_data(as_text=True))
    with uow_as("system", write=False) as uow:
        now = edition_of(uow, uow.get(RegulationVersion, key))
        for name, values in edition_of_preset(preset).values.items():
            parameter = current_catalogue()[name]
            for scope, stored in values.items():
                kept = now.values[name][drafts.COMPANY if scope[0] == "preset" else scope]
                assert parse(parameter, kept.raw) == parse(parameter, stored.raw), name
        assert [one.key for one in differences(edition_of_preset(preset), now)] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2小时", "2h"),
        ("2 小时", "2h"),
        ("90 分钟", "90min"),
        ("5天", "5d"),
        ("3个工作日", "3d working"),
        ("3 个工作日", "3d working"),
        ("8 个工作小时", "8h working"),
        ("即时", "immediate"),
        ("at once", "immediate"),
        ("24h", "24h"),
        ("3 working days", "3d working"),
        ("1 working day", "1d working"),
        ("30min", "30min"),
        ("4h working", "4h working"),
    ],
)
def test_lengths_of_time_as_people_write_them(typed: str, meant: str) -> None:
    assert duration_of(typed) == Duration.parse(meant)


@pytest.mark.parametrize("typed", ["soon", "-2h", "2", "2 weeks", "zwei Stunden", "999999h", "2hh"])
def test_what_is_no_length_of_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=typed):
        duration_of(typed)


def test_bad_input_is_told_and_kept(app: Flask, uow_as: UowAs, login: Login) -> None:
    key = draft_of(uow_as, "hn_jinneng_machinery")
    browser = login("admin")
    url = f"/regulation/editions/{key}/figures/calendar.immediate_within"
    for typed, told in (("bald", "bald"), ("9 小时", "4h")):
        form = figure_form_of(browser, url)
        answer = browser.post(form.action, data={**form.values(), "value": typed})
        text = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert f'value="{typed}"' in text
        assert told in text


def test_the_second_of_two_is_told(uow_as: UowAs, login: Login) -> None:
    key = draft_of(uow_as, "hn_jinneng_machinery")
    browser = login("admin")
    url = f"/regulation/editions/{key}/figures/calendar.immediate_within"
    mine, theirs = figure_form_of(browser, url), figure_form_of(browser, url)
    typed = {"seen": theirs.values()["seen"], "value": "10 分钟"}
    first = login("leader").post(theirs.action, data=typed)
    assert first.status_code == 303
    second = browser.post(mine.action, data={**mine.values(), "value": "12 分钟"})
    assert second.status_code == 409
    assert "12 分钟" in second.get_data(as_text=True)


def test_change_leads_into_ones_own_draft(uow_as: UowAs, login: Login) -> None:
    browser = login("leader")
    first = browser.post("/regulation/change/calendar.immediate_within")
    again = browser.post("/regulation/change/calendar.working_hours")
    assert first.status_code == again.status_code == 303
    assert first.location.rpartition("/figures/")[0] == again.location.rpartition("/figures/")[0]
    assert browser.post("/regulation/change/no.such").status_code == 404
    assert login("engineer").post("/regulation/change/org.role_map").status_code == 403


def test_release_by_the_pages(uow_as: UowAs, login: Login) -> None:
    leader = login("leader")
    page = leader.post("/regulation/change/calendar.immediate_within").location
    edition = page.rpartition("/figures/")[0]
    form = figure_form_of(leader, page)
    leader.post(form.action, data={**form.values(), "value": "20 分钟"})
    assert leader.post(f"{edition}/circulate").status_code == 303
    assert leader.post(f"{edition}/sign").status_code == 409
    for who in ("dispatcher", "quality"):
        assert login(who).post(f"{edition}/sign", data={"note": "同意"}).status_code == 303
    own = leader.post(f"{edition}/release", data={"effective_on": "2099-01-01"})
    assert own.status_code == 403
    chief = login("chief")
    assert chief.post(f"{edition}/release", data={"effective_on": ""}).status_code == 422
    assert chief.post(f"{edition}/release", data={"effective_on": "soon"}).status_code == 422
    assert chief.post(f"{edition}/release", data={"effective_on": "2099-01-01"}).status_code == 303
    text = leader.get("/regulation?on=2099-01-01").get_data(as_text=True)
    assert "20 分钟" in text
    assert leader.get(f"{edition}/nonsense").status_code in (404, 405)
    assert leader.post(f"{edition}/nonsense").status_code == 404


def test_words_find_figures(login: Login) -> None:
    browser = login("leader")
    found = browser.get("/regulation?q=2小时 常德").get_data(as_text=True)
    assert 'id="sla.arrive"' in found
    assert 'id="org.role_map"' not in found
    none = browser.get("/regulation?q=<script>").get_data(as_text=True)
    assert "&lt;script&gt;" in none


def test_the_search_box_finds_figures(login: Login) -> None:
    browser = login("leader")
    assert "#sla.arrive" in browser.get("/search?q=到场时限").get_data(as_text=True)
    assert "/regulation?q=" not in browser.get("/search?q=没有这样的词").get_data(as_text=True)
