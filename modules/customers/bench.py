"""Customers and machines by the thousand, for the bench."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, select

from aftersales.auth.models import Region
from aftersales.bench.bulk import Bulk
from aftersales.bench.declare import BenchPart
from aftersales.bench.people import person_name
from aftersales.db import clock
from aftersales.db.base import Base
from modules.customers.models import Contact, Customer, Equipment, Product, WarrantyPlan

PLACES = (
    "长沙",
    "株洲",
    "湘潭",
    "衡阳",
    "岳阳",
    "益阳",
    "郴州",
    "永州",
    "怀化",
    "武汉",
    "南昌",
    "徐州",
)
TRADES = (
    "恒达",
    "金鑫",
    "宏远",
    "长丰",
    "永固",
    "安泰",
    "华盛",
    "天顺",
    "三湘",
    "楚天",
    "兴业",
    "瑞丰",
)
KINDS = ("水泥", "选矿", "建材", "环保", "化工", "机械", "矿业", "钢构", "能源", "混凝土")
ENDS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "厂")


def table_of(model: type[Base]) -> Table:
    """The class's table."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def load(bulk: Bulk) -> None:
    """Customers of three classes with their contacts, and machines, most of them at few."""
    regions = list(bulk.connection.scalars(select(Region.__table__.c.id)))
    customers = [
        _customer(bulk, regions) for _ in range(bulk.missing("customers", table_of(Customer)))
    ]
    bulk.dicts(table_of(Customer), customers)
    bulk.dicts(table_of(Contact), (_contact(bulk, row["id"]) for row in customers))
    bulk.dicts(table_of(Equipment), _machines(bulk))
    bulk.tell(f"{len(customers):,} customers added")


def _stamps() -> dict[str, Any]:
    return {"created_at": clock.now(), "updated_at": clock.now(), "version": 1}


def _customer(bulk: Bulk, regions: list[int]) -> dict[str, Any]:
    dice, key = bulk.random, bulk.key(table_of(Customer))
    (grade,) = dice.choices("ABC", (3, 17, 80))
    place = dice.choice(PLACES)
    return {
        **_stamps(),
        "id": key,
        "code": f"BK{key:06d}",
        "name": f"{place}{dice.choice(TRADES)}{dice.choice(KINDS)}{dice.choice(ENDS)}{key}",
        "customer_class": grade,
        "is_key": grade == "A",
        "region_id": dice.choice(regions),
        "address": f"{place}市经济开发区{dice.randint(1, 300)}号",
    }


def _contact(bulk: Bulk, customer_id: int) -> dict[str, Any]:
    return {
        **_stamps(),
        "id": bulk.key(table_of(Contact)),
        "customer_id": customer_id,
        "name": person_name(bulk),
        "phone": f"13{bulk.random.randint(10**8, 10**9 - 1)}",
        "title": "设备科",
        "is_primary": True,
    }


def _machines(bulk: Bulk) -> Iterator[dict[str, Any]]:
    missing = bulk.missing("machines", table_of(Equipment))
    owners = list(bulk.connection.scalars(select(Customer.__table__.c.id)))
    products = list(bulk.connection.scalars(select(Product.__table__.c.id)))
    plan = bulk.connection.scalar(select(WarrantyPlan.__table__.c.id).limit(1))
    return (_machine(bulk, owners, products, plan) for _ in range(missing))


def _machine(
    bulk: Bulk, owners: list[int], products: list[int], plan: int | None
) -> dict[str, Any]:
    dice, key = bulk.random, bulk.key(table_of(Equipment))
    shipped = clock.today() - timedelta(days=dice.randint(0, 4000))
    start = shipped + timedelta(days=dice.randint(5, 90))
    return {
        **_stamps(),
        "id": key,
        "serial": f"JN{shipped:%y%m}{key:07d}",
        "product_id": dice.choice(products),
        # The square favours the first: few customers own most machines.
        "customer_id": owners[int(dice.random() ** 2 * len(owners))],
        "contract_number": f"HT{shipped:%Y}-{dice.randint(1, 9999):04d}",
        "site_address": f"{dice.choice(PLACES)}生产线{dice.randint(1, 8)}号",
        "shipped_on": shipped,
        "accepted_on": start,
        "warranty_plan_id": plan,
        "warranty_start_on": start,
        "warranty_end_on": start + timedelta(days=365),
    }


BENCH = BenchPart(load=load, models=(Customer, Equipment))
