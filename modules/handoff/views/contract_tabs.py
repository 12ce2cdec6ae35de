"""The tabs of a contract: equipment, clauses, kit, shipment, acceptance, documents, terms."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import Column, EmptyState, Field, Group, LinesView, Tab
from aftersales.workflow import chain_of
from modules.customers.api import Product
from modules.handoff.guards import REVIEW
from modules.handoff.models import (
    CLAUSE_KINDS,
    CLAUSE_STATES,
    MEDIA,
    RESULTS,
    Acceptance,
    Clause,
    Contract,
    ContractItem,
    HandoverDocument,
    KitLine,
    Machine,
    ShipmentNote,
)
from modules.handoff.views.lookups import department_title


def _items(contract: Contract) -> Select[Any]:
    return (
        select(ContractItem)
        .join(ContractItem.product)
        .where(ContractItem.contract_id == contract.id)
    )


def _serials() -> Any:
    """The serial numbers of an item in one cell."""
    return (
        select(func.aggregate_strings(Machine.serial, ", "))
        .where(Machine.item_id == ContractItem.id)
        .correlate(ContractItem)
        .scalar_subquery()
    )


def _clauses(contract: Contract) -> Select[Any]:
    return select(Clause).outerjoin(Clause.department).where(Clause.contract_id == contract.id)


def _submitted(_uow: UnitOfWork, contract: Contract | None) -> bool:
    return contract is not None and contract.state != "draft"


def _shipped(_uow: UnitOfWork, contract: Contract | None) -> bool:
    return contract is not None and contract.state not in ("draft", "review", "decomposing")


ITEMS = Tab(
    name="items",
    title=_l("Machines"),
    lines=LinesView(
        query=_items,
        edit="items",
        columns=(
            Column(
                name="product_id",
                title=_l("Product"),
                source=Product.name + " " + Product.model,
            ),
            Column(
                name="quantity",
                title=_l("Quantity"),
                source=ContractItem.quantity,
                kind="number",
                sum=True,
            ),
            Column(name="serials", title=_l("Serial numbers"), source=_serials(), sort=False),
            Column(name="note", title=_l("Note"), source=ContractItem.note),
        ),
        empty=EmptyState(sentence=_l("Nothing sold yet. Edit the contract to add machines.")),
    ),
)

CLAUSES = Tab(
    name="clauses",
    title=_l("Break-down"),
    lines=LinesView(
        query=_clauses,
        edit="clauses",
        form="handoff.clause",
        columns=(
            Column(name="number", title=_l("Clause"), source=Clause.number),
            Column(
                name="kind",
                title=_l("Kind"),
                source=Clause.kind,
                kind="badge",
                labels=CLAUSE_KINDS,
            ),
            Column(name="text", title=_l("Requirement"), source=Clause.text, kind="link"),
            Column(name="department_id", title=_l("Unit in charge"), source=department_title()),
            Column(name="due_on", title=_l("Due by"), source=Clause.due_on, kind="date"),
            Column(
                name="state",
                title=_l("State"),
                source=Clause.state,
                kind="badge",
                labels=CLAUSE_STATES,
            ),
        ),
        empty=EmptyState(
            sentence=_l("Not broken down yet: which department does what, and by when?")
        ),
    ),
)


def _review(uow: UnitOfWork, contract: Contract) -> Mapping[str, Any]:
    return {"chain": chain_of(uow, contract, REVIEW)}


REVIEW_TAB = Tab(
    name="review",
    title=_l("Joint review"),
    when=_submitted,
    on_create=False,
    template="workflow/_chain_tab.html",
    context=_review,
)

KIT = Tab(
    name="kit",
    title=_l("Kit"),
    lines=LinesView(
        query=lambda contract: select(KitLine).where(KitLine.contract_id == contract.id),
        edit="kit",
        columns=(
            Column(name="name", title=_l("Part or accessory"), source=KitLine.name),
            Column(
                name="specification", title=_l("Kit specification"), source=KitLine.specification
            ),
            Column(
                name="required",
                title=_l("Quantity needed"),
                source=KitLine.required,
                kind="quantity",
            ),
            Column(name="present", title=_l("Found"), source=KitLine.present, kind="quantity"),
            Column(
                name="checked_at",
                title=_l("Checked at"),
                source=KitLine.checked_at,
                kind="datetime",
            ),
            Column(name="note", title=_l("Note"), source=KitLine.note),
        ),
        empty=EmptyState(sentence=_l("Enter what belongs to the delivery; the works checks it.")),
    ),
)

SHIPMENT = Tab(
    name="shipment",
    title=_l("Shipment"),
    when=_shipped,
    on_create=False,
    lines=LinesView(
        query=lambda contract: select(ShipmentNote).where(ShipmentNote.contract_id == contract.id),
        columns=(
            Column(
                name="shipped_on",
                title=_l("Shipped on"),
                source=ShipmentNote.shipped_on,
                kind="date",
            ),
            Column(name="carrier", title=_l("Carrier"), source=ShipmentNote.carrier),
            Column(name="waybill", title=_l("Waybill"), source=ShipmentNote.waybill),
            Column(
                name="received_on",
                title=_l("Received on"),
                source=ShipmentNote.received_on,
                kind="date",
            ),
            Column(name="receiver", title=_l("Signed for by"), source=ShipmentNote.receiver),
            Column(name="note", title=_l("Note"), source=ShipmentNote.note),
        ),
        empty=EmptyState(sentence=_l("Nothing has left the works yet.")),
    ),
)

ACCEPTANCE = Tab(
    name="acceptance",
    title=_l("Acceptance"),
    when=_shipped,
    on_create=False,
    lines=LinesView(
        query=lambda contract: select(Acceptance).where(Acceptance.contract_id == contract.id),
        columns=(
            Column(
                name="accepted_on",
                title=_l("Accepted on"),
                source=Acceptance.accepted_on,
                kind="date",
            ),
            Column(
                name="result",
                title=_l("Result of acceptance"),
                source=Acceptance.result,
                kind="badge",
                labels=RESULTS,
            ),
            Column(
                name="signed_by", title=_l("Signed by the customer"), source=Acceptance.signed_by
            ),
            Column(name="note", title=_l("Note"), source=Acceptance.note),
        ),
        empty=EmptyState(sentence=_l("No acceptance recorded yet.")),
    ),
)

DOCUMENTS = Tab(
    name="documents",
    title=_l("Documents handed over"),
    lines=LinesView(
        query=lambda contract: select(HandoverDocument).where(
            HandoverDocument.contract_id == contract.id
        ),
        edit="documents",
        columns=(
            Column(name="title", title=_l("Document"), source=HandoverDocument.title),
            Column(
                name="copies",
                title=_l("Number of copies"),
                source=HandoverDocument.copies,
                kind="number",
            ),
            Column(
                name="medium",
                title=_l("Medium"),
                source=HandoverDocument.medium,
                kind="badge",
                labels=MEDIA,
            ),
            Column(
                name="handed_on",
                title=_l("Handed over on"),
                source=HandoverDocument.handed_on,
                kind="date",
            ),
        ),
        empty=EmptyState(sentence=_l("List the drawings, manuals and certificates that go along.")),
    ),
)

TERMS = Tab(
    name="terms",
    title=_l("Terms and notes"),
    groups=(
        Group(
            columns=1,
            fields=(Field(name="payment_terms"), Field(name="note")),
        ),
    ),
)

TABS = (ITEMS, CLAUSES, REVIEW_TAB, KIT, SHIPMENT, ACCEPTANCE, DOCUMENTS, TERMS)
