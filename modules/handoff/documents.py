"""F40 销售交接单: the paper with which sales hands a contract's machines to service."""

from decimal import Decimal

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork
from aftersales.documents import Choice, DocumentSpec, Opinion, Signature
from aftersales.documents.copies import regulated_copies
from aftersales.i18n import _, _l, format_quantity
from aftersales.workflow import chain_of
from modules.customers.api import Contact, Equipment, primary_contact
from modules.handoff import manifest as may
from modules.handoff.guards import REVIEW
from modules.handoff.models import CLAUSE_KINDS, CLAUSE_STATES, MEDIA, Contract
from modules.handoff.papers import ClauseLine, HandedDocument, HandedEquipment, HandoffPaper
from modules.handoff.queries import (
    acceptance_of,
    clauses_of,
    documents_of,
    items_of,
    kit_of,
    shipments_of,
)


def handoff_paper(uow: UnitOfWork, contract: Contract) -> HandoffPaper:
    """Fill F40 from a contract."""
    contact = contract.contact or primary_contact(uow, contract.customer_id)
    plan = contract.warranty_plan
    return HandoffPaper(
        contract_number=contract.number,
        contract_on=contract.signed_on,
        customer=contract.customer.name,
        contact=contact.name if contact else "",
        phone=contact.phone if contact else "",
        site=contract.site_address,
        delivery_on=contract.delivery_on,
        amount=contract.amount,
        payment_terms=contract.payment_terms,
        warranty_terms=contract.warranty_terms,
        warranty_start_rule=plan.title if plan else "",
        kit_check=_kit(uow, contract),
        equipment=_equipment(uow, contract),
        clauses=_clauses(uow, contract),
        promises=contract.special_promises or (_("None promised") if contract.no_promises else ""),
        emergency_terms=contract.emergency_clause,
        documents=tuple(
            HandedDocument(
                title=document.title,
                copies=document.copies,
                medium=str(MEDIA[document.medium][0]),
            )
            for document in documents_of(uow, contract)
        ),
        signatures=_signatures(uow, contract),
    )


def _kit(uow: UnitOfWork, contract: Contract) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{line.name} × {format_quantity(line.required)}", line.missing == Decimal(0))
        for line in kit_of(uow, contract)
    )


def _equipment(uow: UnitOfWork, contract: Contract) -> tuple[HandedEquipment, ...]:
    """The machines; their warranty as it was frozen, once service has them."""
    shipments, acceptance = shipments_of(uow, contract), acceptance_of(uow, contract)
    shipped_on = shipments[0].shipped_on if shipments else None
    accepted_on = acceptance.accepted_on if acceptance else None
    taken = {
        equipment.id: equipment
        for equipment in uow.scalars(
            select(Equipment).where(Equipment.contract_number == contract.number)
        )
    }
    lines = []
    for item in items_of(uow, contract):
        for machine in item.machines:
            equipment = taken.get(machine.equipment_id or 0)
            lines.append(
                HandedEquipment(
                    product=item.product.name,
                    model=item.product.model,
                    serial=machine.serial,
                    shipped_on=shipped_on,
                    accepted_on=accepted_on,
                    warranty_from=equipment.warranty_start_on if equipment else None,
                    warranty_until=equipment.warranty_end_on if equipment else None,
                )
            )
    return tuple(lines)


def _clauses(uow: UnitOfWork, contract: Contract) -> tuple[ClauseLine, ...]:
    return tuple(
        ClauseLine(
            clause=clause.number,
            requirement=clause.text,
            category=str(CLAUSE_KINDS[clause.kind][0]),
            department=str(clause.department or ""),
            due_on=clause.due_on,
            state=str(CLAUSE_STATES[clause.state][0]),
        )
        for clause in clauses_of(uow, contract)
    )


def _signatures(uow: UnitOfWork, contract: Contract) -> tuple[tuple[str, Opinion], ...]:
    """Sales, the departments of the review, and service at the end."""
    signed: list[tuple[str, Opinion]] = [
        (
            _("Sales"),
            Opinion(signature=Signature(name=contract.salesperson, at=contract.signed_on)),
        )
    ]
    chain = chain_of(uow, contract, REVIEW)
    for step in (one for one in chain.steps if one.counts) if chain else ():
        signature = Signature(name=step.signer, at=step.decided_at)
        signed.append((step.title, Opinion(text=step.note, signature=signature)))
    receiver = uow.find(User, contract.handed_over_by_id)
    signature = Signature(name=receiver.name if receiver else "", at=contract.handed_over_at)
    signed.append((_("Received by service"), Opinion(signature=signature)))
    return tuple(signed)


HANDOFF = DocumentSpec(
    name="handoff.handoff",
    code="F40",
    title=_l("Sales hand-off sheet"),
    model=Contract,
    template="handoff/paper/handoff.html",
    context=handoff_paper,
    number=lambda contract: contract.number,
    permission=may.AMOUNT,
    shows=(Contact.phone,),
    copies=regulated_copies("handoff.copies"),
    department=_l("Sales"),
    retention=_l("30 years"),
)
