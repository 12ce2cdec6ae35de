"""The end of a case, and what comes between."""

from datetime import timedelta

import pytest

from aftersales.calendar.clocks import clock_of, state
from aftersales.errors import Invalid, Refused
from modules.service.api import (
    ClosingCheck,
    Order,
    cancel_case,
    close_answered,
    close_case,
    mark_filed,
    reopen_case,
    resume_case,
    suspend_case,
    write_opinion,
)
from modules.service.services.cases import change_case
from modules.service.services.opinions import confirm_opinion, handle_opinion, review_opinion

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reviewed(story):
    return story.register().dispatch().go().repair().report().sign().review()


def test_a_case_closes_when_recovered_signed_and_reviewed(reviewed, uow_as):
    with uow_as("dispatcher") as uow:
        case = close_case(uow, record_id=reviewed.case_id)
        assert (case.state, case.closed_at, case.opinion_grade) == ("closed", uow.now, "very_good")


def test_an_unreviewed_report_keeps_the_case_open(story, uow_as):
    story.register().dispatch().go().repair().report().sign()
    with pytest.raises(Refused, match="BG-202611-0001"), uow_as("dispatcher") as uow:
        close_case(uow, record_id=story.case_id)


def test_another_modules_open_point_keeps_the_case_open(reviewed, uow_as, app, monkeypatch):
    check = ClosingCheck(name="parts", check=lambda _uow, case: [f"{case.number} 的旧泵未返回。"])
    registry = app.extensions["aftersales"]
    offered = registry.offered
    monkeypatch.setattr(
        registry,
        "offered",
        lambda slot: [*offered(slot), check] if slot == "service.closing_check" else offered(slot),
    )
    with pytest.raises(Refused, match="旧泵未返回"), uow_as("dispatcher") as uow:
        close_case(uow, record_id=reviewed.case_id)


def test_a_question_is_closed_with_its_answer_and_a_breakdown_is_not(story, uow_as):
    story.register(kind="enquiry", answer="每500小时保养一次")
    with uow_as("clerk") as uow:
        assert close_answered(uow, record_id=story.case_id).state == "closed"
    story.register(kind="repair", answer="请断电")
    with pytest.raises(Refused), uow_as("clerk") as uow:
        close_answered(uow, record_id=story.case_id)


def test_a_suspended_case_stops_its_clock_and_goes_on_where_it_stood(story, uow_as, clock):
    story.register(is_emergency=True).dispatch()
    clock.advance(hours=1)
    with uow_as("dispatcher") as uow:
        suspend_case(uow, record_id=story.case_id, reason="site_closed", note="客户停电检修")
    clock.advance(hours=10)
    with uow_as("dispatcher") as uow:
        case = resume_case(uow, record_id=story.case_id)
        arrive = clock_of(uow, case, "arrive")
        assert case.state == "dispatched"
        assert state(arrive, uow.now).remaining == timedelta(hours=1)


def test_cancelling_takes_the_orders_along_and_needs_a_reason(story, uow_as):
    story.register().dispatch()
    with pytest.raises(Invalid), uow_as("dispatcher") as uow:
        cancel_case(uow, record_id=story.case_id, reason="")
    with uow_as("dispatcher") as uow:
        cancel_case(uow, record_id=story.case_id, reason="重复登记")
        assert uow.get(Order, story.order_id).state == "cancelled"


def test_a_team_on_its_way_is_called_back_first(story, uow_as):
    story.register().dispatch().go()
    with pytest.raises(Refused), uow_as("dispatcher") as uow:
        cancel_case(uow, record_id=story.case_id, reason="重复登记")


def test_the_same_fault_within_thirty_days_reopens_the_case(reviewed, uow_as, clock):
    with uow_as("dispatcher") as uow:
        close_case(uow, record_id=reviewed.case_id)
    clock.advance(days=29)
    with uow_as("dispatcher") as uow:
        assert reopen_case(uow, record_id=reviewed.case_id, reason="又漏油").state == "to_dispatch"


def test_after_thirty_days_it_is_a_new_case(reviewed, uow_as, clock):
    with uow_as("dispatcher") as uow:
        close_case(uow, record_id=reviewed.case_id)
    clock.advance(days=31)
    with pytest.raises(Refused, match="30"), uow_as("dispatcher") as uow:
        reopen_case(uow, record_id=reviewed.case_id, reason="又漏油")


def test_a_filed_case_is_locked(reviewed, uow_as):
    with uow_as("dispatcher") as uow:
        close_case(uow, record_id=reviewed.case_id)
    with uow_as("archivist") as uow:
        assert mark_filed(uow, reviewed.case_id).state == "filed"
    with pytest.raises(Refused), uow_as("dispatcher") as uow:
        change_case(uow, record_id=reviewed.case_id, summary="改动")
    with pytest.raises(Refused), uow_as("dispatcher") as uow:
        reopen_case(uow, record_id=reviewed.case_id, reason="改动")


def test_what_depends_on_a_correction_is_judged_anew(story, uow_as, world):
    story.register(equipment_id=world.crusher)
    with uow_as("clerk") as uow:
        case = change_case(uow, record_id=story.case_id, is_emergency=True, is_major=True)
        assert case.is_urgent
        assert clock_of(uow, case, "arrive").target == "2h"
        assert clock_of(uow, case, "reply").target == "4h"


def test_a_complaint_is_handled_confirmed_and_reviewed(story, uow_as):
    story.register(kind="complaint", summary="投诉到场太慢")
    with uow_as("clerk") as uow:
        form = write_opinion(
            uow,
            record_id=story.case_id,
            opinion="约定2小时,实际5小时",
            categories=["service"],
            demand="书面说明",
        )
        assert form.number == "YJ-202611-0001"
    with uow_as("dispatcher") as uow:
        handle_opinion(uow, record_id=form.id, handling="核实属实,登门致歉", result="已致歉")
    with uow_as("clerk") as uow:
        confirm_opinion(uow, record_id=form.id, confirmed_by="林明涛", grade="good")
    with uow_as("leader") as uow:
        assert review_opinion(uow, record_id=form.id, note="同意").state == "reviewed"
