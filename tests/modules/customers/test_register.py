"""Entering and correcting customers, products and machines."""

from datetime import date

import pytest
from sqlalchemy import select

from aftersales.errors import Forbidden, Invalid
from modules.customers.api import Contact, Customer, Equipment, primary_contact, register_equipment
from modules.customers.services.customers import add_contact, change_customer, create_customer
from modules.customers.services.equipment import change_equipment, correct_site
from modules.customers.services.plans import change_plan, create_plan
from modules.customers.services.products import create_product


def test_customer_gets_a_number_and_a_primary_contact(uow_as, yard) -> None:
    with uow_as("clerk") as uow:
        customer = uow.get(Customer, yard.customer)
        assert customer.code == "KH20260001"
        assert customer.region_class == "local"
        assert primary_contact(uow, customer.id).name == "罗国霞"


def test_class_a_is_always_a_key_customer(uow_as, yard) -> None:
    with uow_as("sales") as uow:
        assert create_customer(uow, name="石门紫金电厂", customer_class="A").is_key
        assert not create_customer(uow, name="桃源水泥厂", customer_class="B").is_key


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "湖南常德武陵矿业有限责任公司"}, "name"),
        ({"name": "新客户", "code": "kh20260001"}, "code"),
        ({"name": "新客户", "region_id": 99999}, "region_id"),
    ],
)
def test_a_customer_is_refused_at_its_field(uow_as, yard, values, field) -> None:
    with uow_as("sales") as uow, pytest.raises(Invalid) as refusal:
        create_customer(uow, **values)
    assert refusal.value.field == field


def test_contacts_are_changed_as_a_whole(uow_as, yard) -> None:
    with uow_as("sales") as uow:
        add_contact(uow, customer_id=yard.customer, name="李四")
        rows = uow.scalars(select(Contact).order_by(Contact.id)).all()
        assert [c.is_primary for c in rows] == [True, False]
        customer = uow.get(Customer, yard.customer)
        change_customer(
            uow,
            record_id=customer.id,
            code=customer.code,
            name=customer.name,
            contacts=[
                {"id": rows[1].id, "name": "李四", "phone": "0736-7200000", "is_primary": True},
                {"id": None, "name": "王五"},
            ],
        )
        left = uow.scalars(select(Contact).order_by(Contact.id)).all()
        assert [(c.name, c.is_primary) for c in left] == [("李四", True), ("王五", False)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"serial": "hn26010001"}, "serial"),
        ({"serial": "  "}, "serial"),
        ({"customer_id": 99999}, "customer_id"),
        ({"product_id": 99999}, "product_id"),
        ({"warranty_plan_id": 99999}, "warranty_plan_id"),
        ({"shipped_on": date(2026, 5, 1), "accepted_on": date(2026, 4, 1)}, "accepted_on"),
    ],
)
def test_a_machine_is_refused_at_its_field(uow_as, yard, values, field) -> None:
    given = {
        "serial": "HN26020001",
        "product_id": yard.product,
        "customer_id": yard.customer,
        **values,
    }
    with uow_as("sales") as uow, pytest.raises(Invalid) as refusal:
        register_equipment(uow, **given)
    assert refusal.value.field == field


def test_correcting_the_acceptance_moves_the_warranty(uow_as, yard) -> None:
    with uow_as("clerk") as uow:
        machine = change_equipment(
            uow,
            record_id=yard.machine,
            serial="HN26010001",
            product_id=yard.product,
            customer_id=yard.customer,
            shipped_on=date(2026, 2, 10),
            accepted_on=date(2026, 4, 1),
        )
        assert machine.warranty_end_on == date(2027, 3, 31)


def test_the_engineer_corrects_the_site_and_nothing_else(uow_as, yard) -> None:
    with uow_as("engineer") as uow:
        machine = correct_site(uow, record_id=yard.machine, site_address="二号泵房")
        assert machine.site_address == "二号泵房"
    with uow_as("engineer") as uow, pytest.raises(Forbidden):
        register_equipment(uow, serial="X", product_id=yard.product, customer_id=yard.customer)


def test_two_products_do_not_share_a_model(uow_as, yard) -> None:
    with uow_as("sales") as uow, pytest.raises(Invalid) as refusal:
        create_product(uow, code="P2", name="球磨机", model="qm-2430")
    assert refusal.value.field == "model"


def test_the_guard_at_the_gate_sees_no_customers(uow_as, yard) -> None:
    with uow_as("gate") as uow:
        assert uow.find(Customer, yard.customer) is None
        assert uow.find(Equipment, yard.machine) is None


def test_a_plan_that_machines_run_on_is_replaced_not_changed(uow_as, yard) -> None:
    with uow_as("sales") as uow:
        plan = create_plan(uow, code="ACC6", name="验收起6个月", start_event="acceptance", months=6)
        given = {
            "record_id": plan.id,
            "code": "ACC6",
            "name": "六个月",
            "start_event": "acceptance",
        }
        assert change_plan(uow, **given, months=9).months == 9
        register_equipment(
            uow,
            serial="HN26020009",
            product_id=yard.product,
            customer_id=yard.customer,
            warranty_plan_id=plan.id,
        )
        with pytest.raises(Invalid) as refusal:
            change_plan(uow, **given, months=12)
        assert refusal.value.field == "months"
        assert not change_plan(uow, **given, months=9, is_active=False).is_active
        with pytest.raises(Invalid) as refusal:
            create_plan(uow, code="acc6", name="x", start_event="delivery", months=1)
        assert refusal.value.field == "code"
