"""A customer calls: what the register keeps, promises and explains."""

from datetime import timedelta

import pytest

from aftersales.calendar.clocks import clock_of, state
from aftersales.errors import Forbidden, Invalid
from aftersales.regulation.because import Because
from modules.service.api import Case, answer_case, register_case

pytestmark = pytest.mark.both_databases


def test_key_customer_of_changde_with_pump_down_gets_two_hours_and_the_clause(story, uow_as):
    story.register(is_emergency=True, answer="两小时内到场")

    with uow_as("dispatcher") as uow:
        case = uow.get(Case, story.case_id)
        arrive = clock_of(uow, case, "arrive")
        assert case.number == "AJ-202611-0001"
        assert case.triggers == ["key_customer", "emergency"]
        assert arrive.due_at - case.reported_at == timedelta(hours=2)
        sources = " ".join(step["source"] for step in arrive.because["lines"] if "source" in step)
        assert "S0-5.4.2a" in sources
        assert "S0-5.4.2b" in sources


def test_verdict_is_kept_with_its_reason_and_promises_come_along(story, uow_as):
    story.register()

    with uow_as("clerk") as uow:
        case = uow.get(Case, story.case_id)
        assert case.warranty_code == "in"
        assert "2027-02-28" in str(Because.from_json(case.warranty_because).lines)
        assert "备用泵" in case.promises
        assert case.contact_name == "林明涛"


@pytest.mark.parametrize(
    ("machine", "facts", "hours"),
    [
        ("pump", {}, 2),  # S0-5.4.2b, key customer
        ("crusher", {}, None),  # nothing urgent: no promised time
        ("crusher", {"is_emergency": True}, 2),  # S0-5.4.2b
        ("far_crusher", {"is_emergency": True}, 120),  # S0-5.4.2d
        ("far_crusher", {"is_emergency": True, "region_class": "domestic", "travel_hours": 9}, 24),
        (
            "far_crusher",
            {"is_emergency": True, "region_class": "domestic", "travel_hours": 20},
            120,
        ),
    ],
)
def test_promised_arrival(story, uow_as, machine, facts, hours):
    story.register(equipment_id=getattr(story.world, machine), **facts)

    with uow_as("clerk") as uow:
        case = uow.get(Case, story.case_id)
        clock = clock_of(uow, case, "arrive")
        found = None if clock is None else (clock.due_at - case.reported_at).total_seconds() / 3600
        assert found == hours


def test_an_answer_during_the_call_is_in_time(story, uow_as):
    story.register(answer="停机断电,等待工程师")

    with uow_as("clerk") as uow:
        case = uow.get(Case, story.case_id)
        assert case.state == "answered"
        assert state(clock_of(uow, case, "reply"), uow.now).code == "met"


def test_a_major_problem_may_be_answered_within_four_hours(story, uow_as, clock):
    story.register(is_major=True)
    clock.advance(hours=3, minutes=50)
    with uow_as("clerk") as uow:
        answer_case(uow, record_id=story.case_id, answer="技术部已会诊")
        case = uow.get(Case, story.case_id)
        assert state(clock_of(uow, case, "reply"), uow.now).code == "met"


def test_a_late_answer_stays_visibly_late(story, uow_as, clock):
    story.register(is_major=True)
    clock.advance(hours=4, minutes=1)
    with uow_as("clerk") as uow:
        answer_case(uow, record_id=story.case_id, answer="技术部已会诊")
        case = uow.get(Case, story.case_id)
        assert state(clock_of(uow, case, "reply"), uow.now).code == "breached"


def test_bad_intake_names_the_field(uow_as, world, clock):
    refused = [
        ({"summary": " ", "equipment_id": world.pump}, "summary"),
        ({"summary": "漏油"}, "customer_id"),
        ({"summary": "漏油", "equipment_id": 999_999}, "equipment_id"),
        (
            {"summary": "漏油", "equipment_id": world.pump, "customer_id": world.plain_customer},
            "equipment_id",
        ),
        (
            {
                "summary": "漏油",
                "equipment_id": world.pump,
                "reported_at": clock.at + timedelta(days=1),
            },
            "reported_at",
        ),
        ({"summary": "油" * 201, "equipment_id": world.pump}, "summary"),
    ]
    for facts, field in refused:
        with pytest.raises(Invalid) as refusal, uow_as("clerk") as uow:
            register_case(uow, **facts)
        assert refusal.value.field == field
    with uow_as("clerk") as uow:
        assert register_case(uow, summary="漏油", equipment_id=world.pump).number.endswith("0001")


def test_the_gate_registers_nothing(uow_as, world):
    with pytest.raises(Forbidden, match="登记"), uow_as("gate") as uow:
        register_case(uow, summary="漏油", equipment_id=world.pump)
