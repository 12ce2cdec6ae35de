"""From the field's request to the counter (rules S0-5.4.6.1a–d)."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from aftersales.db.audit import AuditEntry
from aftersales.errors import Forbidden, Invalid, Refused
from modules.parts.models import OldPart, Requisition, ShortageNotice, StockMove
from modules.parts.services import (
    Pick,
    StockShort,
    approve_requisition,
    cancel_requisition,
    change_requisition,
    issue_parts,
    reject_requisition,
    submit_requisition,
)
from tests.modules.parts.conftest import As, Warehouse

pytestmark = pytest.mark.both_databases


def test_approved_parts_leave_the_bins_and_open_the_old_part_debt(
    uow_as: As, warehouse: Warehouse
) -> None:
    requisition = warehouse.approved((warehouse.pump, "1"), (warehouse.seal, "2"))

    with uow_as("keeper") as uow:
        issue_parts(uow, record_id=requisition)

    assert warehouse.state(requisition) == "issued"
    assert warehouse.stock(warehouse.pump) == Decimal(4)
    assert warehouse.stock(warehouse.seal) == Decimal(21)
    with uow_as("engineer", write=False) as uow:
        debts = uow.scalars(select(OldPart)).unique().all()
        assert [(debt.part.code, debt.state, debt.quantity) for debt in debts] == [
            ("YB-01", "due", Decimal(1))
        ]
        assert debts[0].holder_id == uow.actor.user_id
        assert debts[0].due_on is not None


def test_second_keeper_cannot_issue_the_last_seal(uow_as: As, warehouse: Warehouse) -> None:
    first = warehouse.approved((warehouse.pump, "5"))
    second = warehouse.approved((warehouse.pump, "1"))
    with uow_as("keeper") as uow:
        issue_parts(uow, record_id=first)
    with uow_as("keeper", write=False) as uow:
        line = uow.get(Requisition, second).lines[0].id
        bin_id = uow.scalar(select(StockMove.bin_id).where(StockMove.part_id == warehouse.pump))

    with pytest.raises(StockShort) as refusal, uow_as("keeper") as uow:
        pick = Pick(line_id=line, bin_id=bin_id or 0, quantity=Decimal(1))
        issue_parts(uow, record_id=second, picks=[pick])

    assert "B-01-1" in str(refusal.value)
    assert warehouse.stock(warehouse.pump) == 0
    assert warehouse.state(second) == "approved"


def test_what_is_not_there_becomes_a_shortage_notice_and_settles_later(
    uow_as: As, warehouse: Warehouse
) -> None:
    requisition = warehouse.approved((warehouse.pump, "7"))

    with uow_as("keeper") as uow:
        issue_parts(uow, record_id=requisition)

    assert warehouse.state(requisition) == "approved"
    with uow_as("purchasing", write=False) as uow:
        notice = uow.scalars(select(ShortageNotice)).unique().one()
        assert (notice.quantity, notice.state) == (Decimal(2), "open")

    with uow_as("keeper") as uow:
        from modules.parts.services import put_in_stock

        put_in_stock(
            uow, part_id=warehouse.pump, bin_code="B-01-1", quantity=Decimal(2), reason="到货"
        )
        issue_parts(uow, record_id=requisition)
    assert warehouse.state(requisition) == "issued"
    with uow_as("purchasing", write=False) as uow:
        assert uow.scalars(select(ShortageNotice)).unique().one().state == "settled"


def test_refused_requisition_goes_back_and_may_come_again(uow_as: As, warehouse: Warehouse) -> None:
    requisition = warehouse.request((warehouse.seal, "2"))
    with uow_as("production") as uow:
        reject_requisition(uow, record_id=requisition, note="数量过多")
    assert warehouse.state(requisition) == "rejected"

    with uow_as("engineer") as uow:
        lines = [{"part_id": warehouse.seal, "quantity": Decimal(1)}]
        change_requisition(uow, record_id=requisition, lines=lines)
        submit_requisition(uow, record_id=requisition)
    with uow_as("production") as uow:
        approve_requisition(uow, record_id=requisition)
    assert warehouse.state(requisition) == "approved"
    with uow_as("system", write=False) as uow:
        gone = AuditEntry.model == "parts.RequisitionLine", AuditEntry.action == "delete"
        assert len(uow.scalars(select(AuditEntry).where(*gone)).all()) == 1


def test_only_the_production_head_approves(uow_as: As, warehouse: Warehouse) -> None:
    requisition = warehouse.request((warehouse.seal, "1"))
    for who in ("engineer", "keeper", "leader", "dispatcher"):
        with pytest.raises(Forbidden), uow_as(who) as uow:
            approve_requisition(uow, record_id=requisition)


def test_voided_request_waits_on_nobody(uow_as: As, warehouse: Warehouse) -> None:
    requisition = warehouse.request((warehouse.seal, "1"))
    with uow_as("engineer") as uow:
        cancel_requisition(uow, record_id=requisition)
    with pytest.raises(Refused), uow_as("production") as uow:
        approve_requisition(uow, record_id=requisition)


@pytest.mark.parametrize(
    ("quantities", "field"), [(("0",), "lines-0-quantity"), (("1", "1"), "lines-1-part_id")]
)
def test_bad_lines_are_named(warehouse: Warehouse, quantities: tuple[str, ...], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        warehouse.request(*((warehouse.seal, n) for n in quantities))
    assert refusal.value.field == field


def test_another_engineer_does_not_see_it(uow_as: As, warehouse: Warehouse) -> None:
    requisition = warehouse.request((warehouse.seal, "1"))
    with uow_as("engineer2", write=False) as uow:
        assert uow.find(Requisition, requisition) is None
