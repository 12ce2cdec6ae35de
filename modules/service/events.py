"""Facts of the service module."""

from dataclasses import dataclass
from datetime import datetime

from aftersales.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRegistered(Event):
    """A contact stands in the register."""

    case_id: int
    case_number: str
    kind: str
    is_urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswered(Event):
    """The customer got the first answer."""

    case_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAssigned(Event):
    """A chief and a team were named; also sent when the team changes."""

    order_id: int
    case_id: int
    chief_id: int
    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDeparted(Event):
    """The team is on its way."""

    order_id: int
    case_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitArrived(Event):
    """The team checked in on site."""

    visit_id: int
    order_id: int
    case_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentRecovered(Event):
    """The fault is removed and the machine runs normally again (S0-5.4.2e)."""

    visit_id: int
    order_id: int
    case_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmitted(Event):
    """A signed report went into review."""

    case_id: int
    report_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReviewed(Event):
    """The last reviewer agreed; the report is locked."""

    case_id: int
    report_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Event):
    """The case is closed 销案."""

    case_id: int
    case_number: str
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(Event):
    """A closed case was taken up again."""

    case_id: int
    case_number: str
    reason: str
