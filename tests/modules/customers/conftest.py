"""A customer, a product and a machine the stories of the customers module start from."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.db.uow import UnitOfWork
from aftersales.testing.plugin import Clock
from modules.customers.services.customers import create_customer
from modules.customers.services.equipment import register_equipment
from modules.customers.services.products import create_product

As = Callable[..., AbstractContextManager[UnitOfWork]]


@dataclass(frozen=True)
class Yard:
    """Ids of what stands in the database."""

    customer: int
    product: int
    machine: int


@pytest.fixture
def yard(uow_as: As, clock: Clock) -> Yard:
    """A ball mill, accepted on 2026-03-01, twelve months of warranty, at a customer of 常德."""
    with uow_as("sales") as uow:
        region = uow.scalar(select(Region).where(Region.region_class == "local"))
        customer = create_customer(
            uow,
            name="湖南常德武陵矿业有限责任公司",
            customer_class="B",
            region_id=region.id,
            address="常德市工业大道135号",
            contacts=[{"name": "罗国霞", "phone": "15056697648", "title": "机电科长"}],
        )
        product = create_product(
            uow, code="P球2430", name="球磨机", model="QM-2430", warranty_months=12
        )
        machine = register_equipment(
            uow,
            serial="HN26010001",
            product_id=product.id,
            customer_id=customer.id,
            shipped_on=date(2026, 2, 10),
            accepted_on=date(2026, 3, 1),
        )
        return Yard(customer.id, product.id, machine.id)
