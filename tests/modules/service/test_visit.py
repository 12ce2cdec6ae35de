"""On site: arriving, finding, repairing, leaving."""

from datetime import timedelta

import pytest

from aftersales.calendar.clocks import clock_of, state
from aftersales.errors import Invalid, Refused
from aftersales.views.fields import Upload
from modules.service.api import (
    Case,
    Order,
    accept_order,
    check_in,
    check_out,
    record_visit,
    recovered,
    visits_of,
)
from tests.modules.service.conftest import PNG

pytestmark = pytest.mark.both_databases


def test_checking_in_meets_the_arrival_clock(story, uow_as):
    story.register(is_emergency=True).dispatch().go()

    with uow_as("engineer") as uow:
        case = uow.get(Case, story.case_id)
        assert case.state == "on_site"
        assert state(clock_of(uow, case, "arrive"), uow.now).code == "met"


def test_an_earlier_arrival_may_be_entered_afterwards(story, uow_as, clock):
    story.register(is_emergency=True).dispatch()
    arrived = clock.at + timedelta(hours=1, minutes=50)
    clock.advance(hours=5)
    with uow_as("engineer") as uow:
        accept_order(uow, record_id=story.order_id)
        check_in(uow, record_id=story.order_id, arrived_at=arrived)
        arrive = clock_of(uow, uow.get(Case, story.case_id), "arrive")
        assert state(arrive, uow.now).code == "met"
        assert arrive.recorded_late


def test_a_machine_is_not_recovered_before_the_finding_is_written(story, uow_as):
    story.register().dispatch().go()
    with pytest.raises(Invalid) as refusal, uow_as("engineer") as uow:
        recovered(uow, record_id=story.order_id)
    assert refusal.value.field == "trial_result"
    with pytest.raises(Refused, match="原因"), uow_as("engineer") as uow:
        recovered(uow, record_id=story.order_id, trial_result="试运行正常")


def test_leaving_a_machine_that_stands_needs_a_reason_and_brings_a_second_visit(
    story, uow_as, clock
):
    story.register().dispatch().go()
    with pytest.raises(Invalid) as refusal, uow_as("engineer") as uow:
        check_out(uow, record_id=story.order_id)
    assert refusal.value.field == "remaining_reason"
    clock.advance(hours=1)
    with uow_as("engineer") as uow:
        check_out(uow, record_id=story.order_id, remaining_reason="parts", remaining="待液压泵到货")
        assert uow.get(Case, story.case_id).state == "dispatched"
    clock.advance(days=1)
    with uow_as("engineer") as uow:
        check_in(uow, record_id=story.order_id)
    story.repair()
    with uow_as("engineer") as uow:
        visits = visits_of(uow, uow.get(Order, story.order_id))
        assert [visit.position for visit in visits] == [1, 2]
        assert uow.get(Case, story.case_id).state == "to_confirm"


def test_a_photo_hangs_on_the_visit_and_a_disguised_program_does_not(story, uow_as):
    story.register().dispatch().go()
    with uow_as("engineer") as uow:
        record_visit(
            uow, record_id=story.order_id, fault="漏油", photos=[Upload("泵.png", PNG, "image/png")]
        )
    with pytest.raises(Invalid), uow_as("engineer") as uow:
        record_visit(
            uow,
            record_id=story.order_id,
            photos=[Upload("泵.png", b"MZ\x90\x00 program", "image/png")],
        )


def test_a_cause_class_is_one_of_the_boxes(story, uow_as):
    story.register().dispatch().go()
    with pytest.raises(Invalid) as refusal, uow_as("engineer") as uow:
        record_visit(uow, record_id=story.order_id, cause_class="bad luck")
    assert refusal.value.field == "cause_class"
