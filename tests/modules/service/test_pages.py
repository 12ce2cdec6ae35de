"""The service desk in the browser: intake, thread, papers, the technician's day."""

import base64
import re
from collections import Counter

import pytest

from aftersales.bench.capture import listening
from aftersales.db.session import db
from modules.service.api import Case, Order, ServiceReport
from modules.service.services.register import open_book, sign_book
from tests.modules.service.conftest import ALL_TOPICS, PNG

INTAKE = {
    "kind": "repair", "channel": "phone", "summary": "液压泵漏油，设备停机", "is_emergency": "1",
}  # fmt: skip
LISTS = (
    "/service/cases", "/service/orders", "/service/trips", "/service/reports",
    "/service/opinions", "/service/register",
)  # fmt: skip


def test_a_clerk_registers_a_case_in_one_form(login, world, uow_as):
    browser = login("clerk")
    assert browser.get("/service/intake").status_code == 302

    answer = browser.post(
        "/service/cases/new",
        data={
            **INTAKE, "equipment_id": world.pump, "customer_id": world.key_customer,
            "contact_name": "林明涛", "contact_phone": "１３８７９５１６１７５",
            "answer": "两小时内到",
        },
    )  # fmt: skip

    page = browser.get(answer.location).text
    assert "AJ-202611-0001" in page
    assert "备用泵" in page
    with uow_as("clerk") as uow:
        case = uow.get(Case, 1)
        assert (case.contact_phone, case.state) == ("13879516175", "answered")


def test_the_panel_judges_while_one_types(login, world):
    panel = login("clerk").post(
        "/service/cases/live/judgement",
        data={"equipment_id": world.pump, "is_emergency": "1"},
    )
    for word in ("保内", "2027-02-28", "2 小时", "S0-5.4.2b", "重点顾客", "备用泵"):
        assert word in panel.text


def test_the_panel_is_silent_before_anybody_is_named(login, world):
    assert login("clerk").post("/service/cases/live/judgement", data={}).text.strip() == ""


def test_a_refused_intake_keeps_what_was_typed(login, world):
    answer = login("clerk").post(
        "/service/cases/new",
        data={**INTAKE, "equipment_id": world.pump, "customer_id": world.plain_customer},
    )
    assert answer.status_code == 422
    assert "液压泵漏油，设备停机" in answer.text
    assert "属于" in answer.text


def test_why_leads_down_to_the_clause(login, story):
    story.register(is_emergency=True)
    browser = login("dispatcher")
    assert "S0-5.4.2b" in browser.get(f"/service/cases/{story.case_id}/why/arrive").text
    told = browser.get(
        f"/service/cases/{story.case_id}/why/arrive", headers={"Accept": "application/json"}
    )
    assert "S0-5.4.2b" in str(told.json["lines"])
    assert "2027-02-28" in browser.get(f"/service/cases/{story.case_id}/why/warranty_code").text


@pytest.mark.parametrize("role", ["dispatcher", "leader", "archivist", "auditor", "sales"])
def test_every_list_opens_for_those_who_see_the_register(login, story, role):
    story.register().dispatch().go().repair().report().sign()
    browser = login(role)
    for path in LISTS:
        assert browser.get(path).status_code == 200, path
    assert browser.get("/service/cases?view=board&g=region&f=").status_code == 200
    for path in (
        f"/service/cases/{story.case_id}", f"/service/orders/{story.order_id}",
        f"/service/reports/{story.report_id}",
    ):  # fmt: skip
        assert browser.get(path).status_code == 200, path


def test_the_gate_sees_neither_list_nor_case(login, story):
    story.register()
    browser = login("gate")
    assert browser.get("/service/cases").status_code == 403
    assert browser.get(f"/service/cases/{story.case_id}").status_code in (403, 404)


def test_another_engineers_case_is_not_there(login, story, world, uow_as):
    story.register(equipment_id=world.crusher)
    assert login("engineer").get(f"/service/cases/{story.case_id}").status_code == 404


def test_a_case_page_asks_no_question_twice(app, login, story):
    story.register().dispatch().go()
    browser = login("dispatcher")
    page = f"/service/cases/{story.case_id}"
    browser.get(page)
    with app.app_context(), listening(db.engine) as asked:
        assert browser.get(page).status_code == 200
    asked_for = Counter(f"{sql} {values}" for sql, values in asked.statements if sql != "BEGIN")
    repeated = {question for question, times in asked_for.items() if times > 1}
    # The form and the thread each name their people.
    assert {question for question in repeated if "FROM auth_user" not in question} == set()


def test_the_register_runs_a_constant_number_of_queries(login, story, count_queries):
    browser = login("dispatcher")
    story.register()
    with count_queries() as few:
        browser.get("/service/cases?f=")
    for _n in range(10):
        story.register()
    with count_queries() as many:
        browser.get("/service/cases?f=")
    assert many.count == few.count


def test_the_technicians_day_from_acceptance_to_signature(login, story, uow_as, clock):
    story.register(is_emergency=True).dispatch()
    browser, day = login("engineer"), f"/service/day/{story.order_id}/do"
    signature = "data:image/png;base64," + base64.b64encode(PNG).decode()
    steps = (
        ("accept", {}),
        ("depart", {}),
        ("check_in", {"location": "破碎车间"}),
        (
            "record",
            {
                "fault": "泵体漏油", "cause": "油封老化", "cause_class": "purchased",
                "measures": "更换油封", "trial_result": "正常",
            },
        ),
        ("recovered", {"trial_result": "试运行30分钟正常"}),
        ("write_report", {"symptom": "泵体漏油", "measures": "更换油封"}),
        ("explain", {"topics": list(ALL_TOPICS)}),
        ("sign", {"grade": "very_good", "signer_name": "林明涛", "signature": signature}),
        ("check_out", {}),
        ("submit", {}),
    )  # fmt: skip
    for step, data in steps:
        page = browser.get("/service/my").text
        assert f"/service/day/{story.order_id}/do/{step}" in page, step
        clock.advance(minutes=10)
        answer = browser.post(f"{day}/{step}", data=data)
        assert answer.location == f"/service/my?order={story.order_id}", step
    with uow_as("dispatcher") as uow:
        report = uow.get(ServiceReport, 1)
        assert (report.state, report.satisfaction) == ("dept_review", "very_good")
        assert uow.get(Order, story.order_id).state == "reported"


def test_the_day_is_for_those_who_carry_orders_out(login, world):
    assert login("clerk").get("/service/my").status_code == 403


def test_signatures_wait_on_home_for_the_person_whose_turn_it_is(login, story):
    story.register().dispatch().go().repair().report().sign()
    assert "BG-202611-0001" in login("dispatcher").get("/").text
    assert "BG-202611-0001" not in login("leader").get("/").text


@pytest.mark.parametrize("spec", ["service.entry", "service.dispatch", "service.report"])
def test_papers_print(login, story, spec):
    story.register().dispatch().go().repair().report().sign().review()
    keys = {
        "service.entry": story.case_id, "service.dispatch": story.order_id,
        "service.report": story.report_id,
    }  # fmt: skip
    paper = login("dispatcher").get(f"/documents/preview/{spec}/{keys[spec]}")
    assert paper.status_code == 200
    assert paper.data.startswith(b"%PDF")


def test_a_month_of_the_register_is_opened_once_signed_once_and_printed(
    story, uow_as, login, clock
):
    story.register()
    with uow_as("clerk") as uow:
        book = open_book(uow, month=clock.at.date())
        assert open_book(uow, month=clock.at.date().replace(day=1)).id == book.id
    with uow_as("dispatcher") as uow:
        assert sign_book(uow, record_id=book.id).signed_at == uow.now
    paper = login("clerk").get(f"/documents/preview/service.register/{book.id}")
    assert paper.data.startswith(b"%PDF")


def test_the_pages_speak_english(login, story):
    story.register(is_emergency=True, answer="两小时内到").dispatch()
    browser = login("dispatcher")
    browser.post("/-/language", data={"locale": "en", "next": "/"})
    page = browser.get(f"/service/cases/{story.case_id}").text
    shown = re.sub(r"<[^>]+>", " ", page)
    assert "Chief responsible" in shown
    assert "首席责任人" not in shown
