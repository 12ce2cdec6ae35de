"""The warranty of a machine no contract speaks of: product, then regulation (C13)."""

from dataclasses import dataclass
from datetime import date

from aftersales.db.uow import UnitOfWork
from aftersales.regulation.because import BecauseLine
from aftersales.regulation.resolve import Scope, resolve
from modules.customers.models import Equipment


@dataclass(frozen=True, slots=True)
class DefaultWarranty:
    """From which event and for how many months; None: nobody fixed it. ``lines`` say who did."""

    event: str
    months: int | None
    lines: tuple[BecauseLine, ...] = ()


def scope_of(equipment: Equipment) -> Scope:
    """What the regulation may make a machine's values depend on."""
    return Scope(
        contract=equipment.contract_number or "",
        customer_class=equipment.customer.customer_class,
        product_class=equipment.product.product_class,
        region_class=equipment.customer.region_class,
    )


def default_warranty(
    uow: UnitOfWork, equipment: Equipment, *, on: date | None = None
) -> DefaultWarranty:
    """What holds without a plan: the product's own months, else the regulation's."""
    scope = scope_of(equipment)
    start = resolve(uow, "warranty.start_event", scope=scope, on=on)
    plans = resolve(uow, "warranty.plans", scope=scope, on=on)
    row = plans.table.match(product_class=scope.product_class) if plans.is_set else None
    event = start.text if start.is_set else "acceptance"
    lines = start.because.lines
    if row is not None and row.get("start_event"):
        event, lines = str(row["start_event"]), plans.because_row(row).lines
    if equipment.product.warranty_months is not None:
        return DefaultWarranty(event, equipment.product.warranty_months, lines)
    if row is not None and row.get("months") is not None:
        return DefaultWarranty(event, int(row["months"]), plans.because_row(row).lines)
    months = resolve(uow, "warranty.months", scope=scope, on=on)
    return DefaultWarranty(
        event, months.integer if months.is_set else None, (*lines, *months.because.lines)
    )
