"""Two people at the same counter in the same second: one wins, the other gets a sentence."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from aftersales.errors import DomainError
from aftersales.testing.together import at_once
from modules.parts.models import Part, Requisition
from modules.parts.services import approve_requisition, issue_parts, reject_requisition
from tests.modules.parts.conftest import As, Warehouse

pytestmark = pytest.mark.both_databases


def act(uow_as: As, who: str, verb, **facts):
    def acting():
        with uow_as(who) as uow:
            return verb(uow, **facts).id

    return acting


def refusals(results: list[object]) -> list[object]:
    """Everything that is not an id; only sentences for people are allowed among them."""
    found = [one for one in results if not isinstance(one, int)]
    assert all(isinstance(one, DomainError) for one in found), found
    return found


def test_two_keepers_issue_the_last_pumps(uow_as: As, warehouse: Warehouse) -> None:
    first, second = (
        warehouse.approved((warehouse.pump, "4")),
        warehouse.approved((warehouse.pump, "4")),
    )
    results = at_once(
        act(uow_as, "keeper", issue_parts, record_id=first),
        act(uow_as, "keeper", issue_parts, record_id=second),
    )
    states = sorted((warehouse.state(first), warehouse.state(second)))
    assert states == ["approved", "issued"]
    assert len(refusals(results)) <= 1
    assert warehouse.stock(warehouse.pump) >= Decimal(0)


def test_the_same_requisition_is_issued_once(uow_as: As, warehouse: Warehouse) -> None:
    wanted = warehouse.approved((warehouse.seal, "6"))
    results = at_once(*[act(uow_as, "keeper", issue_parts, record_id=wanted)] * 3)
    assert len(refusals(results)) == 2
    assert warehouse.stock(warehouse.seal) == Decimal(17)


def test_one_says_yes_while_the_other_says_no(uow_as: As, warehouse: Warehouse) -> None:
    wanted = warehouse.request((warehouse.seal, "1"))
    results = at_once(
        act(uow_as, "production", approve_requisition, record_id=wanted),
        act(uow_as, "production", reject_requisition, record_id=wanted, note="nein"),
        act(uow_as, "production", approve_requisition, record_id=wanted),
    )
    assert len(refusals(results)) == 2
    assert warehouse.state(wanted) in ("approved", "rejected")


def test_a_form_sent_twice_in_one_moment_makes_one_record(
    login, uow_as: As, warehouse: Warehouse
) -> None:
    browsers = [login("keeper"), login("keeper"), login("keeper")]
    form = {"code": "ZZ-1", "name": "滤芯", "unit": "件", "price": "3", "_once": "the-same-token"}
    answers = at_once(
        *(lambda one=one: one.post("/parts/parts/new", data=form) for one in browsers)
    )
    assert [one.status_code for one in answers] == [303] * 3, answers
    assert len({one.location for one in answers}) == 1
    with uow_as("keeper", write=False) as uow:
        assert uow.scalar(select(func.count()).where(Part.code == "ZZ-1")) == 1


def test_a_button_pressed_twice_in_one_moment_acts_once(
    login, uow_as: As, warehouse: Warehouse
) -> None:
    wanted = warehouse.request((warehouse.seal, "1"))
    browsers = [login("production"), login("production")]
    url = f"/parts/requisitions/{wanted}/do/approve"
    answers = at_once(
        *(lambda one=one: one.post(url, data={"_once": "one-press"}) for one in browsers)
    )
    assert [one.status_code for one in answers] == [303, 303]
    with uow_as("production", write=False) as uow:
        assert uow.get(Requisition, wanted).state == "approved"
