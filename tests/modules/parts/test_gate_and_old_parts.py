"""The gate, the register of sendings, and the old part's way back (S0-5.4.6.2, S0-5.4.6.4)."""

from datetime import date

import pytest
from sqlalchemy import select

from aftersales.documents import issued_of
from aftersales.errors import Conflict, Forbidden, Invalid, Refused
from aftersales.testing.plugin import Clock
from aftersales.views.fields import Upload
from modules.parts.closing import open_papers
from modules.parts.models import ExitPermit, OldPart
from modules.parts.services import (
    draw_exit_permit,
    issue_parts,
    judge_old_part,
    receive_old_part,
    register_shipment,
    release_at_gate,
    waive_old_part,
)
from modules.service.api import Case
from tests.modules.parts.conftest import As, Warehouse

PDF = Upload(
    filename="存根.pdf",
    content=b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF",
    content_type="application/pdf",
)


@pytest.fixture
def issued(uow_as: As, warehouse: Warehouse) -> int:
    """A requisition whose pump went over the counter."""
    requisition = warehouse.approved((warehouse.pump, "1"))
    with uow_as("keeper") as uow:
        issue_parts(uow, record_id=requisition)
    return requisition


def draw(uow_as: As, requisition: int, **facts: object) -> int:
    with uow_as("keeper") as uow:
        return draw_exit_permit(
            uow,
            requisition_id=requisition,
            destination="常德洞庭化工",
            transport="carried",
            **facts,
        ).id


def test_permit_lets_out_once(uow_as: As, issued: int) -> None:
    permit = draw(uow_as, issued)
    with uow_as("gate") as uow:
        release_at_gate(uow, record_id=permit)
    with pytest.raises(Refused), uow_as("gate") as uow:
        release_at_gate(uow, record_id=permit)
    with uow_as("keeper", write=False) as uow:
        papers = issued_of(uow, uow.get(ExitPermit, permit))
        assert [paper.number for paper in papers] == [uow.get(ExitPermit, permit).number]


def test_permit_ends(uow_as: As, issued: int, clock: Clock) -> None:
    permit = draw(uow_as, issued, valid_until=date(2026, 11, 21))
    clock.advance(days=1)
    with pytest.raises(Refused, match="2026-11-21"), uow_as("gate") as uow:
        release_at_gate(uow, record_id=permit)


def test_same_parts_get_no_second_permit_while_one_waits(uow_as: As, issued: int) -> None:
    draw(uow_as, issued)
    with pytest.raises(Conflict):
        draw(uow_as, issued)


def test_nothing_is_registered_as_sent_before_it_left(uow_as: As, issued: int) -> None:
    permit = draw(uow_as, issued)
    with pytest.raises(Refused), uow_as("sales") as uow:
        register_shipment(uow, permit_id=permit, method="carried", proof=[PDF])


def test_regulation_wants_the_proof(uow_as: As, issued: int) -> None:
    permit = draw(uow_as, issued)
    with uow_as("gate") as uow:
        release_at_gate(uow, record_id=permit)
    with pytest.raises(Invalid) as refusal, uow_as("sales") as uow:
        register_shipment(uow, permit_id=permit, method="express")
    assert refusal.value.field == "proof"
    with uow_as("sales") as uow:
        shipment = register_shipment(uow, permit_id=permit, method="express", proof=[PDF])
        assert (shipment.destination, shipment.product_model) == ("常德洞庭化工", "QM-2430")
        assert shipment.proof_id is not None


def test_old_pump_comes_back_and_is_judged(uow_as: As, warehouse: Warehouse, issued: int) -> None:
    with uow_as("keeper") as uow:
        old = uow.scalars(select(OldPart)).unique().one()
        with uow.system("test"):
            case = uow.get(Case, warehouse.case_id)
            assert [old.number in str(line) for line in open_papers(uow, case)] == [True]
        receive_old_part(uow, record_id=old.id, damage="轴封渗油", serial="YB-2403-118")
    with uow_as("quality") as uow:
        judge_old_part(uow, record_id=old.id, verdict="supplier_claim", note="密封件材质不符")
        assert [paper.code for paper in issued_of(uow, uow.get(OldPart, old.id))] == ["F19"]
    with uow_as("keeper", write=False) as uow, uow.system("test"):
        assert open_papers(uow, uow.get(Case, warehouse.case_id)) == []


def test_keeper_does_not_judge_and_waiver_needs_a_reason(uow_as: As, issued: int) -> None:
    with uow_as("keeper", write=False) as uow:
        old_id = uow.scalars(select(OldPart.id)).one()
    with pytest.raises(Forbidden), uow_as("keeper") as uow:
        judge_old_part(uow, record_id=old_id, verdict="scrap", note="x")
    with pytest.raises(Invalid), uow_as("dispatcher") as uow:
        waive_old_part(uow, record_id=old_id, reason=" ")
    with uow_as("dispatcher") as uow:
        waive_old_part(uow, record_id=old_id, reason="随设备整机报废")
        assert uow.get(OldPart, old_id).state == "waived"
