"""What the warehouse's papers become in the archive (rule S0-5.4.9.1d)."""

from collections.abc import Sequence

from sqlalchemy import select

from aftersales.db import clock
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork
from aftersales.documents import issued_of
from aftersales.documents.filing import FilingSource, FilingSpec
from aftersales.files import attachments_of
from aftersales.i18n import _, _l
from modules.parts.models import ExitPermit, OldPart, Requisition, Shipment
from modules.service.api import Case


def dispatch_papers(uow: UnitOfWork, case: Case) -> Sequence[FilingSource]:
    """Requisitions, exit permits and old-part slips of a case, and the proofs of its shipments."""
    records = [
        *uow.scalars(select(Requisition).where(Requisition.case_id == case.id)).unique(),
        *uow.scalars(
            select(ExitPermit).join(ExitPermit.requisition).where(Requisition.case_id == case.id)
        ).unique(),
        *uow.scalars(select(OldPart).where(OldPart.case_id == case.id)).unique(),
    ]
    papers = [
        FilingSource(
            title=paper.title,
            number=paper.number,
            author=_("Warehouse"),
            dated=clock.local(paper.issued_at).date(),
            paper=paper,
        )
        for record in records
        for paper in issued_of(uow, record)
        if paper.is_current
    ]
    return sorted([*papers, *_proofs(uow, case)], key=lambda one: (one.dated, one.number))


def _proofs(uow: UnitOfWork, case: Case) -> list[FilingSource]:
    return [
        FilingSource(
            title=_("Proof of dispatch {number}", number=shipment.number),
            number=shipment.waybill or shipment.number,
            author=_("After-sales department"),
            dated=clock.local(shipment.sent_at).date(),
            attachment=proof,
        )
        for shipment in _shipments(uow, case)
        for proof in attachments_of(uow, ref(shipment))
        if proof.kind == "proof"
    ]


def missing_papers(uow: UnitOfWork, case: Case) -> Sequence[object]:
    """Shipments without proof and issued requisitions without their paper."""
    unproved = [shipment for shipment in _shipments(uow, case) if shipment.proof_id is None]
    requisitions = uow.scalars(
        select(Requisition).where(Requisition.case_id == case.id, Requisition.state == "issued")
    ).unique()
    return [
        *(_l("Shipment {number} has no proof of dispatch.", number=one.number) for one in unproved),
        *(
            _l("Requisition {number} was not printed yet.", number=one.number)
            for one in requisitions
            if not issued_of(uow, one)
        ),
    ]


def _shipments(uow: UnitOfWork, case: Case) -> Sequence[Shipment]:
    return (
        uow.scalars(select(Shipment).where(Shipment.case_id == case.id).order_by(Shipment.id))
        .unique()
        .all()
    )


FILING = FilingSpec(
    name="parts.dispatch",
    kind="parts",
    title=_l("Parts papers and proofs of dispatch"),
    thread=Case,
    collect=dispatch_papers,
    applies=lambda uow, case: (
        uow.scalar(select(Requisition.id).where(Requisition.case_id == case.id).limit(1))
        is not None
    ),
    missing=missing_papers,
)
