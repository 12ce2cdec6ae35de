"""The hand-off in the browser's eyes: pages, buttons, forms, and bad input."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from modules.customers.api import Equipment
from modules.handoff.models import Clause, Contract, ContractItem
from modules.handoff.services.contracts import change_contract
from modules.handoff.services.review import refuse_review, submit_for_review
from tests.modules.handoff.conftest import sign


def once_of(html: str) -> str:
    """The token that makes a double click one record."""
    found = re.search(r'name="_once" value="([^"]+)"', html)
    return found[1] if found else ""


@pytest.fixture
def sent(desk) -> dict[str, Any]:
    """What the browser sends for a new contract with two machines."""
    return {
        "number": "HNJN-2026-200",
        "customer_id": desk.customer,
        "contact_id": desk.contact,
        "signed_on": "2026年8月1日",
        "delivery_on": "2026-11-01",
        "amount": "1,190,000",
        "salesperson": "刘洋",
        "needs_acceptance": "1",
        "warranty_plan_id": desk.plan,
        "special_promises": "首年免费巡检两次。",
        "emergency_clause": "2小时内到场",
        "items-0-id": "",
        "items-0-product_id": desk.mill,
        "items-0-quantity": "1",
        "items-0-serials": "HN26080001",
        "items-1-id": "",
        "items-1-product_id": desk.pump,
        "items-1-quantity": "1",
        "items-1-serials": "HN26080002",
        "clauses-0-id": "",
        "clauses-0-number": "3.1",
        "clauses-0-kind": "technical",
        "clauses-0-text": "衬板",
        "clauses-0-department_id": desk.departments["TEC"],
        "clauses-0-due_on": "2026-09-01",
    }


def test_a_double_click_is_one_contract(login, uow_as, sent) -> None:
    sales = login("sales")
    page = sales.get("/handoff/contracts/new")
    assert page.status_code == 200
    sent["_once"] = once_of(page.text)
    first = sales.post("/handoff/contracts/new", data=sent)
    second = sales.post("/handoff/contracts/new", data=sent)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    with uow_as("sales") as uow:
        assert len(uow.scalars(select(Contract)).all()) == 1
        assert len(uow.scalars(select(ContractItem)).all()) == 2
        assert len(uow.scalars(select(Clause)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("signed_on", "31.2.", "31.2."),
        ("amount", "一百万", "一百万"),
        ("items-0-quantity", "0", "items-0-quantity"),
        ("items-0-serials", "A1 A2", "A1 A2"),
        ("number", "", 'name="number"'),
    ],
)
def test_bad_input_keeps_what_was_typed(login, uow_as, sent, field, value, words) -> None:  # noqa: PLR0917  # parameters and fixtures of one table
    answer = login("sales").post("/handoff/contracts/new", data={**sent, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "首年免费巡检两次。" in answer.text
    with uow_as("sales") as uow:
        assert uow.scalars(select(Contract)).all() == []


def test_a_fault_in_a_line_is_told_above_and_opens_its_tab(login, sent) -> None:
    answer = login("sales").post(
        "/handoff/contracts/new", data={**sent, "items-1-serials": "hn26080001"}
    )
    assert answer.status_code == 422
    assert "在本合同中填了两次" in answer.text.split("record-columns")[0]
    tab = re.search(r'<button[^>]*aria-controls="pane-items"[^>]*>', answer.text)
    assert tab
    assert 'class="faulty"' in tab[0]


def test_saving_the_edit_page_unchanged_changes_nothing(login, uow_as, executing) -> None:
    sales = login("sales")
    page = sales.get(f"/handoff/contracts/{executing}/edit").text
    form = page[page.index("<form") :]
    values = dict(re.findall(r'name="([^"]+)"[^>]*?value="([^"]*)"', form))
    for serial in ("HN26080001", "HN26080002"):
        assert serial in values.values()
    assert "筒体衬板采用高锰钢" in page


def test_each_role_gets_its_buttons(login, executing) -> None:
    address = f"/handoff/contracts/{executing}"
    assert "do/kit_check" in login("production").get(address).text
    assert "do/kit_check" not in login("sales").get(address).text
    assert login("finance").get(address).status_code == 404
    assert login("gate").get("/handoff/contracts").status_code == 403


def test_the_page_says_whose_turn_it_is(login, uow_as, drafted) -> None:
    with uow_as("sales") as uow:
        submit_for_review(uow, record_id=drafted)
    page = login("sales").get(f"/handoff/contracts/{drafted}").text
    assert "等待审批：技术、质检、生产负责人、售后主管。" in page


def test_the_thread_tells_who_signed_and_who_did_not(login, uow_as, drafted) -> None:
    with uow_as("sales") as uow:
        submit_for_review(uow, record_id=drafted)
    sign(uow_as, drafted, "technical")
    with uow_as("quality") as uow:
        refuse_review(uow, record_id=drafted, note="试车时间不够")
    page = login("sales").get(f"/handoff/contracts/{drafted}").text
    signed, refused = page.index("已签署：技术部"), page.index("不同意：质检部")
    assert refused < signed, "the newest first"
    assert page[refused:].index("试车时间不够") < page[refused:].index("已签署")


def test_the_page_names_the_desk_of_the_next_step(login, executing) -> None:
    url = f"/handoff/contracts/{executing}"
    assert "下一步：齐套（采购、生产负责人、质检）。" in login("sales").get(url).text
    assert "下一步：齐套检查（由您办理）。" in login("production").get(url).text


def test_the_amount_is_for_those_who_need_it(login, executing) -> None:
    address = f"/handoff/contracts/{executing}"
    assert "1,190,000" in login("sales").get(address).text
    assert "1,190,000" not in login("technical").get(address).text
    assert "1,190,000" not in login("technical").get("/handoff/contracts").text


def test_the_way_to_service_in_the_browser(login, uow_as, accepted) -> None:
    dispatcher = login("dispatcher")
    page = dispatcher.get(f"/handoff/contracts/{accepted}")
    assert "接收移交" in page.text
    answer = dispatcher.post(
        f"/handoff/contracts/{accepted}/do/hand_over", data={"_once": once_of(page.text)}
    )
    assert answer.status_code in (200, 303)
    with uow_as("clerk") as uow:
        machine = uow.scalars(select(Equipment).order_by(Equipment.serial)).first()
        assert machine.special_promises == "首年免费巡检两次。"
    shown = login("engineer").get(f"/customers/equipment/{machine.id}").text
    assert "首年免费巡检两次。" in shown
    assert "保内" in shown


def test_a_refused_step_says_what_is_missing(login, uow_as, desk, accepted) -> None:
    with uow_as("sales") as uow:
        uow.get(Contract, accepted).emergency_clause = ""
    dispatcher = login("dispatcher")
    assert "紧急异常条款" in dispatcher.get(f"/handoff/contracts/{accepted}").text
    answer = dispatcher.post(f"/handoff/contracts/{accepted}/do/hand_over", data={})
    assert answer.status_code == 409


def test_a_department_finds_its_clauses_on_home(login, executing) -> None:
    technical = login("technical")
    assert "筒体衬板采用高锰钢" in technical.get("/").text
    assert "筒体衬板采用高锰钢" in technical.get("/handoff/clauses?f=mine&f=open").text


@pytest.mark.parametrize(
    "address",
    [
        "/handoff/contracts?f=&view=board",
        "/handoff/contracts?g=state&s=-amount&f=",
        "/handoff/contracts?g=customer&g=year&f=",
        "/handoff/clauses?g=department",
        "/handoff/contracts?q=石门&f=late_clause&f=mine",
        "/handoff/clauses?f=overdue&f=week",
        "/handoff/contracts/export.csv?f=",
        "/handoff/contracts?customer=1&f=",
    ],
)
def test_lists_answer_in_both_languages(login, executing, address) -> None:
    browser = login("sales")
    assert browser.get(address).status_code == 200
    browser.post("/-/language", data={"locale": "en", "next": "/"})
    assert browser.get(address).status_code == 200


def test_the_sheet_prints_with_what_was_promised(login, accepted) -> None:
    dispatcher = login("dispatcher")
    answer = dispatcher.get(f"/documents/preview/handoff.handoff/{accepted}")
    assert answer.status_code == 200
    assert answer.data[:5] == b"%PDF-"
    assert login("technical").get(f"/documents/preview/handoff.handoff/{accepted}").status_code in (
        403,
        404,
    )


def test_sales_learns_in_time_what_service_will_ask_for(login, uow_as, desk, accepted) -> None:
    with uow_as("sales") as uow:
        change_contract(uow, record_id=accepted, emergency_clause="")
    sales, address = login("sales"), f"/handoff/contracts/{accepted}"
    assert "售后接收前还缺：紧急异常条款。" in sales.get(address).text
    assert f"{address}/edit" in sales.get("/").text
    assert f"{address}/edit" not in login("dispatcher").get("/").text
    with uow_as("sales") as uow:
        change_contract(uow, record_id=accepted, emergency_clause="停产事故2小时内到场")
    assert "售后接收前还缺" not in sales.get(address).text
    assert f"{address}/edit" not in sales.get("/").text
