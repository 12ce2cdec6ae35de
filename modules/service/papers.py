"""Typed contexts of the service papers F01 register, F02 opinion, F03 report, F07 dispatch.

Only the shape stands here; ``documents.py`` fills it from records. Every field is optional in
print: blank text, ``None`` and empty lists become a struck cell. Times are aware datetimes, days
are dates, money and quantities decimals. Labels of boxes come from the module's own (translated)
choices, see ``aftersales.documents.choices``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from aftersales.documents.blocks import NO_OPINION, NOT_SIGNED, Choice, Opinion, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One contact in the register (rules F01)."""

    position: int
    received_at: datetime
    channel: str
    customer: str
    contact: str = ""
    phone: str = ""
    equipment: str = ""
    summary: str = ""
    kind: str = ""
    is_urgent: bool = False
    is_major: bool = False
    reply: str = ""
    replied_at: datetime | None = None
    is_late: bool = False
    clerk: str = ""
    order_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPaper:
    """F01 顾客服务登记本: one month of the register, landscape, as many pages as it needs.

    :param year: 年度; ``book`` 册号, e.g. "2026-11".
    """

    year: int
    book: str
    period_from: date
    period_to: date
    rows: tuple[RegisterRow, ...]
    registrar: Signature = NOT_SIGNED
    department_head: Signature = NOT_SIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionPaper:
    """F02 顾客意见书: what the customer said, wanted, and how it ended.

    :param categories: quality, service, delivery, price, other — the ticked ones.
    :param customer_confirmation: the customer's word on the result, with the satisfaction boxes.
    """

    case_number: str
    received_on: date
    customer: str
    address: str = ""
    contact: str = ""
    phone: str = ""
    source: str = ""
    product: str = ""
    model: str = ""
    serial: str = ""
    purchased_on: date | None = None
    commissioned_on: date | None = None
    contract_number: str = ""
    categories: tuple[Choice, ...] = ()
    opinion: str = ""
    demand: str = ""
    expected_by: datetime | date | None = None
    attachments: str = ""
    registrar: Signature = NOT_SIGNED
    department_opinion: Opinion = NO_OPINION
    result: Opinion = NO_OPINION
    customer_confirmation: Opinion = NO_OPINION
    leader_review: Opinion = NO_OPINION


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedPart:
    """One line of the replaced parts of a service report."""

    name: str
    model: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    new_serial: str = ""
    old_serial: str = ""
    old_part_disposal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFees:
    """What the visit costs the customer, in yuan; the total is printed in words as well."""

    parts: Decimal = Decimal(0)
    labour: Decimal = Decimal(0)
    travel: Decimal = Decimal(0)
    other: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """Sum of the four items."""
        return self.parts + self.labour + self.travel + self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReportPaper:
    """F03 售后服务报告: one visit from departure to recovery, opinion and review.

    :param warranty: verdict in words (保内, 保外, …); ``warranty_reason`` the sentence behind it.
    :param arrival_due_at: the promised time on site; ``arrival_clause`` the clause it comes from
        (S0-5.4.2).
    :param causes: the boxes manufacturing, assembly, design, material, use, purchased part.
    :param explained: the five topics explained to the customer, ticked ones.
    :param refusal: reason why the customer did not sign; then ``witness`` signs instead.
    """

    case_number: str
    order_number: str
    customer: str
    place: str = ""
    contact: str = ""
    phone: str = ""
    product: str = ""
    model: str = ""
    serial: str = ""
    commissioned_on: date | None = None
    warranty: str = ""
    warranty_reason: str = ""
    departed_at: datetime | None = None
    arrival_due_at: datetime | None = None
    arrival_clause: str = ""
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    recovered_at: datetime | None = None
    symptom: str = ""
    inspection: str = ""
    causes: tuple[Choice, ...] = ()
    analysis: str = ""
    measures: str = ""
    replaced: tuple[ReplacedPart, ...] = ()
    trial_result: str = ""
    explained: tuple[Choice, ...] = ()
    remaining: str = ""
    suggestions: str = ""
    fees: ReportFees | None = None
    customer_opinion: Opinion = NO_OPINION
    refusal: str = ""
    witness: Signature = NOT_SIGNED
    staff: tuple[Signature, ...] = ()
    department_head: Opinion = NO_OPINION
    leader_review: Opinion = NO_OPINION


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedItem:
    """A part or tool the team takes along."""

    name: str
    model: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchPaper:
    """F07 派工单: who goes where, until when, with what.

    :param sources: where the order came from (inspection order, grumble, complaint, repair call),
        ticked.
    :param deadline_reason: why the time on site is what it is, with the clause.
    :param chief: 首席责任人; ``team`` the others.
    """

    case_number: str
    issued_at: datetime
    sources: tuple[Choice, ...] = ()
    level: str = ""
    arrive_by: datetime | None = None
    deadline_reason: str = ""
    customer: str = ""
    place: str = ""
    contact: str = ""
    phone: str = ""
    product: str = ""
    model: str = ""
    serial: str = ""
    warranty: str = ""
    problem: str = ""
    requirements: str = ""
    promises: str = ""
    chief: str = ""
    team: tuple[str, ...] = ()
    transport: str = ""
    carried: tuple[CarriedItem, ...] = ()
    dispatcher: Signature = NOT_SIGNED
    receiver: Signature = NOT_SIGNED
    completion: Opinion = NO_OPINION
