"""Typed contexts of the warehouse papers: F15 requisition, F16 exit permit, F19 old-part return.

Only the shape stands here; ``documents.py`` fills it from records. Blank text, ``None`` and empty
lists are printed as a struck cell. Quantities are decimals in the part's stock unit, money in yuan.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from aftersales.documents.blocks import NO_OPINION, NOT_SIGNED, Choice, Opinion, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class RequisitionLine:
    """One part asked for; issued quantity, batch and bin are known once the keeper has picked."""

    part_number: str
    name: str
    specification: str = ""
    unit: str = ""
    requested: Decimal
    issued: Decimal | None = None
    batch: str = ""
    bin: str = ""
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    is_old_part_due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequisitionPaper:
    """F15 领料单.

    :param reasons: wear part, missing part, defective part; ``basis``: delivery, field opinion,
        customer demand.
    """

    requested_on: date
    department: str
    case_number: str = ""
    order_number: str = ""
    customer: str = ""
    equipment: str = ""
    warranty: str = ""
    reasons: tuple[Choice, ...] = ()
    basis: tuple[Choice, ...] = ()
    note: str = ""
    lines: tuple[RequisitionLine, ...] = ()
    applicant: Signature = NOT_SIGNED
    production_head: Opinion = NO_OPINION
    keeper: Signature = NOT_SIGNED
    receiver: Signature = NOT_SIGNED

    @property
    def total(self) -> Decimal:
        """Sum of the lines' amounts, in yuan."""
        return sum((line.amount for line in self.lines if line.amount is not None), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitLine:
    """One kind of goods that leaves the gate."""

    name: str
    product_model: str = ""
    specification: str = ""
    quantity: Decimal
    unit: str = ""
    packages: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPermitPaper:
    """F16 出门证: valid once, until ``valid_until``."""

    issued_on: date
    valid_until: datetime | date | None = None
    destination: str = ""
    customer: str = ""
    transport: str = ""
    vehicle_or_waybill: str = ""
    requisition_number: str = ""
    case_number: str = ""
    carrier: str = ""
    lines: tuple[ExitLine, ...] = ()
    department_head: Signature = NOT_SIGNED
    keeper: Signature = NOT_SIGNED
    finance: Signature = NOT_SIGNED
    guard: Signature = NOT_SIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPartLine:
    """One old part that comes back."""

    name: str
    model: str = ""
    serial: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    damage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPartPaper:
    """F19 旧件(不良品)返回单.

    :param disposals: repair, claim, scrap — the chosen one ticked.
    """

    returned_on: date | None = None
    case_number: str = ""
    order_number: str = ""
    requisition_number: str = ""
    customer: str = ""
    equipment: str = ""
    lines: tuple[OldPartLine, ...] = ()
    return_method: str = ""
    received_on: date | None = None
    verdict: Opinion = NO_OPINION
    disposals: tuple[Choice, ...] = ()
    returned_by: Signature = NOT_SIGNED
    keeper: Signature = NOT_SIGNED
    after_sales: Signature = NOT_SIGNED
