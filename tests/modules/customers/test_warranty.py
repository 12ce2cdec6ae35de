"""Is a machine under warranty, until when, and why? (C13, W1)"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from aftersales.errors import Forbidden, Invalid
from aftersales.i18n import use_locale
from modules.customers.api import (
    Equipment,
    WarrantyPlan,
    add_months,
    freeze_warranty,
    promises_of,
    register_equipment,
    verdict_source,
    warranty_end,
    warranty_verdict,
)
from modules.customers.services.equipment import change_equipment
from modules.customers.services.warranty import grant_goodwill


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2025, 10, 20), 12, date(2026, 10, 19)),
        (date(2023, 8, 31), 6, date(2024, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2025, 12, 1), 18, date(2027, 5, 31)),
    ],
)
def test_warranty_ends_the_day_before_the_same_day(start: date, months: int, end: date) -> None:
    assert warranty_end(start, months) == end


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 240))
def test_months_never_skip_a_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2026, 2, 20), "in"),
        (date(2026, 3, 1), "in"),
        (date(2027, 2, 28), "in"),
        (date(2027, 3, 1), "out"),
    ],
)
def test_verdict_by_day(uow_as, yard, on, code) -> None:
    with uow_as("clerk") as uow:
        assert warranty_verdict(uow, uow.get(Equipment, yard.machine), on).code == code


def test_verdict_says_why_in_both_languages(uow_as, yard) -> None:
    with uow_as("clerk") as uow:
        verdict = warranty_verdict(uow, uow.get(Equipment, yard.machine), date(2026, 11, 21))
        with use_locale("zh_CN"):
            chinese = [str(step.text) for step in verdict.because.lines]
            assert str(verdict.because.value) == "保内"
            assert any("验收" in text and "12" in text for text in chinese)
            assert any("2027-02-28" in text for text in chinese)
        with use_locale("en"):
            assert "12 months from Acceptance" in str(verdict.because.lines[0].text)


def test_without_acceptance_the_verdict_is_open_and_says_what_to_look_for(uow_as, yard) -> None:
    with uow_as("sales") as uow:
        machine = register_equipment(
            uow,
            serial="HN26010002",
            product_id=yard.product,
            customer_id=yard.customer,
            shipped_on=date(2026, 2, 10),
        )
        verdict = warranty_verdict(uow, machine, date(2026, 11, 21))
        assert verdict.code == "disputed"
        assert verdict.end_on is None
        with use_locale("zh_CN"):
            assert "验收" in str(verdict.because.lines[-1].text)


def test_a_plan_of_the_contract_beats_the_product(uow_as, yard) -> None:
    with uow_as("sales") as uow:
        plan = uow.scalar(select(WarrantyPlan).where(WarrantyPlan.code == "DEL18"))
        machine = register_equipment(
            uow,
            serial="HN26010003",
            product_id=yard.product,
            customer_id=yard.customer,
            shipped_on=date(2026, 2, 10),
            warranty_plan_id=plan.id,
        )
        assert (machine.warranty_start_on, machine.warranty_end_on) == (
            date(2026, 2, 10),
            date(2027, 8, 9),
        )


def test_goodwill_is_a_decision_with_a_reason(uow_as, yard) -> None:
    with uow_as("leader") as uow:
        with pytest.raises(Invalid) as refusal:
            grant_goodwill(uow, record_id=yard.machine, until_on=date(2027, 1, 1), reason="老客户")
        assert refusal.value.field == "until_on"
        grant_goodwill(uow, record_id=yard.machine, until_on=date(2027, 6, 30), reason="老客户")
        machine = uow.get(Equipment, yard.machine)
        verdict = warranty_verdict(uow, machine, date(2027, 5, 1))
        assert (verdict.code, verdict.end_on) == ("goodwill", date(2027, 6, 30))
        assert "老客户" in str(verdict.because.lines[-1].text)
    with uow_as("clerk") as uow, pytest.raises(Forbidden):
        grant_goodwill(uow, record_id=yard.machine, until_on=date(2027, 9, 1), reason="x")


def test_what_was_frozen_at_hand_over_is_not_edited(uow_as, yard) -> None:
    with uow_as("dispatcher") as uow:
        plan = uow.scalar(select(WarrantyPlan).where(WarrantyPlan.code == "ACC24"))
        frozen = freeze_warranty(
            uow,
            yard.machine,
            plan_id=plan.id,
            terms="整机保修24个月",
            special_promises="免费提供一套易损件",
            emergency_clause="2小时内到场",
        )
        assert frozen.warranty_end_on == date(2028, 2, 29)
        assert promises_of(uow, yard.machine).special == "免费提供一套易损件"
        with pytest.raises(Invalid) as refusal:
            change_equipment(
                uow,
                record_id=yard.machine,
                serial="HN26010001",
                product_id=yard.product,
                customer_id=yard.customer,
                shipped_on=date(2026, 2, 10),
                accepted_on=date(2026, 9, 1),
                warranty_plan_id=plan.id,
            )
        assert refusal.value.field == "accepted_on"


def test_nothing_promised_is_nothing_shown(uow_as, yard) -> None:
    with uow_as("engineer") as uow:
        assert not promises_of(uow, yard.machine)
        assert not promises_of(uow, None)


@pytest.mark.both_databases
def test_the_list_and_the_page_agree(uow_as, yard) -> None:
    """The SQL expression of the list says what the verdict of the page says."""
    with uow_as("sales") as uow:
        for number, accepted in enumerate((None, date(2024, 1, 5), date(2025, 11, 22)), 10):
            register_equipment(
                uow,
                serial=f"HN2601{number:04}",
                product_id=yard.product,
                customer_id=yard.customer,
                accepted_on=accepted,
            )
        today = date(2026, 11, 21)
        rows = uow.rows(select(Equipment, verdict_source()))
        assert len(rows) == 4
        for machine, code in rows:
            assert warranty_verdict(uow, machine, today).code == code
