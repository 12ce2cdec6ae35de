"""Who goes, and whether they may leave before the signatures."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aftersales.errors import Forbidden, Invalid, Refused
from aftersales.workflow import chain_of
from modules.service.api import (
    Case,
    Order,
    TripPlan,
    accept_order,
    approve_trip,
    depart,
    depart_first,
    dispatch_order,
    plan_trip,
    reassign_order,
    submit_trip,
)
from modules.service.services.dispatch import cancel_order
from modules.service.services.trips import reject_trip, return_from_trip, settle_trip

pytestmark = pytest.mark.both_databases


def plan(story, uow_as, who="engineer"):
    with uow_as(who) as uow:
        return plan_trip(uow, record_id=story.order_id, departs_at=uow.now + timedelta(hours=1)).id


def test_dispatch_names_one_chief_and_answers_the_customer(story, uow_as, world):
    story.register().dispatch()

    with uow_as("engineer2") as uow:
        order = uow.get(Order, story.order_id)
        assert order.state == "assigned"
        assert order.case.state == "dispatched"
        assert order.case.chief_id == world.people["engineer"]
        assert [person.name for person in order.team] == ["张伟", "李强"]
        assert order.case.answered_at is not None


def test_only_the_team_takes_the_order(story, uow_as, actor):
    story.register().dispatch()
    stranger = actor("dispatcher")
    stranger = replace(stranger, permissions=stranger.permissions | {"service.order.execute"})
    with pytest.raises(Refused, match="张伟"), uow_as(stranger) as uow:
        accept_order(uow, record_id=story.order_id)


def test_clerk_may_not_dispatch(story, uow_as, world):
    story.register()
    with pytest.raises(Forbidden), uow_as("clerk") as uow:
        dispatch_order(uow, record_id=story.case_id, chief_id=world.people["engineer"])


def test_a_planned_trip_waits_for_every_signature(story, uow_as, world):
    story.register(equipment_id=world.far_crusher).dispatch()
    plan_id = plan(story, uow_as)
    with uow_as("engineer") as uow:
        accept_order(uow, record_id=story.order_id)
        submit_trip(uow, record_id=plan_id)
    with pytest.raises(Refused, match="CC-202611-0001"), uow_as("engineer") as uow:
        depart(uow, record_id=story.order_id)
    with pytest.raises(Forbidden), uow_as("leader") as uow:
        approve_trip(uow, record_id=plan_id)
    for person in ("commercial", "leader"):
        with uow_as(person) as uow:
            approve_trip(uow, record_id=plan_id)
    with uow_as("engineer") as uow:
        depart(uow, record_id=story.order_id)
        trip = uow.get(TripPlan, plan_id)
        assert (trip.state, trip.departed_at) == ("departed", uow.now)


def test_outside_the_local_region_nobody_leaves_without_a_plan(story, uow_as, world):
    story.register(equipment_id=world.far_crusher).dispatch()
    with uow_as("engineer") as uow:
        accept_order(uow, record_id=story.order_id)
    with pytest.raises(Refused, match=r"S0-1\.5"), uow_as("engineer") as uow:
        depart(uow, record_id=story.order_id)


def test_an_urgent_team_departs_first_and_the_signature_follows_in_24_hours(
    story, uow_as, world, clock
):
    story.register(is_emergency=True).dispatch()
    plan_id = plan(story, uow_as)
    with uow_as("engineer") as uow:
        depart_first(uow, record_id=plan_id, verbal_by_id=world.people["leader"])
        accept_order(uow, record_id=story.order_id)
        depart(uow, record_id=story.order_id)
        trip = uow.get(TripPlan, plan_id)
        chain = chain_of(uow, trip, "trip")
        assert trip.state == "ahead"
        assert [(step.role, step.state, step.recorded_by_name) for step in chain.steps] == [
            ("leader", "approved", "张伟"),
            ("commercial", "open", ""),
        ]
        assert chain.after_the_fact
        assert chain.due_at - clock.at == timedelta(hours=24)
    with uow_as("commercial") as uow:
        approve_trip(uow, record_id=plan_id)
        assert uow.get(TripPlan, plan_id).state == "departed"


def test_a_word_counts_only_from_somebody_who_may_sign(story, uow_as, world):
    story.register(is_emergency=True).dispatch()
    plan_id = plan(story, uow_as)
    with pytest.raises(Invalid) as refusal, uow_as("engineer") as uow:
        depart_first(uow, record_id=plan_id, verbal_by_id=world.people["gate"])
    assert refusal.value.field == "verbal_by_id"


def test_an_ordinary_case_does_not_depart_first(story, uow_as, world):
    story.register(equipment_id=world.crusher).dispatch()
    plan_id = plan(story, uow_as)
    with pytest.raises(Refused, match="C16"), uow_as("engineer") as uow:
        depart_first(uow, record_id=plan_id, verbal_by_id=world.people["leader"])


def test_a_refused_trip_goes_back_with_the_reason(story, uow_as, world):
    story.register(equipment_id=world.far_crusher).dispatch()
    plan_id = plan(story, uow_as)
    with uow_as("engineer") as uow:
        submit_trip(uow, record_id=plan_id)
    with uow_as("commercial") as uow:
        reject_trip(uow, record_id=plan_id, note="改乘高铁")
        assert uow.get(TripPlan, plan_id).state == "draft"


def test_nobody_asks_for_a_signature_only_he_can_give(story, uow_as, actor, world):
    story.register(equipment_id=world.far_crusher).dispatch()
    plan_id = plan(story, uow_as)
    engineer = actor("engineer")
    both_hats = replace(
        actor("commercial"), permissions=engineer.permissions | {"service.order.dispatch"}
    )
    with pytest.raises(Refused, match="商务经理"), uow_as(both_hats) as uow:
        submit_trip(uow, record_id=plan_id)


def test_handing_over_before_departure_tells_the_new_chief(story, uow_as, world):
    story.register().dispatch()
    with uow_as("dispatcher") as uow:
        reassign_order(uow, record_id=story.order_id, chief_id=world.people["engineer2"])
        case = uow.get(Case, story.case_id)
        assert case.chief_id == world.people["engineer2"]


def test_a_cancelled_order_gives_the_case_back(story, uow_as):
    story.register().dispatch()
    with uow_as("dispatcher") as uow:
        cancel_order(uow, record_id=story.order_id, reason="客户自行恢复")
        assert uow.get(Case, story.case_id).state == "to_dispatch"


def test_a_trip_is_settled_only_on_a_reviewed_report(story, uow_as, world):
    story.register().dispatch()
    plan_id = plan(story, uow_as)
    with uow_as("engineer") as uow:
        depart_first(uow, record_id=plan_id, verbal_by_id=world.people["leader"])
    with uow_as("commercial") as uow:
        approve_trip(uow, record_id=plan_id)
    story.go().repair().report()
    with uow_as("engineer") as uow:
        return_from_trip(uow, record_id=plan_id)
    with pytest.raises(Refused), uow_as("dispatcher") as uow:
        settle_trip(uow, record_id=plan_id)
    story.sign().review()
    with uow_as("dispatcher") as uow:
        assert settle_trip(uow, record_id=plan_id).state == "settled"
