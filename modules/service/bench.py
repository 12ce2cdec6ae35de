"""Years of a service desk for the bench, and the requests whose speed people feel."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import Table, select

from aftersales.bench.bulk import Bulk
from aftersales.bench.copies import Copier, Prototype, spread
from aftersales.bench.declare import BenchPart, Probe, Round, Shot
from aftersales.bench.people import doubles, person_name
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from modules.customers.api import Customer, Equipment
from modules.service.bench_register import register_files
from modules.service.models import (
    Case,
    OpinionForm,
    Order,
    OrderMember,
    ServiceReport,
    TripPlan,
    Visit,
)
from modules.service.queries import CLOSED_STATES

TREE = (Case, Order, OrderMember, Visit, TripPlan, ServiceReport, OpinionForm)
YEARS = 6.0
FRESH = timedelta(days=12)
"""Cases younger than this may still be open."""
SETTLED = timedelta(days=4)
"""Older than this: every prototype has lived through its whole life."""
TRAIL_SHARE = 0.1

PARTS = (
    "减速机",
    "液压泵",
    "主轴承",
    "电磁阀",
    "输送皮带",
    "除尘器",
    "控制柜",
    "搅拌叶片",
    "振动筛",
)
FAULTS = (
    "漏油",
    "异响",
    "温度过高",
    "不动作",
    "压力不足",
    "跳闸",
    "振动大",
    "磨损严重",
    "渗水",
    "断裂",
)
ENDINGS = ("，影响生产", "，请尽快派人", "", "，已停机", "，客户要求当天到场", "，夜班发现")
WORD = "漏油"
"""What the search probe looks for: one case in ten has it."""


def load(bulk: Bulk) -> None:
    """Copy the demo's stories until there are enough, each at a machine, a day and people."""
    table = Case.__table__
    assert isinstance(table, Table)
    missing = bulk.missing("cases", table)
    copier = Copier(bulk, TREE, doubles(bulk), TRAIL_SHARE)
    stories = copier.prototypes(_story_ids(bulk))
    closed = [one for one in stories if one.root["state"] in CLOSED_STATES]
    running = [one for one in stories if one.root["state"] not in CLOSED_STATES]
    if not closed or not running:
        return
    machines = _machines(bulk)
    now, dice = clock.now(), bulk.random
    for moment in spread(missing, now - SETTLED, YEARS, iter(dice.random, -1.0)):
        is_open = now - moment < FRESH and dice.random() < 0.7
        one = dice.choice(running if is_open else closed)
        machine = machines[int(dice.random() ** 1.5 * len(machines))]
        copier.copy(one, moment - one.root["reported_at"], _differences(bulk, one, machine))
    copier.flush()


def _story_ids(bulk: Bulk) -> list[int]:
    """The cases the demo made by its verbs; those of the old register have no steps."""
    table = Case.__table__
    statement = select(table.c.id).where(table.c.number.startswith("AJ-")).order_by(table.c.id)
    return list(bulk.connection.scalars(statement.limit(9)))


def _machines(bulk: Bulk) -> Sequence[Any]:
    equipment, customer = Equipment.__table__, Customer.__table__
    return bulk.connection.execute(
        select(equipment.c.id, equipment.c.customer_id, customer.c.region_id)
        .join(customer, customer.c.id == equipment.c.customer_id)
        .order_by(equipment.c.id.desc())
    ).all()


def _differences(bulk: Bulk, one: Prototype, machine: Any) -> dict[str, Any]:
    dice = bulk.random
    text = f"{dice.choice(PARTS)}{dice.choice(FAULTS)}{dice.choice(ENDINGS)}"
    return {
        "customer_id": machine.customer_id,
        "equipment_id": machine.id,
        "region_id": machine.region_id,
        "summary": text,
        "contact_name": person_name(bulk),
        "contact_phone": f"13{dice.randint(10**8, 10**9 - 1)}",
        "description": f"{one.root['summary']}；{text}",
    }


def _recent(uow: UnitOfWork, count: int, *where: Any) -> list[int]:
    statement = select(Case.id).where(*where).order_by(Case.reported_at.desc()).limit(count)
    return list(uow.scalars(statement))


def _list_rounds(_uow: UnitOfWork, _count: int) -> list[Round]:
    return [(Shot(path="/service/cases?f=open"),)]


def _search_rounds(_uow: UnitOfWork, _count: int) -> list[Round]:
    return [(Shot(path=f"/service/cases?f=&q={quote(WORD)}"),)]


def _case_rounds(uow: UnitOfWork, count: int) -> list[Round]:
    keys = _recent(uow, count, Case.state.in_(CLOSED_STATES), Case.number.startswith("AJ-"))
    return [(Shot(path=f"/service/cases/{key}"),) for key in keys]


def _new_rounds(uow: UnitOfWork, count: int) -> list[Round]:
    machines = uow.rows(
        select(Equipment.id, Equipment.customer_id).order_by(Equipment.id.desc()).limit(count)
    )
    form = {"summary": f"减速机{WORD}", "kind": "repair", "channel": "phone"}
    return [
        (Shot(path="/service/cases/new", form=_filled(form, machine, customer)),)
        for machine, customer in machines
    ]


def _filled(form: dict[str, str], machine: int, customer: int) -> dict[str, str]:
    return {**form, "equipment_id": str(machine), "customer_id": str(customer)}


def _step_rounds(uow: UnitOfWork, count: int) -> list[Round]:
    """Each case is suspended and resumed, so the probe never runs out of steps."""
    keys = _recent(uow, max(1, count // 2), Case.state == "answered")
    wait, go_on = {"reason": "customer", "note": "客户检修后再通知"}, {"note": ""}
    steps = (("suspend", wait), ("resume_answered", go_on))
    return [
        tuple(Shot(path=f"/service/cases/{key}/do/{name}", form=form) for name, form in steps)
        for key in keys
    ]


def _report_rounds(uow: UnitOfWork, count: int) -> list[Round]:
    statement = select(ServiceReport.id).order_by(ServiceReport.id.desc()).limit(count)
    path = "/documents/preview/service.report"
    return [(Shot(path=f"{path}/{key}"),) for key in uow.scalars(statement)]


BENCH = BenchPart(
    load=load,
    models=(Case, Order),
    files=register_files,
    paper="service.report",
    probes=(
        Probe(
            name="list", title="Case list: 80 rows with names, filter and count",
            floor="rows", limit=4, rounds=_list_rounds,
        ),
        Probe(
            name="search", title="Chinese text search in cases", floor="rows", limit=4,
            rounds=_search_rounds,
        ),
        Probe(name="open", title="Opening a case", floor="read", limit=12, rounds=_case_rounds),
        Probe(name="create", title="Creating a case", floor="insert", limit=15, rounds=_new_rounds),
        Probe(name="step", title="A transition", floor="update", limit=15, rounds=_step_rounds),
        Probe(
            name="report", title="Service report as PDF, warm", floor=None, limit=200,
            rounds=_report_rounds,
        ),
    ),
)  # fmt: skip
