"""A case on site, two parts in stock: where the stories of the warehouse start."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy import select

from aftersales.auth.models import Region, User
from aftersales.db.uow import UnitOfWork
from aftersales.testing.plugin import Clock
from modules.customers.api import Customer, Equipment, Product
from modules.parts.models import Part, Requisition
from modules.parts.services import (
    approve_requisition,
    create_part,
    put_in_stock,
    request_parts,
)
from modules.service.api import dispatch_order, register_case

As = Callable[..., AbstractContextManager[UnitOfWork]]


@dataclass
class Warehouse:
    """Ids of what lies ready, and the steps a story takes."""

    as_: As
    case_id: int
    pump: int
    seal: int

    def request(self, *lines: tuple[int, str], who: str = "engineer") -> int:
        """Ask for parts from the field: the id of the requisition."""
        with self.as_(who) as uow:
            return request_parts(
                uow,
                case_id=self.case_id,
                reason="defective",
                basis="field",
                lines=[{"part_id": part, "quantity": Decimal(n)} for part, n in lines],
            ).id

    def approved(self, *lines: tuple[int, str]) -> int:
        """An approved requisition."""
        requisition = self.request(*lines)
        with self.as_("production") as uow:
            approve_requisition(uow, record_id=requisition)
        return requisition

    def stock(self, part_id: int) -> Decimal:
        """What lies in all bins."""
        from modules.parts.models import Stock

        with self.as_("keeper", write=False) as uow:
            rows = uow.scalars(select(Stock).where(Stock.part_id == part_id)).unique()
            return sum((row.quantity for row in rows), Decimal(0))

    def state(self, requisition_id: int) -> str:
        """Where a requisition stands."""
        with self.as_("keeper", write=False) as uow:
            return uow.get(Requisition, requisition_id).state


def _part(uow: UnitOfWork, code: str, name: str, quantity: str, *, important: bool) -> Part:
    return create_part(
        uow,
        code=code,
        name=name,
        price=Decimal("55.20"),
        is_important=important,
        bin_code="B-01-1",
        quantity=Decimal(quantity),
    )


@pytest.fixture
def warehouse(uow_as: As, clock: Clock) -> Warehouse:
    """One case of 常德 with its order, five pumps (important) and twenty seals."""
    with uow_as("system") as uow:
        region = uow.scalar(select(Region).where(Region.region_class == "local"))
        customer = uow.add(
            Customer(code="K1", name="常德洞庭化工", region_id=region.id, address="常德市1号")  # type: ignore[union-attr]
        )
        product = uow.add(Product(code="P1", name="球磨机", model="QM-2430"))
        machine = uow.add(
            Equipment(serial="HN26020077", product_id=product.id, customer_id=customer.id)
        )
        people = {user.username: user.id for user in uow.scalars(select(User))}
        ids = customer.id, machine.id
    with uow_as("clerk") as uow:
        case = register_case(uow, summary="液压泵漏油", customer_id=ids[0], equipment_id=ids[1])
        case_id = case.id
    with uow_as("dispatcher") as uow:
        dispatch_order(uow, record_id=case_id, chief_id=people["engineer"])
    with uow_as("keeper") as uow:
        pump = _part(uow, "YB-01", "液压泵", "5", important=True)
        seal = _part(uow, "MF-01", "密封圈", "20", important=False)
        put_in_stock(uow, part_id=seal.id, bin_code="C-02-2", quantity=Decimal(3), reason="盘点")
        return Warehouse(uow_as, case_id, pump.id, seal.id)
