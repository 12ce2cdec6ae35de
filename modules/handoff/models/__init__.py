"""The sales contract with its items, clauses, kit, shipments, acceptances and documents."""

from modules.handoff.models.clause import CLAUSE_KINDS, CLAUSE_STATES, Clause
from modules.handoff.models.contract import Contract, ContractItem, Machine
from modules.handoff.models.delivery import (
    MEDIA,
    RESULTS,
    Acceptance,
    HandoverDocument,
    KitLine,
    ShipmentNote,
)

__all__ = [
    "CLAUSE_KINDS",
    "CLAUSE_STATES",
    "MEDIA",
    "RESULTS",
    "Acceptance",
    "Clause",
    "Contract",
    "ContractItem",
    "HandoverDocument",
    "KitLine",
    "Machine",
    "ShipmentNote",
]
