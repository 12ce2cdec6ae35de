"""Reads of the warehouse that pages, papers and other modules share."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views.urls import typed_key
from modules.parts.models import (
    Part,
    Requisition,
    RequisitionLine,
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
