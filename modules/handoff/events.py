"""Facts of the hand-off."""

from dataclasses import dataclass

from aftersales.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDecomposed(Event):
    """Every clause of a contract has its department and its due date; work begins."""

    contract_id: int
    department_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCompleted(Event):
    """A department fulfilled its clause."""

    clause_id: int
    contract_id: int
    department_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Event):
    """Service took the machines of a contract over: equipment, warranty, promises."""

    contract_id: int
    contract_number: str
    customer_id: int
    equipment_ids: tuple[int, ...]
