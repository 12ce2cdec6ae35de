"""From the figure somebody wants changed to the edition in force: S0-1.0a, S0-1.11b, C16."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from aftersales.db import clock as wall
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Conflict, Forbidden, Invalid, Refused
from aftersales.integrity import examine
from aftersales.notify.messages import inbox
from aftersales.regulation import drafts, life
from aftersales.regulation.because import Bilingual
from aftersales.regulation.compare import differences
from aftersales.regulation.models import RegulationValue, RegulationVersion
from aftersales.regulation.resolve import Scope, resolve
from aftersales.regulation.versions import adopt_preset, edition_of, edition_of_preset, edition_on
from aftersales.workflow import chain_of, decide, signatures_of

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
KEY = "calendar.immediate_within"


@pytest.fixture(autouse=True)
def in_force(app: Flask, uow_as: UowAs) -> None:
    """A company that has obeyed the baseline since January."""
    with uow_as("system") as uow:
        if edition_on(uow, wall.today()) is None:
            adopt_preset(uow, "baseline", date(2026, 1, 1), released_by_name="陈国强")


def drafted(uow_as: UowAs, who: str = "admin", raw: str = "20min") -> int:
    """A draft in which one figure is changed; its id."""
    with uow_as(who) as uow:
        draft = drafts.begin_draft(uow, note="快一点")
        drafts.set_value(uow, draft, KEY, raw, clause=Bilingual("二十分钟内。", "In 20 minutes."))
        return draft.id


def sent(uow_as: UowAs, who: str = "admin") -> int:
    """A draft that all departments have countersigned."""
    key = drafted(uow_as, who)
    with uow_as(who) as uow:
        life.circulate(uow, uow.get(RegulationVersion, key))
    sign_all(uow_as, key)
    return key


def sign_all(uow_as: UowAs, key: int) -> None:
    """Let every department sign."""
    with uow_as("system", write=False) as uow:
        chain = chain_of(uow, uow.get(RegulationVersion, key), life.CHAIN)
        roles = [step.role for step in chain.steps]
    for role in roles:
        sign(uow_as, role, key)


def sign(uow_as: UowAs, who: str, key: int, *, approve: bool = True, note: str = "") -> None:
    with uow_as(who) as uow:
        chain = chain_of(uow, uow.get(RegulationVersion, key), life.CHAIN)
        step = next(one for one in chain.steps if one.role == who)
        decide(uow, step.id, approve=approve, note=note)


def state_of(uow_as: UowAs, key: int) -> str:
    with uow_as("system", write=False) as uow:
        return uow.get(RegulationVersion, key).state


@pytest.mark.both_databases
def test_one_figure_from_the_draft_into_force(uow_as: UowAs) -> None:
    key = sent(uow_as)
    assert state_of(uow_as, key) == "countersigned"
    tomorrow = wall.today() + timedelta(days=1)
    with uow_as("leader") as uow:
        life.release(uow, uow.get(RegulationVersion, key), tomorrow)
    with uow_as("system", write=False) as uow:
        assert str(resolve(uow, KEY).duration) == "15min"
        later = resolve(uow, KEY, on=tomorrow)
        assert str(later.duration) == "20min"
        said = [str(line.clause) or str(line.text) for line in later.because.lines]
        assert any("二十分钟内" in text or "In 20 minutes" in text for text in said)
        version = uow.get(RegulationVersion, key)
        assert life.standing(version, None) == "coming"
        changed = differences(edition_on(uow, wall.today()), edition_of(uow, version))
        assert [one.key for one in changed] == [KEY]


def test_who_drafted_does_not_release(uow_as: UowAs) -> None:
    key = sent(uow_as, "leader")
    with uow_as("leader") as uow, pytest.raises(Forbidden):
        life.release(uow, uow.get(RegulationVersion, key), wall.today())
    assert state_of(uow_as, key) == "countersigned"
    with uow_as("chief") as uow:
        life.release(uow, uow.get(RegulationVersion, key), wall.today())
    assert state_of(uow_as, key) == "released"


def test_who_changed_a_figure_of_anothers_draft_does_not_release(uow_as: UowAs) -> None:
    with uow_as("admin") as uow:
        key = drafts.begin_draft(uow).id
    with uow_as("leader") as uow:
        drafts.set_value(uow, uow.get(RegulationVersion, key), KEY, "10min")
        assert uow.actor.user_id in life.authors_of(uow, uow.get(RegulationVersion, key))


@pytest.mark.both_databases
def test_a_department_sends_it_back_with_a_reason(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    with uow_as("admin") as uow:
        version = uow.get(RegulationVersion, key)
        life.circulate(uow, version)
        role = chain_of(uow, version, life.CHAIN).steps[0].role
    sign(uow_as, role, key, approve=False, note="二十分钟做不到")
    assert state_of(uow_as, key) == "draft"
    with uow_as("admin") as uow:
        version = uow.get(RegulationVersion, key)
        assert "二十分钟做不到" in [one.note for one in signatures_of(uow, version)]
        drafts.set_value(uow, version, KEY, "25min")
        life.circulate(uow, version)
    assert state_of(uow_as, key) == "circulating"


def test_nothing_changes_once_it_is_on_its_way(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    with uow_as("admin") as uow:
        life.circulate(uow, uow.get(RegulationVersion, key))
    with uow_as("admin") as uow, pytest.raises(Refused):
        drafts.set_value(uow, uow.get(RegulationVersion, key), KEY, "1min")
    with uow_as("admin") as uow:
        version = uow.get(RegulationVersion, key)
        life.rework(uow, version, "noch einmal")
        drafts.set_value(uow, version, KEY, "30min")


def test_a_day_in_the_past_is_refused(uow_as: UowAs) -> None:
    key = sent(uow_as)
    with uow_as("leader") as uow, pytest.raises(Invalid) as refused:
        life.release(uow, uow.get(RegulationVersion, key), wall.today() - timedelta(days=1))
    assert refused.value.field == "effective_on"


def test_an_uncountersigned_draft_is_not_released(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    with uow_as("leader") as uow, pytest.raises(Refused):
        life.release(uow, uow.get(RegulationVersion, key), wall.today())


@pytest.mark.both_databases
def test_the_next_version_replaces_a_bad_one(uow_as: UowAs) -> None:
    for figure in ("20min", "30min"):
        with uow_as("admin") as uow:
            draft = drafts.begin_draft(uow)
            drafts.set_value(uow, draft, KEY, figure)
            key = draft.id
            life.circulate(uow, draft)
        sign_all(uow_as, key)
        with uow_as("leader") as uow:
            life.release(uow, uow.get(RegulationVersion, key), wall.today())
    with uow_as("system", write=False) as uow:
        assert str(resolve(uow, KEY).duration) == "30min"
        old = uow.scalars(select(RegulationVersion).order_by(RegulationVersion.number)).all()
        force = edition_on(uow, wall.today())
        standings = [life.standing(one, force.version_id) for one in old]
        assert standings.count("in_force") == 1
        assert standings[-2:] == ["superseded", "in_force"]


def test_a_changed_figure_returns_to_the_presets(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    with uow_as("admin") as uow:
        version = uow.get(RegulationVersion, key)
        drafts.drop_value(uow, version, KEY)
        assert differences(edition_on(uow, wall.today()), edition_of(uow, version)) == []
        with pytest.raises(Invalid):
            drafts.drop_value(uow, version, KEY)


@pytest.mark.both_databases
def test_two_change_the_same_figure(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    with uow_as("admin") as uow:
        version = uow.get(RegulationVersion, key)
        seen = drafts.mark_of(drafts.find_value(uow, version, KEY, drafts.COMPANY))
        drafts.set_value(uow, version, KEY, "11min", seen=seen)
        with pytest.raises(Conflict):
            drafts.set_value(uow, version, KEY, "12min", seen=seen)


@pytest.mark.parametrize("raw", ["soon", "5h", 12, ["4h"], {"a": 1}])
def test_a_value_it_cannot_take_is_refused_at_once(uow_as: UowAs, raw: object) -> None:
    with uow_as("admin") as uow:
        draft = drafts.begin_draft(uow)
        with pytest.raises(Invalid) as refused:
            drafts.set_value(uow, draft, KEY, raw)
        assert refused.value.field == "value"


def test_a_scope_of_its_own(uow_as: UowAs) -> None:
    with uow_as("admin") as uow:
        draft = drafts.begin_draft(uow)
        drafts.set_value(uow, draft, KEY, "5min", scope=("customer_class", "A"))
        with pytest.raises(Invalid):
            drafts.set_value(uow, draft, KEY, "5min", scope=("planet", "A"))
        with pytest.raises(Invalid):
            drafts.set_value(uow, draft, KEY, "5min", scope=("customer_class", " "))
        found = differences(edition_on(uow, wall.today()), edition_of(uow, draft))
        assert [(one.scope_kind, one.scope_value) for one in found] == [("customer_class", "A")]


def test_another_preset_keeps_the_companys_own_figures(uow_as: UowAs) -> None:
    key = sent(uow_as)
    with uow_as("leader") as uow:
        life.release(uow, uow.get(RegulationVersion, key), wall.today())
    with uow_as("admin") as uow:
        kept = drafts.begin_draft(uow, preset="hn_jinneng_machinery")
        bare = drafts.begin_draft(uow, preset="hn_jinneng_machinery", keep_own=False)
        for draft, expected in ((kept, ["20min"]), (bare, [])):
            own = select(RegulationValue.value).where(
                RegulationValue.version_id == draft.id, RegulationValue.scope_kind == "company"
            )
            assert list(uow.scalars(own)) == expected
        against = differences(edition_of_preset("hn_jinneng_machinery"), edition_of(uow, kept))
        assert [one.key for one in against] == [KEY]


def test_nobody_left_to_release_is_told_before_it_is_sent_round(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    with uow_as("admin") as uow:
        version = uow.get(RegulationVersion, key)
        for person in life.releasers_of(uow, version):
            person.is_active = False
        uow.flush()
        with pytest.raises(Refused) as refused:
            life.circulate(uow, version)
        assert "发布" in str(refused.value) or "release" in str(refused.value)
        uow.session.rollback()


def test_those_without_the_right_neither_draft_nor_release(uow_as: UowAs) -> None:
    key = sent(uow_as)
    with uow_as("engineer") as uow:
        with pytest.raises(Forbidden):
            drafts.begin_draft(uow)
        with pytest.raises(Forbidden):
            life.release(uow, uow.get(RegulationVersion, key), wall.today())


@pytest.mark.both_databases
def test_a_figure_changed_behind_its_back_is_found(app: Flask, uow_as: UowAs) -> None:
    key = sent(uow_as)
    with uow_as("leader") as uow:
        life.release(uow, uow.get(RegulationVersion, key), wall.today())
    with app.app_context():
        assert examine(only=["regulation"]).findings == {"regulation": []}
    with uow_as("system") as uow:
        row = uow.scalar(
            select(RegulationValue).where(
                RegulationValue.version_id == key, RegulationValue.scope_kind == "company"
            )
        )
        row.value = "1min"
    with app.app_context():
        assert len(examine(only=["regulation"]).findings["regulation"]) == 1


def test_customer_class_resolves_from_the_released_draft(uow_as: UowAs) -> None:
    with uow_as("admin") as uow:
        draft = drafts.begin_draft(uow)
        drafts.set_value(uow, draft, KEY, "5min", scope=("customer_class", "A"))
        key = draft.id
        life.circulate(uow, draft)
    sign_all(uow_as, key)
    with uow_as("leader") as uow:
        life.release(uow, uow.get(RegulationVersion, key), wall.today())
        assert str(resolve(uow, KEY, scope=Scope(customer_class="A")).duration) == "5min"
        assert str(resolve(uow, KEY, scope=Scope(customer_class="B")).duration) == "15min"


def test_readers_are_told_what_changes(uow_as: UowAs, outbox: Any) -> None:
    key = sent(uow_as)
    with uow_as("leader") as uow:
        life.release(uow, uow.get(RegulationVersion, key), wall.today())
    outbox.deliver()
    with uow_as("engineer") as uow:
        newest = inbox(uow)[0]
        assert "20 分钟" in newest.body["zh_CN"]
        assert "15 min → 20 min" in newest.body["en"]
        assert newest.url == f"/regulation/editions/{key}"
