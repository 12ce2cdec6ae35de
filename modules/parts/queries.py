"""Reads of the warehouse that pages, papers and other modules share."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views.urls import typed_key
from modules.parts.models import (
    ExitPermit,
    OldPart,
    Part,
    Requisition,
    RequisitionLine,
    Shipment,
    Stock,
)

WAITING = {True: _l("waiting"), False: ""}

IN_STOCK = (
    select(func.coalesce(func.sum(Stock.quantity), 0))
    .where(Stock.part_id == RequisitionLine.part_id)
    .correlate(RequisitionLine)
    .scalar_subquery()
)
"""What lies in all bins of a requisition line's part."""


def _count(uow: UnitOfWork, key: Any, where: ColumnElement[bool]) -> int:
    return uow.scalar(select(func.count(key)).where(where)) or 0


def count_permits(uow: UnitOfWork, requisition: Requisition) -> int:
    """Exit permits of a requisition."""
    return _count(uow, ExitPermit.id, ExitPermit.requisition_id == requisition.id)


def count_old_parts(uow: UnitOfWork, requisition: Requisition) -> int:
    """Old parts of a requisition."""
    return _count(uow, OldPart.id, OldPart.requisition_id == requisition.id)


def count_shipments(uow: UnitOfWork, permit: ExitPermit) -> int:
    """Shipments of an exit permit."""
    return _count(uow, Shipment.id, Shipment.permit_id == permit.id)


def count_requisitions(_uow: UnitOfWork, case: Any) -> Select[Any]:
    """Requisitions of a case."""
    return select(func.count(Requisition.id)).where(Requisition.case_id == case.id)


def count_case_old_parts(_uow: UnitOfWork, case: Any) -> Select[Any]:
    """Old parts of a case."""
    return select(func.count(OldPart.id)).where(OldPart.case_id == case.id)


def parts_of_case(uow: UnitOfWork, case_id: int) -> Sequence[Any]:
    """The part lines of a case: part, quantities, requisition and its state."""
    return uow.rows(
        select(
            RequisitionLine.quantity,
            RequisitionLine.issued,
            RequisitionLine.is_old_part_due,
            Part.code,
            Part.name,
            Part.unit,
            Requisition.id,
            Requisition.number,
            Requisition.state,
        )
        .join(RequisitionLine.requisition)
        .join(RequisitionLine.part)
        .where(Requisition.case_id == case_id, Requisition.state != "cancelled")
        .order_by(Requisition.id, RequisitionLine.id)
    )


def parts_used(uow: UnitOfWork, case_id: int) -> Sequence[RequisitionLine]:
    """The lines of a case on which parts were issued: what the service report lists as replaced."""
    return uow.scalars(
        select(RequisitionLine)
        .join(RequisitionLine.requisition)
        .where(Requisition.case_id == case_id, RequisitionLine.issued > 0)
        .order_by(RequisitionLine.id)
    ).all()


def permit_proposal(uow: UnitOfWork, args: Mapping[str, str]) -> Mapping[str, Any]:
    """What a new exit permit begins with: the customer's site and the requester as carrier."""
    requisition = uow.find(Requisition, typed_key(args.get("requisition_id", "")))
    proposal: dict[str, Any] = {"packages": 1, "transport": "carried"}
    if requisition is not None:
        case = requisition.case
        site = case.equipment.site_address if case.equipment else ""
        proposal |= {
            "requisition_id": requisition.id,
            "carrier": requisition.receiver or requisition.requester.name,
            "destination": " ".join(
                filter(None, (case.customer.name, site or case.customer.address))
            )[:200],
        }
    return proposal
