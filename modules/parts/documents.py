"""The warehouse's papers: F15 requisition, F16 exit permit, F19 old-part return."""

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import DocumentSpec, Opinion, Signature, choices
from aftersales.documents.copies import regulated_copies
from aftersales.i18n import _l
from modules.customers.api import VERDICTS as WARRANTY
from modules.parts import models
from modules.parts.models import ExitPermit, OldPart, Requisition
from modules.parts.papers import (
    ExitLine,
    ExitPermitPaper,
    OldPartLine,
    OldPartPaper,
    RequisitionLine,
    RequisitionPaper,
)
from modules.parts.words import BASIS, REASONS, SHIP_METHODS, VERDICTS
from modules.service.api import Case, Order


def machine(case: Case) -> str:
    """Model and serial number of the case's machine."""
    equipment = case.equipment
    return f"{equipment.product.model} {equipment.serial}" if equipment else ""


def order_number(uow: UnitOfWork, requisition: Requisition) -> str:
    """The number of the order the parts were asked for on, whoever prints the paper."""
    with uow.system("a warehouse paper names the order it belongs to"):
        order = uow.find(Order, requisition.order_id)
    return order.number if order else ""


def requisition_paper(uow: UnitOfWork, requisition: Requisition) -> RequisitionPaper:
    """What F15 prints."""
    case = requisition.case
    department = requisition.requester.department
    written = requisition.submitted_at or requisition.created_at
    return RequisitionPaper(
        requested_on=clock.local(written).date(),
        department=department.title if department else "",
        case_number=case.number,
        order_number=order_number(uow, requisition),
        customer=case.customer.name,
        equipment=machine(case),
        warranty=str(WARRANTY[requisition.warranty][0]) if requisition.warranty in WARRANTY else "",
        reasons=choices(REASONS, requisition.reason),
        basis=choices(BASIS, requisition.basis),
        note=requisition.note,
        lines=tuple(_requisition_line(line) for line in requisition.lines),
        applicant=Signature(requisition.requester.name, written),
        production_head=_approval(requisition),
        keeper=Signature(requisition.issued_by.name, requisition.issued_at)
        if requisition.issued_by
        else Signature(),
        receiver=Signature(requisition.receiver, requisition.issued_at)
        if requisition.issued_at
        else Signature(),
    )


def _requisition_line(line: models.RequisitionLine) -> RequisitionLine:
    part = line.part
    return RequisitionLine(
        part_number=part.code,
        name=part.name,
        specification=part.spec,
        unit=part.unit,
        requested=line.quantity,
        issued=line.issued or None,
        bin=line.bins,
        unit_price=part.price,
        amount=part.price * line.issued if line.issued else None,
        is_old_part_due=line.is_old_part_due,
    )


def _approval(requisition: Requisition) -> Opinion:
    if not requisition.approved_by:
        return Opinion()
    return Opinion(
        text=str(_l("Agreed.")),
        signature=Signature(requisition.approved_by.name, requisition.approved_at),
    )


def exit_permit_paper(uow: UnitOfWork, permit: ExitPermit) -> ExitPermitPaper:
    """What F16 prints; it is issued when drawn, so the guard's row is left for his pen."""
    with uow.system("a guard prints the permit of a requisition he need not read"):
        requisition = uow.get(Requisition, permit.requisition_id)
    return ExitPermitPaper(
        issued_on=clock.local(permit.created_at).date(),
        valid_until=permit.valid_until,
        destination=permit.destination,
        customer=requisition.case.customer.name,
        transport=str(SHIP_METHODS.get(permit.transport, permit.transport)),
        vehicle_or_waybill=permit.vehicle,
        requisition_number=requisition.number,
        case_number=requisition.case.number,
        carrier=permit.carrier,
        lines=tuple(
            ExitLine(
                name=line.part.name,
                product_model=permit.product_model,
                specification=line.part.spec,
                quantity=line.quantity,
                unit=line.part.unit,
                packages=permit.packages if index == 0 else None,
            )
            for index, line in enumerate(permit.lines)
        ),
        keeper=Signature(requisition.issued_by.name, requisition.issued_at)
        if requisition.issued_by
        else Signature(),
    )


def old_part_paper(uow: UnitOfWork, old: OldPart) -> OldPartPaper:
    """What F19 prints."""
    judged = Signature(old.judged_by.name, old.judged_at) if old.judged_by else Signature()
    return OldPartPaper(
        returned_on=clock.local(old.received_at).date() if old.received_at else None,
        case_number=old.case.number,
        order_number=order_number(uow, old.requisition),
        requisition_number=old.requisition.number,
        customer=old.case.customer.name,
        equipment=machine(old.case),
        lines=(
            OldPartLine(
                name=old.part.name,
                model=old.part.spec,
                serial=old.serial,
                quantity=old.quantity,
                unit=old.part.unit,
                damage=old.damage,
            ),
        ),
        return_method=old.return_method,
        received_on=clock.local(old.received_at).date() if old.received_at else None,
        verdict=Opinion(text=old.verdict_note, signature=judged),
        disposals=choices({code: title for code, (title, _color) in VERDICTS.items()}, old.verdict),
        returned_by=Signature(old.holder.name, old.received_at),
        keeper=Signature(old.received_by.name, old.received_at) if old.received_by else Signature(),
    )


DOCUMENTS = (
    DocumentSpec(
        name="parts.requisition",
        code="F15",
        title=_l("Parts requisition"),
        model=Requisition,
        template="parts/paper/requisition.html",
        context=requisition_paper,
        number=lambda requisition: requisition.number,
        permission="parts.requisition.read",
        department=_l("After-sales department"),
        retention=_l("5 years"),
        copies=regulated_copies("parts.requisition_copies"),
    ),
    DocumentSpec(
        name="parts.exit_permit",
        code="F16",
        title=_l("Exit permit"),
        model=ExitPermit,
        template="parts/paper/exit_permit.html",
        context=exit_permit_paper,
        number=lambda permit: permit.number,
        permission="parts.exit.read",
        department=_l("Warehouse"),
        retention=_l("5 years"),
        copies=regulated_copies("parts.exit_permit_copies"),
    ),
    DocumentSpec(
        name="parts.old_part",
        code="F19",
        title=_l("Old-part return slip"),
        model=OldPart,
        template="parts/paper/old_part.html",
        context=old_part_paper,
        number=lambda old: old.number,
        permission="parts.old_part.read",
        department=_l("Warehouse"),
        retention=_l("10 years"),
        copies=regulated_copies("parts.return_copies"),
    ),
)
