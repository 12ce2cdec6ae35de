"""A customer and products, and contracts at the stages the stories start from."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from aftersales.auth.models import Department
from aftersales.db.uow import UnitOfWork
from aftersales.testing.plugin import Clock
from modules.customers.api import Contact, WarrantyPlan, create_customer
from modules.customers.services.products import create_product
from modules.handoff.services.contracts import register_contract, release_to_departments
from modules.handoff.services.delivery import (
    kit_check,
    record_acceptance,
    register_delivery,
    ship,
)
from modules.handoff.services.review import sign_review, submit_for_review

As = Callable[..., AbstractContextManager[UnitOfWork]]


@dataclass(frozen=True)
class Desk:
    """Ids of what stands in the database."""

    customer: int
    contact: int
    mill: int
    pump: int
    plan: int
    departments: dict[str, int]

    def contract(self, **changes: Any) -> dict[str, Any]:
        """A complete contract with two machines, as sales would enter it."""
        return {
            "number": "HNJN-2026-101",
            "customer_id": self.customer,
            "contact_id": self.contact,
            "signed_on": date(2026, 8, 1),
            "delivery_on": date(2026, 11, 1),
            "amount": Decimal("1190000.00"),
            "warranty_plan_id": self.plan,
            "warranty_terms": "整机验收合格之日起质保12个月,易损件除外。",
            "special_promises": "首年免费巡检两次。",
            "emergency_clause": "停产事故2小时内到场,费用先行垫付。",
            "items": [
                {"product_id": self.mill, "quantity": 1, "serials": "HN26080001"},
                {"product_id": self.pump, "quantity": 1, "serials": "HN26080002"},
            ],
            "clauses": [
                {
                    "number": "3.1",
                    "kind": "technical",
                    "text": "筒体衬板采用高锰钢",
                    "department_id": self.departments["TEC"],
                    "due_on": date(2026, 9, 1),
                },
                {
                    "number": "5.2",
                    "kind": "quality",
                    "text": "出厂前做空载试车4小时",
                    "department_id": self.departments["QC"],
                    "due_on": date(2026, 10, 20),
                },
            ],
            "kit": [{"name": "地脚螺栓", "required": Decimal(8)}],
            "documents": [{"title": "使用说明书", "copies": 2}],
            **changes,
        }


@pytest.fixture
def desk(uow_as: As, clock: Clock) -> Desk:
    """What sales needs to enter a contract."""
    with uow_as("sales") as uow:
        customer = create_customer(
            uow,
            name="石门紫金电厂",
            customer_class="A",
            address="常德市石门县",
            contacts=[{"name": "陈明", "phone": "13507360001"}],
        )
        mill = create_product(uow, code="P1", name="球磨机", model="QM-2430", warranty_months=12)
        pump = create_product(uow, code="P2", name="渣浆泵", model="ZJ-100", warranty_months=12)
        departments = {d.code: d.id for d in uow.scalars(select(Department))}
        return Desk(
            customer.id,
            uow.scalar(select(Contact.id)),
            mill.id,
            pump.id,
            uow.scalar(select(WarrantyPlan.id).where(WarrantyPlan.code == "ACC12")),
            departments,
        )


def sign(uow_as: As, contract_id: int, *people: str) -> None:
    """Let these people sign the review, each with a login of his own."""
    for person in people:
        with uow_as(person) as uow:
            sign_review(uow, record_id=contract_id)


@pytest.fixture
def drafted(uow_as: As, desk: Desk) -> int:
    """A complete contract, entered by sales."""
    with uow_as("sales") as uow:
        return register_contract(uow, **desk.contract()).id


@pytest.fixture
def executing(uow_as: As, drafted: int) -> int:
    """Reviewed by four departments and released to them."""
    with uow_as("sales") as uow:
        submit_for_review(uow, record_id=drafted)
    sign(uow_as, drafted, "technical", "quality", "production", "dispatcher")
    with uow_as("sales") as uow:
        release_to_departments(uow, record_id=drafted)
    return drafted


@pytest.fixture
def shipped(uow_as: As, executing: int) -> int:
    """Checked by production and shipped by the keeper."""
    with uow_as("production") as uow:
        kit_check(
            uow,
            record_id=executing,
            kit=[{"id": None, "name": "地脚螺栓", "required": Decimal(8), "present": Decimal(8)}],
        )
    with uow_as("keeper") as uow:
        ship(uow, record_id=executing, shipped_on=date(2026, 10, 25), carrier="德邦物流")
    return executing


@pytest.fixture
def accepted(uow_as: As, shipped: int) -> int:
    """Delivered and accepted on site."""
    with uow_as("sales") as uow:
        register_delivery(uow, record_id=shipped, received_on=date(2026, 10, 28), receiver="陈明")
    with uow_as("engineer") as uow:
        record_acceptance(uow, record_id=shipped, accepted_on=date(2026, 11, 10), signed_by="陈明")
    return shipped
