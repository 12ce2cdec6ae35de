"""What is in force: scopes, versions by date, snapshots, the role map, and how much it costs."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Unavailable
from aftersales.i18n import use_locale
from aftersales.regulation import catalogue as catalogues
from aftersales.regulation.catalogue import EXTENSION, Source, build_catalogue, install
from aftersales.regulation.declare import Choice, Clause, Column, LegalFloor, Parameter
from aftersales.regulation.life import standing
from aftersales.regulation.models import RegulationValue, RegulationVersion
from aftersales.regulation.resolve import Scope, department_for, departments_for, resolve
from aftersales.regulation.snapshots import because_of, snapshot, snapshots_of
from aftersales.regulation.versions import adopt_preset, edition_on

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)

REPLY = Parameter(key="sla.reply", title="Reply", kind="duration", default="8h", source="C01")
ARRIVE = Parameter(
    key="sla.arrive",
    title="Arrival",
    kind="table",
    columns=(
        Column(name="region", title="Region", key=True),
        Column(name="arrive", title="Arrive", kind="duration", required=True),
    ),
)
REFUND = Parameter(
    key="refund.days",
    title="Money back",
    kind="integer",
    unit="days",
    default=30,
    legal_floor=LegalFloor(
        value=15, better="lower", clause=Clause("十五日内退款", "within 15 days"), source="2.3"
    ),
)
METHOD = Parameter(
    key="ship.method", title="Method", kind="choice", choices=(Choice("rail", "Railway"),)
)

OLD = """
[preset]
title_zh = "旧"
title_en = "Old"
[["sla.reply"]]
value = "4h"
clause_zh = "重大疑难问题答复不超过4小时。"
clause_en = "Difficult problems are answered within 4 hours."
source = "S0-5.4.1d"
[["sla.reply"]]
scope = { customer_class = "A" }
value = "1h"
chosen = true
[["sla.reply"]]
scope = { region_class = "remote" }
value = "2d"
chosen = true
[["sla.reply"]]
scope = { contract = "HT-1" }
value = "30min"
chosen = true
["sla.arrive"]
value = [{ region = "local", arrive = "2h" }]
clause_zh = "常德地区2小时内到场。"
clause_en = "Within 2 hours in the Changde region."
source = "S0-5.4.2b"
"""
NEW = OLD.replace('value = "4h"', 'value = "3h"').replace("旧", "新")


@pytest.fixture
def company(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An application whose only module declares the parameters above and brings two presets."""
    before = app.extensions.get(EXTENSION)
    (tmp_path / "old.toml").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.toml").write_text(NEW, encoding="utf-8")
    source = Source(
        module="service",
        title="Service",
        parameters=(REPLY, ARRIVE, REFUND, METHOD),
        presets=tmp_path,
    )
    install(app, build_catalogue([source]))
    yield app
    app.extensions[EXTENSION] = before


@pytest.fixture
def uow(company: Flask, uow_as: UowAs) -> Iterator[UnitOfWork]:
    """A unit of work in a company whose regulation has been in force since January."""
    with uow_as("system") as unit:
        adopt_preset(unit, "old", JANUARY, released_by_name="陈国强")
        yield unit


def reply(uow: UnitOfWork, **scope: str) -> str:
    return str(resolve(uow, "sla.reply", scope=Scope(**scope), on=JULY).duration)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, "4h"),
        ({"customer_class": "C"}, "4h"),
        ({"customer_class": "A"}, "1h"),
        ({"region_class": "remote"}, "2d"),
        ({"customer_class": "A", "region_class": "remote"}, "1h"),  # customer class before region
        ({"customer_class": "A", "contract": "HT-1"}, "30min"),  # the contract before all
        ({"product_class": "large"}, "4h"),
    ],
)
def test_narrower_scope_wins(uow: UnitOfWork, scope: dict[str, str], expected: str) -> None:
    assert reply(uow, **scope) == expected


def test_company_value_stands_over_the_preset(uow: UnitOfWork) -> None:
    version = uow.scalar(select(RegulationVersion).order_by(RegulationVersion.number.desc()))
    assert version is not None
    uow.add(
        RegulationValue(
            version_id=version.id, key="refund.days", scope_kind="preset", value=20, source="x"
        )
    )
    uow.add(
        RegulationValue(
            version_id=version.id, key="refund.days", scope_kind="company", value=10, source="y"
        )
    )
    # Values are immutable once released, so the cache knows them by content: give it a new one.
    version.fingerprint = "draft of the test"
    uow.flush()
    uow.session.info.clear()
    assert resolve(uow, "refund.days", on=JULY).integer == 10


def test_old_day_keeps_the_old_version(uow: UnitOfWork) -> None:
    adopt_preset(uow, "new", JULY)
    assert str(resolve(uow, "sla.reply", on=date(2026, 6, 30)).duration) == "4h"
    assert str(resolve(uow, "sla.reply", on=JULY).duration) == "3h"
    in_force = edition_on(uow, JULY)
    standings = {
        one.preset: standing(one, in_force and in_force.version_id)
        for one in uow.scalars(select(RegulationVersion))
    }
    assert (standings["old"], standings["new"]) == ("superseded", "in_force")


def test_before_the_first_version_the_defaults_hold(uow: UnitOfWork) -> None:
    found = resolve(uow, "sla.reply", on=date(2020, 1, 1))
    assert str(found.duration) == "8h"
    assert found.scope_kind == "default"
    assert found.version_id is None


def test_adopting_twice_changes_nothing(uow: UnitOfWork) -> None:
    first = adopt_preset(uow, "old", JANUARY)
    again = adopt_preset(uow, "old", JANUARY)
    assert again.id == first.id


def test_unknown_preset_is_refused(uow: UnitOfWork) -> None:
    with pytest.raises(Invalid, match="nowhere"):
        adopt_preset(uow, "nowhere", JANUARY)


def test_unknown_key_is_a_mistake_of_the_code(uow: UnitOfWork) -> None:
    with pytest.raises(KeyError, match=r"sla\.replies"):
        resolve(uow, "sla.replies")


def test_silent_parameter_is_unset_and_says_so(uow: UnitOfWork) -> None:
    found = resolve(uow, "ship.method")
    assert not found.is_set
    with pytest.raises(TypeError, match="is not fixed"):
        assert found.text
    with pytest.raises(TypeError, match="not a Table"):
        assert resolve(uow, "sla.reply").table


def test_because_tells_clause_source_and_release(uow: UnitOfWork) -> None:
    told = resolve(uow, "sla.reply", on=JULY).because
    assert told.lines[0].source == "S0-5.4.1d"
    assert told.lines[0].clause.zh == "重大疑难问题答复不超过4小时。"
    assert told.version.startswith("old/")
    with use_locale("zh_CN"):
        assert str(told.value) == "4 小时"
        assert "陈国强" in str(told.lines[1].text)
    with use_locale("en"):
        assert str(told.value) == "4 h"
        assert "2026-01-01" in str(told.lines[1].text)


def test_our_own_choice_says_that_the_source_is_silent(uow: UnitOfWork) -> None:
    told = resolve(uow, "sla.reply", scope=Scope(customer_class="A"), on=JULY).because
    with use_locale("en"):
        assert "the source is silent" in str(told.lines[0].text)


def test_because_of_a_table_names_the_row(uow: UnitOfWork) -> None:
    found = resolve(uow, "sla.arrive", on=JULY)
    row = found.table.match(region="local")
    told = found.because_row(row)
    with use_locale("en"):
        assert str(told.value) == "Region: local → Arrive: 2 h"
        assert "No row" in str(found.because_row(None).lines[-1].text)


def test_consumer_never_fares_worse_than_the_law(uow: UnitOfWork) -> None:
    assert resolve(uow, "refund.days").integer == 30
    found = resolve(uow, "refund.days", scope=Scope(consumer=True))
    assert found.integer == 15
    assert found.because.lines[-1].source == "2.3"


def test_snapshot_outlives_the_regulation(uow: UnitOfWork) -> None:
    region = uow.add(Region(code="snap", name="片区"))
    scope = Scope(customer_class="A")
    snapshot(uow, region, "reply", resolve(uow, "sla.reply", scope=scope, on=JULY))
    adopt_preset(uow, "new", JANUARY)
    (kept,) = snapshots_of(uow, region)
    assert (kept.key, kept.value, kept.purpose) == ("sla.reply", "1h", "reply")
    told = because_of(uow, region, "reply")
    assert told is not None
    assert told.version.startswith("old/")
    assert because_of(uow, region, "arrive") is None


def test_value_a_later_release_cannot_read_is_named(uow: UnitOfWork) -> None:
    version = uow.scalar(select(RegulationVersion).order_by(RegulationVersion.number.desc()))
    assert version is not None
    uow.add(RegulationValue(version_id=version.id, key="refund.days", value="soon", source="x"))
    version.fingerprint = "broken on purpose"
    uow.flush()
    uow.session.info.clear()
    with pytest.raises(Unavailable, match=r"refund\.days"):
        resolve(uow, "refund.days", on=JULY)


def test_role_map_answers_with_the_department_in_charge(app: Flask, uow_as: UowAs) -> None:
    with uow_as("system") as uow:
        adopt_preset(uow, "hn_jinneng_machinery", JANUARY)
        assert department_for(uow, "parts_approve") == "PRD"  # S0-5.4.6.1b
        assert departments_for(uow, "parts_shortage") == ("PUR", "PRD")  # S0-5.4.6.1d
        assert department_for(uow, "intake") == "SAL"  # S0-5.3.1
        assert department_for(uow, "dancing") is None


def test_second_process_sees_a_release_at_once(company: Flask, uow_as: UowAs) -> None:
    with uow_as("system") as uow:
        adopt_preset(uow, "old", JANUARY)
    with uow_as("system", write=False) as uow:
        assert reply(uow) == "4h"
    with uow_as("system") as uow:
        adopt_preset(uow, "new", JULY)
    with uow_as("system", write=False) as uow:
        assert reply(uow) == "3h"


@pytest.mark.both_databases
def test_one_query_a_unit_of_work(
    company: Flask, uow_as: UowAs, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with uow_as("system") as uow:
        adopt_preset(uow, "old", JANUARY)
        reply(uow)
    with uow_as("system", write=False) as uow, count_queries() as counter:
        for _ in range(50):
            reply(uow, customer_class="A")
            resolve(uow, "sla.arrive", on=JULY)
    selects = [sql for sql in counter.statements if sql.startswith("SELECT")]  # type: ignore[attr-defined]
    assert len(selects) == 1


def test_resolving_all_parameters_of_a_case_is_under_a_millisecond(uow: UnitOfWork) -> None:
    keys = ("sla.reply", "sla.arrive", "refund.days", "ship.method") * 10
    for key in keys:
        resolve(uow, key, on=JULY)
    rounds = []
    for _ in range(20):
        start = time.process_time()
        for key in keys:
            resolve(uow, key, scope=Scope(customer_class="A", region_class="local"), on=JULY)
        rounds.append(time.process_time() - start)
    assert min(rounds) < 0.001


def test_outside_of_an_application_the_kernel_stands_alone() -> None:
    assert "org.role_map" in catalogues.current_catalogue()
