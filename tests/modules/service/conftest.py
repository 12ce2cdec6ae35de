"""The people, machines and stages the stories of the service desk start from."""

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from aftersales.auth.models import Region, User
from aftersales.db.uow import UnitOfWork
from aftersales.testing.plugin import Clock
from modules.customers.api import Contact, Customer, Equipment, Product
from modules.service.api import (
    accept_order,
    approve_report,
    check_in,
    check_out,
    customer_signs,
    depart,
    dispatch_order,
    give_explanations,
    record_visit,
    recovered,
    register_case,
    submit_report,
    write_report,
)

As = Callable[..., AbstractContextManager[UnitOfWork]]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
ALL_TOPICS = ("installation", "commissioning", "use", "maintenance", "cautions")


@dataclass(frozen=True)
class World:
    """Ids of what stands in the database before a story begins."""

    key_customer: int
    plain_customer: int
    far_customer: int
    pump: int
    crusher: int
    far_crusher: int
    people: dict[str, int]


@pytest.fixture
def world(uow_as: As, clock: Clock) -> World:
    """常德's key customer with a pump in warranty, an ordinary one, and one far away."""
    with uow_as("system") as uow:
        changde = uow.scalar(select(Region).where(Region.region_class == "local"))
        yunnan = uow.add(Region(code="YN", name="云南", name_en="Yunnan", region_class="remote"))
        key = uow.add(
            Customer(
                code="K1",
                name="湖南常德洞庭化工股份有限公司",
                customer_class="A",
                is_key=True,
                region_id=changde.id,
                address="常德市武陵区德山大道1号",
            )
        )
        plain = uow.add(Customer(code="K2", name="常德澧水水泥厂", region_id=changde.id))
        far = uow.add(Customer(code="K3", name="云南临沧滇中电厂", region_id=yunnan.id))
        uow.add(Contact(customer_id=key.id, name="林明涛", phone="13879516175", is_primary=True))
        pump = uow.add(Product(code="P1", name="液压站", model="YZ-160"))
        crusher = uow.add(Product(code="P2", name="颚式破碎机", model="PE-400×600"))
        machines = [
            uow.add(
                Equipment(
                    serial=serial,
                    product_id=product.id,
                    customer_id=customer.id,
                    accepted_on=date(2026, 3, 1),
                    warranty_start_on=date(2026, 3, 1),
                    warranty_end_on=end,
                    special_promises=promise,
                )
            )
            for serial, product, customer, end, promise in (
                ("HN26020077", pump, key, date(2027, 2, 28), "停机超过8小时提供备用泵"),
                ("HN24010012", crusher, plain, date(2026, 2, 28), ""),
                ("HN25010033", crusher, far, date(2027, 2, 28), ""),
            )
        ]
        people = {user.username: user.id for user in uow.scalars(select(User))}
        return World(key.id, plain.id, far.id, *(one.id for one in machines), people)


@dataclass
class Story:
    """Takes a case through its life, each step by the login of the person who does it."""

    as_: As
    world: World
    clock: Clock
    case_id: int = 0
    order_id: int = 0
    report_id: int = 0

    def register(self, **facts: object) -> "Story":
        given = {"summary": "液压泵漏油,设备停机", "equipment_id": self.world.pump, **facts}
        with self.as_("clerk") as uow:
            self.case_id = register_case(uow, **given).id
        return self

    def dispatch(self) -> "Story":
        with self.as_("dispatcher") as uow:
            order = dispatch_order(
                uow,
                record_id=self.case_id,
                chief_id=self.world.people["engineer"],
                member_ids=[self.world.people["engineer2"]],
                tools="密封工具",
            )
            self.order_id = order.id
        return self

    def go(self) -> "Story":
        with self.as_("engineer") as uow:
            accept_order(uow, record_id=self.order_id)
            depart(uow, record_id=self.order_id)
        self.clock.advance(hours=1)
        with self.as_("engineer") as uow:
            check_in(uow, record_id=self.order_id, location="常德市武陵区德山大道1号")
        return self

    def repair(self) -> "Story":
        self.clock.advance(hours=2)
        with self.as_("engineer") as uow:
            record_visit(
                uow,
                record_id=self.order_id,
                fault="泵体漏油",
                cause="骨架油封老化",
                cause_class="purchased",
                measures="更换油封与液压泵",
                trial_result="试运行30分钟正常",
            )
            recovered(uow, record_id=self.order_id)
            check_out(uow, record_id=self.order_id)
        return self

    def report(self) -> "Story":
        with self.as_("engineer") as uow:
            self.report_id = write_report(uow, record_id=self.order_id, suggestions="备一套油封").id
            give_explanations(uow, record_id=self.report_id, topics=ALL_TOPICS)
        return self

    def sign(self) -> "Story":
        with self.as_("engineer") as uow:
            customer_signs(
                uow,
                record_id=self.report_id,
                signer_name="林明涛",
                grade="very_good",
                opinion="处理及时",
                signature=PNG,
            )
            submit_report(uow, record_id=self.report_id)
        return self

    def review(self) -> "Story":
        for person in ("dispatcher", "leader"):
            with self.as_(person) as uow:
                approve_report(uow, record_id=self.report_id)
        return self


@pytest.fixture
def story(uow_as: As, world: World, clock: Clock) -> Story:
    """A story that has not begun."""
    return Story(uow_as, world, clock)
