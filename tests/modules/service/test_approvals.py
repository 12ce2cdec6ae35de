"""Trips and reports in the approval inbox: decided one by one, many at once, by substitutes."""

from datetime import timedelta

import pytest

from aftersales.db import clock as company
from aftersales.regulation.versions import adopt_preset
from aftersales.workflow import (
    chain_of,
    name_substitute,
    pending_for,
    send_back,
    signers,
)
from modules.service.api import TripPlan, accept_order, depart, plan_trip, submit_trip
from modules.service.models import ServiceReport
from modules.service.services.reports import give_explanations
from modules.service.services.review import submit_report
from tests.modules.service.conftest import ALL_TOPICS

FOUR = ("dispatcher", "commercial", "office", "leader")


@pytest.fixture
def report(story):
    """A report that waits for the department's review."""
    return story.register().dispatch().go().repair().report().sign()


def waiting(uow_as, who):
    with uow_as(who, write=False) as uow:
        return [step.id for step in pending_for(uow)]


def state_of(uow_as, model, key):
    with uow_as("system", write=False) as uow:
        return uow.get(model, key).state


def trip(story, uow_as):
    with uow_as("engineer") as uow:
        plan = plan_trip(uow, record_id=story.order_id, departs_at=uow.now + timedelta(hours=1))
        submit_trip(uow, record_id=plan.id)
        return plan.id


@pytest.mark.both_databases
def test_the_four_levels_of_an_integrator_end_in_a_departure(story, uow_as, world, login):
    """P2, S0-1.5: 部门经理 → 商务经理 → 办公室 → 分管副总, each from the list, then they leave."""
    with uow_as("system") as uow:
        adopt_preset(uow, "it_integrator", effective_on=company.today())
    story.register(equipment_id=world.far_crusher).dispatch()
    plan_id = trip(story, uow_as)
    for number, who in enumerate(FOUR):
        assert [name for name in FOUR if waiting(uow_as, name)] == [who]
        assert state_of(uow_as, TripPlan, plan_id) == "approving"
        (step,) = waiting(uow_as, who)
        page = login(who).get("/approvals").text
        assert f'value="{step}"' in page
        assert "云南临沧滇中电厂" in page
        assert ("部门经理", "商务经理", "办公室", "分管副总")[number] in page
        assert login(who).post("/approvals/approve", data={"step": step}).status_code == 303
    assert state_of(uow_as, TripPlan, plan_id) == "approved"
    with uow_as("engineer") as uow:
        accept_order(uow, record_id=story.order_id)
        depart(uow, record_id=story.order_id)


def test_many_at_once_and_the_refused_one_is_told(report, uow_as, login):
    (step,) = waiting(uow_as, "dispatcher")
    with uow_as("system", write=False) as uow:
        later = chain_of(uow, uow.get(ServiceReport, report.report_id), "review").steps[1].id
    desk = login("dispatcher")
    desk.post("/approvals/approve", data={"step": [step, later, 999_999]})
    page = desk.get("/approvals").text
    assert "已批准 1 项" in page
    assert "BG-202611-0001：" in page, "the later step is not its turn: told with its number"
    assert state_of(uow_as, ServiceReport, report.report_id) == "leader_review"
    assert waiting(uow_as, "leader") == [later]


def test_nothing_ticked_is_said(report, login):
    answer = login("dispatcher").post("/approvals/approve", data={})
    assert answer.status_code == 422


def test_what_waits_for_a_role_that_may_not_see_it_is_told_as_a_number(report, login, monkeypatch):
    monkeypatch.setattr(signers, "seen", lambda _uow, _targets, _person=None: set())
    page = login("dispatcher").get("/approvals").text
    assert "另有 1 项" in page
    assert "BG-202611-0001" not in page


def test_the_menu_counts_what_waits(report, login):
    assert '<span class="count">1</span>' in login("dispatcher").get("/me").text
    assert 'href="/approvals"' in login("engineer").get("/me").text


def test_who_asked_follows_it_urges_and_takes_it_back(report, uow_as, login):
    (step,) = waiting(uow_as, "dispatcher")
    desk = login("engineer")
    page = desk.get("/approvals?tab=asked").text
    assert "BG-202611-0001" in page
    assert "待部门负责人签批" in page
    assert desk.post(f"/approvals/{step}/urge").status_code == 303
    again = desk.post(f"/approvals/{step}/urge")
    assert again.status_code == 422
    assert "张伟" in again.text
    desk.post(f"/approvals/{step}/withdraw")
    assert state_of(uow_as, ServiceReport, report.report_id) == "draft"
    assert "已撤回" in desk.get("/approvals?tab=asked").text


def test_a_refusal_without_a_reason_keeps_what_was_typed(report, uow_as, login):
    (step,) = waiting(uow_as, "dispatcher")
    desk = login("dispatcher")
    answer = desk.post(f"/approvals/{step}/signer", data={"user_id": "", "note": "请看第三页"})
    assert answer.status_code == 422
    assert "请看第三页" in answer.text
    assert desk.post(f"/approvals/{step}/refuse", data={"note": " "}).status_code == 422
    assert waiting(uow_as, "dispatcher") == [step]


def test_a_leader_sends_a_report_back_to_the_department(report, uow_as, login):
    (step,) = waiting(uow_as, "dispatcher")
    login("dispatcher").post(f"/approvals/{step}/approve", data={"note": "属实"})
    (second,) = waiting(uow_as, "leader")
    login("leader").post(f"/approvals/{second}/back", data={"to": step, "note": "补充原因"})
    assert state_of(uow_as, ServiceReport, report.report_id) == "dept_review"
    (again,) = waiting(uow_as, "dispatcher")
    card = login("dispatcher").get(f"/approvals/{again}").text
    assert "补充原因" in card
    assert "退回前所签" in card
    for who in ("dispatcher", "leader"):
        (step,) = waiting(uow_as, who)
        login(who).post(f"/approvals/{step}/approve")
    assert state_of(uow_as, ServiceReport, report.report_id) == "reviewed"


def test_sent_back_to_its_author_a_report_is_changed_and_sent_again(report, uow_as):
    (step,) = waiting(uow_as, "dispatcher")
    with uow_as("dispatcher") as uow:
        send_back(uow, step, to_id=None, note="缺少试车结果")
    with uow_as("engineer") as uow:
        found = uow.get(ServiceReport, report.report_id)
        assert (found.state, found.return_note) == ("draft", "缺少试车结果")
        give_explanations(uow, record_id=found.id, topics=ALL_TOPICS)
        submit_report(uow, record_id=found.id)
    assert len(waiting(uow_as, "dispatcher")) == 1


def test_a_substitute_decides_on_what_he_may_not_open_otherwise(report, uow_as, login, actor):
    """The guard at the gate stands in for the manager: he reads the card, not the report."""
    (step,) = waiting(uow_as, "dispatcher")
    gate = login("gate")
    assert gate.get(f"/approvals/{step}").status_code == 404
    assert gate.post(f"/approvals/{step}/approve").status_code == 404
    with uow_as("dispatcher") as uow:
        today = company.today()
        name_substitute(uow, substitute_id=actor("gate").user_id, from_on=today, until_on=today)
    card = gate.get(f"/approvals/{step}")
    assert card.status_code == 200
    assert "代赵建国" in card.text
    assert "液压泵漏油" in card.text
    assert f"/service/reports/{report.report_id}" not in card.text
    assert gate.get(f"/service/reports/{report.report_id}").status_code in (403, 404)
    gate.post(f"/approvals/{step}/approve")
    assert state_of(uow_as, ServiceReport, report.report_id) == "leader_review"
    decided = gate.get("/approvals?tab=decided").text
    assert "马德胜（代赵建国）" in decided


def test_substitutes_are_named_under_ones_account(login, actor, uow_as):
    desk = login("leader")
    day = company.today().isoformat()
    data = {
        "substitute_id": actor("office").user_id,
        "from_on": day,
        "until_on": "",
        "note": "出差",
    }
    wrong = desk.post("/me/substitutes", data=data)
    assert wrong.status_code == 422
    assert "出差" in wrong.text
    kind = "service.TripPlan/trip"
    assert desk.post(
        "/me/substitutes", data={**data, "until_on": day, "chains": [kind]}
    ).status_code == 303  # fmt: skip
    assert "林小红代我签批" in desk.get("/me/substitutes").text
    theirs = login("office").get("/me/substitutes").text
    assert "我代陈国强签批" in theirs
    assert "出差计划" in theirs
