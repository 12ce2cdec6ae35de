"""A company goes from the machinery maker's regulation (P1) to the integrator's (P2).

By draft, countersign and release, over HTTP; new cases follow the new edition, old ones stay as
they were promised (issue: the executable regulation).
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import select

from aftersales.calendar.clocks import because_of_clock, clocks_of
from aftersales.db import clock as wall
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import use_locale
from aftersales.regulation.resolve import resolve
from aftersales.regulation.snapshots import snapshots_of
from modules.customers.api import Customer
from modules.service.api import Case
from modules.service.services.cases import change_case, register_case
from tests.scenarios.desk import Desk

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
pytestmark = [pytest.mark.demo_company, pytest.mark.both_databases]


def take_in(uow_as: UowAs) -> int:
    """An emergency call from the home region."""
    with uow_as("clerk") as uow:
        customer = uow.scalar(select(Customer.id).order_by(Customer.id).limit(1))
        case = register_case(
            uow, summary="主轴异响", customer_id=customer, is_emergency=True, region_class="local"
        )
        return case.id


def promises(uow_as: UowAs, key: int) -> dict[str, tuple[Any, ...]]:
    """What was promised in a case, and by which edition."""
    with uow_as("system", write=False) as uow, use_locale("en"):
        case = uow.get(Case, key)
        decided = [(one.purpose, one.key, one.version_id) for one in snapshots_of(uow, case)]
        return {
            **{
                clock.name: (clock.target, clock.due_at, because_of_clock(clock))
                for clock in clocks_of(uow, case)
            },
            "decided": tuple(decided),
        }


def test_from_p1_to_p2(uow_as: UowAs, login: Callable[..., Any]) -> None:
    old = take_in(uow_as)
    before = promises(uow_as, old)
    assert before["arrive"][0] == "2h"

    leader = Desk(login, "leader")
    draft = leader.post(
        "/regulation/editions", {"preset": "it_integrator", "note": "改行系统集成"}
    ).headers["Location"]
    page = leader.open(draft)
    assert "部门经理" in page
    assert "到场时限" in page
    leader.post(f"{draft}/circulate", {})
    for who in ("dispatcher", "quality"):
        Desk(login, who).post(f"{draft}/sign", {"note": "同意"})
    Desk(login, "chief").post(f"{draft}/release", {"effective_on": wall.today().isoformat()})

    assert promises(uow_as, old) == before
    for is_emergency in (False, True):
        with uow_as("clerk") as uow:
            change_case(uow, record_id=old, is_emergency=is_emergency)
    corrected = promises(uow_as, old)
    assert corrected["arrive"][:2] == before["arrive"][:2], "corrected, it keeps its own edition"
    new = promises(uow_as, take_in(uow_as))
    assert "arrive" not in new, "the integrator promises no arrival"
    with uow_as("system", write=False) as uow:
        chain = resolve(uow, "dispatch.approval_chain")
        assert [step.role for step in chain.chain.steps_for()] == [
            "dispatcher",
            "commercial",
            "office",
            "leader",
        ]
        assert chain.because.version.startswith("it_integrator/")
        assert {version for _purpose, _key, version in before["decided"]} != {chain.version_id}
    told = Desk(login, "engineer").open("/regulation?q=出差")
    assert "分管副总" in told
