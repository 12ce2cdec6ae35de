"""Reads of the hand-off module that guards, pages, papers and verbs share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from aftersales.auth.models import Department
from aftersales.db.uow import UnitOfWork
from modules.customers.api import Customer
from modules.handoff.models import (
    Acceptance,
    Clause,
    Contract,
    ContractItem,
    HandoverDocument,
    KitLine,
    ShipmentNote,
)


def contracts() -> Select[Any]:
    """Contracts with their customer."""
    return select(Contract).join(Contract.customer)


def clauses() -> Select[Any]:
    """Clauses with contract, customer and department."""
    return (
        select(Clause)
        .join(Clause.contract)
        .join(Customer, Contract.customer_id == Customer.id)
        .outerjoin(Department, Clause.department_id == Department.id)
    )


def items_of(uow: UnitOfWork, contract: Contract) -> Sequence[ContractItem]:
    """What a contract sells, with product and machines."""
    statement = (
        select(ContractItem)
        .where(ContractItem.contract_id == contract.id)
        .order_by(ContractItem.id)
    )
    return uow.scalars(statement).all()


def clauses_of(uow: UnitOfWork, contract: Contract) -> Sequence[Clause]:
    """The clauses of a contract, in its own order."""
    statement = select(Clause).where(Clause.contract_id == contract.id).order_by(Clause.id)
    return uow.scalars(statement).all()


def kit_of(uow: UnitOfWork, contract: Contract) -> Sequence[KitLine]:
    """What must be there before a contract ships."""
    statement = select(KitLine).where(KitLine.contract_id == contract.id).order_by(KitLine.id)
    return uow.scalars(statement).all()


def documents_of(uow: UnitOfWork, contract: Contract) -> Sequence[HandoverDocument]:
    """The documents that go with a contract's machines."""
    statement = (
        select(HandoverDocument)
        .where(HandoverDocument.contract_id == contract.id)
        .order_by(HandoverDocument.id)
    )
    return uow.scalars(statement).all()


def shipments_of(uow: UnitOfWork, contract: Contract) -> Sequence[ShipmentNote]:
    """The shipments of a contract, first to last."""
    statement = (
        select(ShipmentNote)
        .where(ShipmentNote.contract_id == contract.id)
        .order_by(ShipmentNote.shipped_on, ShipmentNote.id)
    )
    return uow.scalars(statement).all()


def acceptance_of(uow: UnitOfWork, contract: Contract) -> Acceptance | None:
    """The acceptance that counts: the last one that did not fail."""
    return uow.scalar(
        select(Acceptance)
        .where(Acceptance.contract_id == contract.id, Acceptance.result != "failed")
        .order_by(Acceptance.id.desc())
        .limit(1)
    )
