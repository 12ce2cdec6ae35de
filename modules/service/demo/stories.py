"""Cases of the last days in different states, made by the verbs, each step by its own person."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from aftersales.auth.models import Region, User
from aftersales.calendar.breach import unexplained
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from modules.customers.api import Customer, Equipment, Product
from modules.service.models import Case
from modules.service.services.cases import answer_case, register_case
from modules.service.services.closing import close_answered, close_case, suspend_case
from modules.service.services.dispatch import accept_order, depart, dispatch_order
from modules.service.services.opinions import handle_opinion, write_opinion
from modules.service.services.promises import explain_delay
from modules.service.services.reports import customer_signs, give_explanations, write_report
from modules.service.services.review import approve_report, submit_report
from modules.service.services.trips import depart_first, plan_trip, submit_trip
from modules.service.services.visits import check_in, check_out, record_visit, recovered
from modules.service.words import TOPICS

SIGNATURE = Path(__file__).parent / "signature.png"


@dataclass(slots=True)
class Stage:
    """Who acts, and when: hours before now."""

    uow: UnitOfWork
    people: dict[str, User]
    begin: datetime

    @contextmanager
    def by(self, username: str, hours_ago: float) -> Iterator[UnitOfWork]:
        """Act as a person of the demo company, some hours ago."""
        at = self.begin - timedelta(hours=hours_ago)
        with clock.frozen(at), self.uow.acting_as(self.people[username].actor()):
            yield self.uow

    def id_of(self, username: str) -> int:
        """A person's id."""
        return self.people[username].id


def tell_stories(uow: UnitOfWork) -> None:
    """Eight cases, from just called to closed."""
    people = {user.username: user for user in uow.scalars(select(User))}
    if not {"clerk", "dispatcher", "engineer", "leader"} <= set(people):
        return
    stage = Stage(uow, people, uow.now)
    near, far = _machines(uow, "local"), _machines(uow, "domestic")
    if len(near) < 3 or len(far) < 4:
        return
    _closed(stage, near[0])
    _in_review(stage, far[0])
    _on_site(stage, near[1])
    _departed_first(stage, far[1])
    _trip_in_approval(stage, far[2])
    _waiting(stage, near[2])
    _complaint(stage, far[3])
    _just_called(stage, near[0], far[3])


def _machines(uow: UnitOfWork, region_class: str) -> list[Equipment]:
    """Machines in warranty at customers of a class of region, newest first."""
    statement = (
        select(Equipment)
        .join(Equipment.customer)
        .join(Region, Customer.region_id == Region.id)
        .join(Product, Equipment.product_id == Product.id)
        .where(Region.region_class == region_class, Equipment.warranty_end_on.is_not(None))
        .order_by(Equipment.warranty_end_on.desc(), Equipment.id)
        .limit(6)
    )
    return list(uow.scalars(statement).unique())


def _register(stage: Stage, hours_ago: float, machine: Equipment, **facts: Any) -> Case:
    with stage.by("clerk", hours_ago) as uow:
        return register_case(uow, equipment_id=machine.id, **facts)


def _send(stage: Stage, hours_ago: float, case: Case, **more: Any) -> int:
    with stage.by("dispatcher", hours_ago) as uow:
        order = dispatch_order(uow, record_id=case.id, chief_id=stage.id_of("engineer"), **more)
        return int(order.id)


def _repair(stage: Stage, hours_ago: float, order_id: int, **found: Any) -> int:
    """From accepting the order to the customer's signature; the report's id."""
    with stage.by("engineer", hours_ago) as uow:
        accept_order(uow, record_id=order_id)
        depart(uow, record_id=order_id)
    with stage.by("engineer", hours_ago - 1.5) as uow:
        check_in(uow, record_id=order_id, location="客户现场")
    with stage.by("engineer", hours_ago - 4) as uow:
        record_visit(uow, record_id=order_id, **found)
        recovered(uow, record_id=order_id)
        check_out(uow, record_id=order_id)
        report = write_report(uow, record_id=order_id, suggestions="希望每季度巡检一次。")
        give_explanations(uow, record_id=report.id, topics=list(TOPICS))
        customer_signs(
            uow, record_id=report.id, signer_name=report.case.contact_name or "现场负责人",
            grade="very_good", opinion="到场及时，处理得当。", signature=SIGNATURE.read_bytes(),
        )  # fmt: skip
        submit_report(uow, record_id=report.id)
        return int(report.id)


def _closed(stage: Stage, machine: Equipment) -> None:
    case = _register(
        stage, 74, machine, summary="减速机漏油，油位下降快", answer="请先停机补油，工程师当天到场"
    )
    order_id = _send(stage, 73.5, case, tools="骨架油封\n密封胶")
    report_id = _repair(
        stage, 73, order_id, fault="高速轴端渗油", cause="骨架油封唇口老化",
        cause_class="purchased",
        measures="更换骨架油封，补油至标线", trial_result="试运行2小时，温升正常，无渗漏",
    )  # fmt: skip
    for person, hours_ago in (("dispatcher", 60), ("leader", 52)):
        with stage.by(person, hours_ago) as uow:
            approve_report(uow, record_id=report_id)
    with stage.by("dispatcher", 51) as uow:
        for missed in unexplained(uow, case):
            explain_delay(
                uow, record_id=case.id, name=missed.name, party="traffic",
                reason="工程师从上一现场赶来，途中遇桥面封闭绕行",
            )  # fmt: skip
    with stage.by("dispatcher", 50) as uow:
        close_case(uow, record_id=case.id, note="客户满意，旧件无需返回")


def _in_review(stage: Stage, machine: Equipment) -> None:
    case = _register(
        stage, 50, machine, summary="主轴承温度升高并有异响", answer="请停机，检查润滑油",
        is_major=True,
    )  # fmt: skip
    order_id = _send(stage, 49, case, member_ids=[stage.id_of("engineer2")])
    with stage.by("engineer", 48.5) as uow:
        plan = plan_trip(
            uow, record_id=order_id, departs_at=clock.now() + timedelta(hours=1),
            transport="train", purpose="主轴承检查更换", cost=None,
        )  # fmt: skip
        submit_trip(uow, record_id=plan.id)
    for person, hours_ago in (("commercial", 48), ("leader", 47.5)):
        if person in stage.people:
            _sign(stage, person, hours_ago, plan.id)
    _repair(
        stage, 30, order_id, fault="主轴承温度85℃，有异响", cause="润滑油路堵塞，轴承滚道剥落",
        cause_class="use", measures="清洗油路，更换主轴承", trial_result="满载试运行4小时，温度52℃",
    )  # fmt: skip


def _sign(stage: Stage, person: str, hours_ago: float, plan_id: int) -> None:
    from modules.service.services.trips import approve_trip

    with stage.by(person, hours_ago) as uow:
        approve_trip(uow, record_id=plan_id, note="同意")


def _on_site(stage: Stage, machine: Equipment) -> None:
    case = _register(
        stage, 2.6, machine, summary="液压泵漏油，设备停机", is_emergency=True,
        description="泵体与电机连接处大量漏油，生产线已停。", answer="工程师2小时内到场",
    )  # fmt: skip
    order_id = _send(
        stage, 2.4, case, member_ids=[stage.id_of("engineer2")], tools="液压泵\n密封件\n压力表"
    )
    with stage.by("engineer", 2.2) as uow:
        accept_order(uow, record_id=order_id)
        depart(uow, record_id=order_id)
    with stage.by("engineer", 1) as uow:
        check_in(uow, record_id=order_id, location="常德市，破碎车间")
    with stage.by("engineer", 0.6) as uow:
        record_visit(uow, record_id=order_id, fault="液压泵轴封处漏油，压力建立不起来")


def _departed_first(stage: Stage, machine: Equipment) -> None:
    case = _register(
        stage, 6, machine, summary="启动后跳闸，无法生产", is_emergency=True,
        answer="已派工程师连夜出发",
    )  # fmt: skip
    with stage.by("dispatcher", 5.5) as uow:
        order = dispatch_order(uow, record_id=case.id, chief_id=stage.id_of("engineer2"))
    with stage.by("engineer2", 5) as uow:
        plan = plan_trip(uow, record_id=order.id, departs_at=clock.now(), transport="car")
        depart_first(
            uow, record_id=plan.id, verbal_by_id=stage.id_of("leader"), note="电话同意，先出发"
        )
        accept_order(uow, record_id=order.id)
        depart(uow, record_id=order.id)


def _trip_in_approval(stage: Stage, machine: Equipment) -> None:
    case = _register(
        stage, 26, machine, kind="installation", channel="letter",
        summary="要求派人指导安装调试", answer="来函已收到，本周内安排",
    )  # fmt: skip
    order_id = _send(stage, 24, case, requirements="指导安装，空载试车，培训操作工")
    with stage.by("engineer", 20) as uow:
        plan = plan_trip(
            uow, record_id=order_id, departs_at=clock.now() + timedelta(days=2),
            returns_at=clock.now() + timedelta(days=5), transport="train",
        )  # fmt: skip
        submit_trip(uow, record_id=plan.id)


def _waiting(stage: Stage, machine: Equipment) -> None:
    case = _register(stage, 30, machine, summary="除尘器压差过大", answer="先清灰，观察一天再定")
    with stage.by("dispatcher", 28) as uow:
        suspend_case(uow, record_id=case.id, reason="customer", note="客户检修后再通知")


def _complaint(stage: Stage, machine: Equipment) -> None:
    case = _register(
        stage, 44, machine, kind="complaint", channel="visit", summary="投诉到场太慢，影响生产"
    )
    with stage.by("clerk", 43) as uow:
        answer_case(uow, record_id=case.id, answer="致歉，两日内书面答复")
        form = write_opinion(
            uow, record_id=case.id, opinion="上次报修约定当天到场，第二天才到。",
            categories=["service"], demand="说明原因，今后按约定时间到场。",
        )  # fmt: skip
    with stage.by("dispatcher", 22) as uow:
        handle_opinion(
            uow, record_id=form.id, handling="经核实属实，责任人已批评。", result="主管登门致歉"
        )


def _just_called(stage: Stage, near: Equipment, far: Equipment) -> None:
    _register(stage, 0.2, near, summary="电磁阀不动作，料斗不能翻转")
    enquiry = _register(
        stage, 0.5, far, kind="enquiry", channel="wechat", summary="咨询保养周期",
        answer="每500小时换油一次，资料已发微信",
    )  # fmt: skip
    with stage.by("clerk", 0.4) as uow:
        close_answered(uow, record_id=enquiry.id)
