"""Facts of the parts module."""

from dataclasses import dataclass

from aftersales.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsIssued(Event):
    """Parts of a requisition went over the counter."""

    requisition_id: int
    case_id: int
    line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPartDue(Event):
    """An important part was issued; its old one is owed."""

    old_part_id: int
    case_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPartReceived(Event):
    """An owed old part came back to the warehouse."""

    old_part_id: int
    case_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPartJudged(Event):
    """Quality said what the old part was, and what becomes of it."""

    old_part_id: int
    case_id: int
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitReleased(Event):
    """The guard let goods out of the gate."""

    permit_id: int
    requisition_id: int
    case_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsShipped(Event):
    """Parts were sent and the sending was registered."""

    shipment_id: int
    case_id: int
