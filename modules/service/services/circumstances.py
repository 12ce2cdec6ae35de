"""What the regulation tells cases apart by, and what it promises under them (C01, C34)."""

from dataclasses import dataclass
from typing import Any

from aftersales.db.uow import UnitOfWork
from aftersales.regulation.duration import Duration
from aftersales.regulation.resolve import Resolved, Scope, resolve
from aftersales.regulation.table import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The dimensions of the tables of promised times, and what makes a case urgent."""

    contract: str = ""
    customer_class: str = ""
    product_class: str = ""
    region_class: str
    key_product: bool = False
    key_customer: bool = False
    large_product: bool = False
    is_emergency: bool = False
    is_major: bool = False
    travel_hours: int | None = None
    fault_class: str = ""

    @property
    def scope(self) -> Scope:
        """Whose figures hold."""
        return Scope(
            contract=self.contract,
            customer_class=self.customer_class,
            product_class=self.product_class,
            region_class=self.region_class,
        )


def triggers_of(uow: UnitOfWork, found: Circumstances) -> tuple[str, ...]:
    """The urgent triggers of the regulation that hold here (S0-5.4.2a), in its order."""
    holds = {
        "key_product": found.key_product,
        "key_customer": found.key_customer,
        "large_product": found.large_product,
        "emergency": found.is_emergency,
    }
    listed = resolve(uow, "sla.urgent_triggers", scope=found.scope)
    return tuple(code for code in listed.items if holds.get(code)) if listed.is_set else ()


def promised(
    uow: UnitOfWork, name: str, found: Circumstances, triggers: tuple[str, ...]
) -> tuple[Resolved, Row | None, Duration | None]:
    """What ``sla.<name>`` says by every dimension of its table: the row that applies, its time."""
    resolved = resolve(uow, f"sla.{name}", scope=found.scope)
    if not resolved.is_set:
        return resolved, None, None
    travel = None if found.travel_hours is None else Duration(found.travel_hours)
    more: dict[str, dict[str, Any]] = {
        "reply": {"severity": "major" if found.is_major else "normal"},
        "arrive": {"travel": travel},
    }
    row = resolved.table.match(
        trigger=triggers or None,
        region_class=found.region_class,
        customer_class=found.customer_class or None,
        product_class=found.product_class or None,
        fault_class=found.fault_class or None,
        **more.get(name, {}),
    )
    return resolved, row, row.duration(name) if row else None
