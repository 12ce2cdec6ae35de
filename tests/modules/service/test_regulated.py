"""Another company's regulation changes what service does: repair clock, pauses, further orders."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from aftersales.calendar.clocks import clock_of, state
from aftersales.errors import Invalid, Refused
from aftersales.regulation.models import RegulationValue, RegulationVersion
from aftersales.regulation.snapshots import because_of
from aftersales.regulation.versions import adopt_preset
from modules.service.api import Case, accept_order, dispatch_order
from modules.service.services.cases import change_case
from modules.service.services.closing import suspend_case
from modules.service.services.guards import slip_is_valid


@pytest.fixture
def building(uow_as):
    """A company of building systems: on site within 2 h, faults of the line mended within 4 h."""

    def adopt(
        choices: dict[str, object] | None = None, preset: str = "engineering_building_systems"
    ) -> None:
        with uow_as("system") as uow:
            adopt_preset(uow, preset, date(2026, 1, 1))
            version = uow.scalar(
                select(RegulationVersion).order_by(RegulationVersion.number.desc()).limit(1)
            )
            for key, value in (choices or {}).items():
                uow.add(
                    RegulationValue(
                        version_id=version.id,
                        key=key,
                        scope_kind="company",
                        value=value,
                        source="test",
                    )
                )
            version.fingerprint = f"{version.fingerprint[:40]} {choices}"[:64]

    return adopt


def fix(uow, story):
    return clock_of(uow, uow.get(Case, story.case_id), "fix")


def test_fault_of_the_line_is_mended_within_four_hours_of_the_call(building, story, uow_as, clock):
    building()
    called = clock.at
    story.register(fault_class="line")
    with uow_as("dispatcher") as uow:
        found = fix(uow, story)
        assert found.due_at == called + timedelta(hours=4)
        told = because_of(uow, uow.get(Case, story.case_id), "fix")
        assert told.version.startswith("engineering_building_systems/")
        assert told.lines[0].source == "S2-3.2.3b"
        assert clock_of(uow, uow.get(Case, story.case_id), "arrive").target == "2h"

    story.dispatch().go().repair()  # three hours after the call
    with uow_as("dispatcher") as uow:
        standing = state(fix(uow, story), uow.now)
        assert standing.code == "met"
        assert standing.met_at == called + timedelta(hours=3)


def test_other_faults_have_no_time_of_repair(building, story, uow_as):
    building()
    story.register(fault_class="machine")
    with uow_as("dispatcher") as uow:
        assert fix(uow, story) is None


@pytest.mark.parametrize(("start", "hours"), [("notice", 4), ("dispatch", 5), ("arrival", 7)])
def test_clock_counts_from_where_the_regulation_says(building, story, uow_as, start, hours):
    building({"sla.fix_start": start})
    called = story.clock.at
    story.register(fault_class="line")
    story.clock.advance(hours=1)
    story.dispatch()
    story.clock.advance(hours=1)
    story.go()  # an hour on the road
    with uow_as("dispatcher") as uow:
        assert fix(uow, story).due_at == called + timedelta(hours=hours)


def test_fault_recognised_later_is_counted_from_the_call(building, story, uow_as, clock):
    building()
    called = clock.at
    story.register()
    clock.advance(hours=1)
    with uow_as("clerk") as uow:
        change_case(uow, record_id=story.case_id, fault_class="line")
        assert fix(uow, story).due_at == called + timedelta(hours=4)


def test_class_of_fault_is_asked_only_where_it_matters(building, login):
    clerk = login("clerk")
    assert 'name="fault_class"' not in clerk.get("/service/cases/new").get_data(as_text=True)
    building()
    assert 'name="fault_class"' in clerk.get("/service/cases/new").get_data(as_text=True)


def test_page_shows_when_the_machine_should_run_again(building, story, login):
    building()
    story.register(fault_class="line")
    text = login("clerk").get(f"/service/cases/{story.case_id}").get_data(as_text=True)
    assert "恢复运行" in text
    assert "线路故障" in text


@pytest.mark.parametrize(("reason", "code"), [("customer", "paused"), ("other", "running")])
def test_clock_stands_still_for_listed_reasons_only(building, story, uow_as, reason, code):
    building()
    story.register(fault_class="line")
    with uow_as("dispatcher") as uow:
        suspend_case(uow, record_id=story.case_id, reason=reason, note="另行通知")
        assert state(fix(uow, story), uow.now).code == code


def test_further_order_only_where_the_regulation_allows_it(building, story, uow_as):
    building({"order.allow_followup_visits": False})
    story.register(fault_class="line").dispatch()
    with pytest.raises(Refused, match="每个案件只派一单"):
        story.dispatch()
    building()
    story.dispatch()


def test_service_plan_where_the_regulation_always_wants_one(building, story, uow_as, world):
    building({"visit.service_plan": "always"})
    story.register(fault_class="line")
    with pytest.raises(Invalid, match="服务方案") as caught:
        story.dispatch()
    assert caught.value.field == "plan"
    with uow_as("dispatcher") as uow:
        chief = world.people["engineer"]
        assert dispatch_order(uow, record_id=story.case_id, chief_id=chief, plan="更换交换机").plan


@dataclass
class Trip:
    """As much of a trip plan as its slip is judged by."""

    order_id: int


@pytest.mark.parametrize(
    "case",
    [
        ({}, "report", "服务报告未审核"),
        ({}, "review", None),
        ({"slip.valid_requires": ["customer"]}, "report", "客户尚未确认"),
        ({"slip.valid_requires": ["customer"]}, "sign", None),
        ({"expense.requires_valid_slip": False}, "report", None),
    ],
)
def test_slip_is_valid_with_the_signatures_asked_for(story, uow_as, building, case):
    choices, stage, refusal = case
    building(choices, preset="hn_jinneng_machinery")
    story.register().dispatch().go().repair().report()
    if stage in ("sign", "review"):
        story.sign()
    if stage == "review":
        story.review()
    with uow_as("system") as uow:
        if refusal is None:
            slip_is_valid(uow, Trip(story.order_id))
        else:
            with pytest.raises(Refused, match=refusal):
                slip_is_valid(uow, Trip(story.order_id))


def test_an_order_is_taken_in_time_and_service_never_rests(story, building, uow_as, clock):
    """P3: each area's owner acts at once (S3-2.2b); service is round the clock (C02)."""
    building({"sla.accept": "30min", "service.hours": "around_the_clock"})
    story.register().dispatch()
    clock.advance(minutes=20)
    with uow_as("engineer") as uow:
        order = accept_order(uow, record_id=story.order_id)
        taken = clock_of(uow, order, "accept")
        assert (taken.target, state(taken, uow.now).code) == ("30min", "met")
        arrive = clock_of(uow, order.case, "arrive")
        assert (arrive.calendar, arrive.hours) == ("24x7", "")
