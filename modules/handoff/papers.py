"""Typed context of the sales hand-off paper F40 销售交接单 with the decomposition of the contract.

Only the shape stands here; ``documents.py`` fills it from records. Blank text, ``None`` and empty
lists are printed as a struck cell. Money in yuan.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from aftersales.documents.blocks import Choice, Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLine:
    """One clause of the contract, given to a department with a due date."""

    clause: str
    requirement: str
    category: str = ""
    department: str = ""
    due_on: date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedEquipment:
    """One machine handed over to service."""

    product: str
    model: str = ""
    serial: str = ""
    shipped_on: date | None = None
    accepted_on: date | None = None
    warranty_from: date | None = None
    warranty_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedDocument:
    """One document handed over with the machines."""

    title: str
    copies: int = 1
    medium: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffPaper:
    """F40 销售交接单: equipment, warranty, promises and documents pass from sales to service.

    :param signatures: the departments in signing order with their opinion, e.g. ``(_("Sales"),
        Opinion(...))``.
    """

    contract_number: str
    contract_on: date | None = None
    customer: str = ""
    contact: str = ""
    phone: str = ""
    site: str = ""
    delivery_on: date | None = None
    amount: Decimal | None = None
    payment_terms: str = ""
    warranty_terms: str = ""
    warranty_start_rule: str = ""
    kit_check: tuple[Choice, ...] = ()
    equipment: tuple[HandedEquipment, ...] = ()
    clauses: tuple[ClauseLine, ...] = ()
    promises: str = ""
    emergency_terms: str = ""
    documents: tuple[HandedDocument, ...] = ()
    signatures: tuple[tuple[str, Opinion], ...] = ()
