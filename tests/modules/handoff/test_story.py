"""From the signed contract to service (W1): the whole way, and each refusal on it."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from aftersales.errors import DomainError, Forbidden, Invalid, NotFound, Refused
from aftersales.i18n import use_locale
from aftersales.workflow import history
from modules.customers.api import Equipment, promises_of, register_equipment, warranty_verdict
from modules.handoff.models import Clause, Contract, ContractItem
from modules.handoff.services.clauses import complete_clause, reopen_clause
from modules.handoff.services.contracts import (
    change_contract,
    decompose,
    register_contract,
    release_to_departments,
    terminate,
)
from modules.handoff.services.delivery import (
    kit_check,
    record_acceptance,
    register_delivery,
    report_shortage,
    ship,
)
from modules.handoff.services.handover import accept_handoff
from modules.handoff.services.review import refuse_review, sign_review, submit_for_review
from tests.modules.handoff.conftest import sign


@pytest.mark.both_databases
def test_two_machines_come_into_service_with_what_was_promised(uow_as, accepted) -> None:
    with uow_as("dispatcher") as uow:
        contract = accept_handoff(uow, record_id=accepted)
        assert contract.state == "handed_over"
        machines = uow.scalars(select(Equipment).order_by(Equipment.serial)).all()
        assert [m.serial for m in machines] == ["HN26080001", "HN26080002"]
        for machine in machines:
            assert machine.contract_number == "HNJN-2026-101"
            assert machine.is_handed_over
            assert (machine.shipped_on, machine.accepted_on) == (
                date(2026, 10, 25),
                date(2026, 11, 10),
            )
            assert machine.warranty_end_on == date(2027, 11, 9)
            assert promises_of(uow, machine.id).special == "首年免费巡检两次。"
            assert "2小时" in promises_of(uow, machine.id).emergency
            assert warranty_verdict(uow, machine, date(2026, 11, 21)).code == "in"
        passed = [span.state.code for span in history(uow, contract) if span.passed]
        assert passed == [
            "draft",
            "review",
            "decomposing",
            "executing",
            "ready",
            "in_transit",
            "delivered",
            "accepted",
        ]


def test_review_needs_every_department(uow_as, drafted) -> None:
    with uow_as("sales") as uow:
        submit_for_review(uow, record_id=drafted)
    sign(uow_as, drafted, "technical", "quality", "production")
    with uow_as("sales") as uow:
        assert uow.get(Contract, drafted).state == "review"
        with pytest.raises(Refused):
            change_contract(uow, record_id=drafted, note="改一下")
    sign(uow_as, drafted, "dispatcher")
    with uow_as("sales") as uow:
        assert uow.get(Contract, drafted).state == "decomposing"


def test_who_does_not_review_does_not_sign(uow_as, drafted) -> None:
    with uow_as("sales") as uow:
        submit_for_review(uow, record_id=drafted)
        with pytest.raises(Refused):
            sign_review(uow, record_id=drafted)
    with uow_as("finance") as uow, pytest.raises(NotFound):
        sign_review(uow, record_id=drafted)
    sign(uow_as, drafted, "technical")
    with uow_as("technical") as uow, pytest.raises(Refused):
        sign_review(uow, record_id=drafted)


def test_a_refused_review_goes_back_to_sales_with_the_reason(uow_as, drafted) -> None:
    with uow_as("sales") as uow:
        submit_for_review(uow, record_id=drafted)
    with uow_as("quality") as uow:
        refuse_review(uow, record_id=drafted, note="试车时间不够")
    with uow_as("sales") as uow:
        assert uow.get(Contract, drafted).state == "draft"
        change_contract(uow, record_id=drafted, note="已改为8小时")
        submit_for_review(uow, record_id=drafted)


def test_a_contract_without_machines_is_not_reviewed(uow_as, desk) -> None:
    with uow_as("sales") as uow:
        contract = register_contract(uow, **desk.contract(items=[]))
        with use_locale("en"), pytest.raises(Refused, match="item"):
            submit_for_review(uow, record_id=contract.id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customer_id": 99999}, "customer_id"),
        ({"contact_id": 99999}, "contact_id"),
        ({"warranty_plan_id": 99999}, "warranty_plan_id"),
        ({"delivery_on": date(2026, 7, 1)}, "delivery_on"),
        ({"no_promises": True}, "no_promises"),
        ({"items": [{"product_id": 99999, "quantity": 1}]}, "items-0-product_id"),
        ({"number": "hnjn-2026-100"}, "number"),
    ],
)
def test_a_contract_is_refused_at_its_field(uow_as, desk, changes, field) -> None:
    with uow_as("sales") as uow:
        register_contract(uow, number="HNJN-2026-100", customer_id=desk.customer)
    with uow_as("sales") as uow, pytest.raises(Invalid) as refusal:
        register_contract(uow, **desk.contract(**changes))
    assert refusal.value.field == field


def test_serial_numbers_are_counted_and_unique(uow_as, desk, drafted) -> None:
    for serials, quantity in (("A1 A2", 1), ("hn26080001", 1)):
        line = {"product_id": desk.mill, "quantity": quantity, "serials": serials}
        with pytest.raises(Invalid) as refusal, uow_as("sales") as uow:
            register_contract(uow, **desk.contract(number="N2", items=[line]))
        assert refusal.value.field == "items-0-serials"


def test_every_clause_needs_department_and_day(uow_as, desk, drafted) -> None:
    with uow_as("sales") as uow:
        submit_for_review(uow, record_id=drafted)
    sign(uow_as, drafted, "technical", "quality", "production", "dispatcher")
    with uow_as("sales") as uow:
        decompose(
            uow,
            record_id=drafted,
            clauses=[{"number": "3.1", "text": "衬板", "department_id": desk.departments["TEC"]}],
        )
        with use_locale("en"), pytest.raises(Refused, match=r"3\.1"):
            release_to_departments(uow, record_id=drafted)
        assert len(uow.scalars(select(Clause)).all()) == 1


def test_a_department_sees_and_completes_its_own_clauses_only(uow_as, executing) -> None:
    with uow_as("technical") as uow:
        clauses = uow.scalars(select(Clause).order_by(Clause.id)).all()
        assert len(clauses) == 2, "it sees the contract it works on, with all clauses"
        done = complete_clause(uow, record_id=clauses[0].id, note="已核对材质单")
        assert (done.state, done.done_by.username) == ("done", "technical")
        with pytest.raises(Forbidden):
            complete_clause(uow, record_id=clauses[1].id)
    with uow_as("technical") as uow, pytest.raises(Refused):
        complete_clause(uow, record_id=clauses[0].id)
    with uow_as("sales") as uow:
        assert reopen_clause(uow, record_id=clauses[0].id, note="少一份").state == "open"


def test_who_holds_no_clause_sees_no_contract(uow_as, executing) -> None:
    with uow_as("finance") as uow:
        assert uow.find(Contract, executing) is None
        assert uow.scalars(select(Clause)).all() == []
        assert uow.scalars(select(ContractItem)).all() == []
    with uow_as("gate") as uow, pytest.raises(NotFound):
        uow.get(Contract, executing)


def test_nothing_ships_before_the_kit_is_complete(uow_as, executing) -> None:
    kit = [{"id": None, "name": "地脚螺栓", "required": Decimal(8), "present": Decimal(6)}]
    with uow_as("production") as uow:
        assert kit_check(uow, record_id=executing, kit=kit).state == "executing"
    with uow_as("keeper") as uow, pytest.raises(Refused):
        ship(uow, record_id=executing, shipped_on=date(2026, 10, 25))
    kit[0]["present"] = Decimal(8)
    with uow_as("production") as uow:
        assert kit_check(uow, record_id=executing, kit=kit).state == "ready"
    with uow_as("keeper") as uow:
        report_shortage(uow, record_id=executing, note="少垫片一套")
        assert uow.get(Contract, executing).state == "executing"


def test_machines_without_serial_number_stay_at_the_works(uow_as, desk, executing) -> None:
    with uow_as("sales") as uow:
        items = uow.scalars(select(ContractItem).order_by(ContractItem.id)).all()
        change_contract(
            uow,
            record_id=executing,
            items=[
                {"id": i.id, "product_id": i.product_id, "quantity": 1, "serials": ""}
                for i in items
            ],
        )
    kit = [{"id": None, "name": "地脚螺栓", "required": Decimal(8), "present": Decimal(8)}]
    with uow_as("production") as uow:
        kit_check(uow, record_id=executing, kit=kit)
    with uow_as("keeper") as uow, use_locale("en"), pytest.raises(Refused, match="QM-2430 0/1"):
        ship(uow, record_id=executing, shipped_on=date(2026, 10, 25))


@pytest.mark.parametrize(
    ("verb", "values", "field"),
    [
        (register_delivery, {"received_on": date(2026, 10, 1), "receiver": "陈明"}, "received_on"),
        (register_delivery, {"received_on": date(2027, 1, 1), "receiver": "陈明"}, "received_on"),
    ],
)
def test_days_are_checked(uow_as, shipped, verb, values, field) -> None:
    with uow_as("sales") as uow, pytest.raises(Invalid) as refusal:
        verb(uow, record_id=shipped, **values)
    assert refusal.value.field == field


def test_a_failed_acceptance_is_repeated(uow_as, shipped) -> None:
    with uow_as("sales") as uow:
        register_delivery(uow, record_id=shipped, received_on=date(2026, 10, 28), receiver="陈明")
    with uow_as("engineer") as uow:
        with pytest.raises(Invalid) as refusal:
            record_acceptance(
                uow, record_id=shipped, accepted_on=date(2026, 11, 5), result="failed"
            )
        assert refusal.value.field == "note"
        contract = record_acceptance(
            uow,
            record_id=shipped,
            accepted_on=date(2026, 11, 5),
            result="failed",
            note="轴承温升超标",
        )
        assert contract.state == "delivered"
    with uow_as("dispatcher") as uow, pytest.raises(Refused):
        accept_handoff(uow, record_id=shipped)


def test_service_takes_over_only_what_it_can_serve(uow_as, accepted) -> None:
    with uow_as("sales") as uow:
        change_contract(
            uow,
            record_id=accepted,
            special_promises="",
            emergency_clause="",
            warranty_plan_id=None,
        )
    with uow_as("dispatcher") as uow, use_locale("zh_CN"), pytest.raises(DomainError) as refusal:
        accept_handoff(uow, record_id=accepted)
    with use_locale("zh_CN"):
        for missing in ("质保方案", "特殊承诺", "紧急异常条款"):
            assert missing in str(refusal.value)
    with uow_as("sales") as uow, pytest.raises(Forbidden):
        accept_handoff(uow, record_id=accepted)


def test_a_machine_known_from_an_import_is_confirmed_not_doubled(uow_as, desk, accepted) -> None:
    with uow_as("clerk") as uow:
        register_equipment(
            uow, serial="hn26080001", product_id=desk.mill, customer_id=desk.customer
        )
    with uow_as("dispatcher") as uow:
        accept_handoff(uow, record_id=accepted)
        machines = uow.scalars(select(Equipment)).all()
        assert len(machines) == 2
        assert all(m.warranty_end_on == date(2027, 11, 9) for m in machines)


def test_after_shipping_the_items_stay(uow_as, desk, shipped) -> None:
    with uow_as("sales") as uow:
        items = uow.scalars(select(ContractItem).order_by(ContractItem.id)).all()
        same = [
            {"id": i.id, "product_id": i.product_id, "quantity": 1, "serials": i.serials}
            for i in items
        ]
        change_contract(uow, record_id=shipped, note="随车资料已寄", items=same)
        with pytest.raises(Invalid) as refusal:
            change_contract(uow, record_id=shipped, items=same[:1])
        assert refusal.value.field == "items"


def test_only_a_leader_terminates(uow_as, executing) -> None:
    with uow_as("sales") as uow, pytest.raises(Forbidden):
        terminate(uow, record_id=executing, reason="客户破产")
    with uow_as("leader") as uow:
        assert terminate(uow, record_id=executing, reason="客户破产").state == "terminated"
