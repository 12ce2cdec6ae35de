"""What a contact means before anybody acts: warranty, urgency, promised times, and why."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from aftersales.calendar.due import DueTime, due
from aftersales.calendar.named import Place
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l, current_locale
from aftersales.regulation.because import Because, Bilingual, both, line
from aftersales.regulation.duration import Duration
from aftersales.regulation.resolve import Resolved, resolve
from aftersales.regulation.versions import edition_at, under
from modules.customers.api import (
    Customer,
    Equipment,
    Promises,
    Verdict,
    promises_of,
    warranty_verdict,
)
from modules.service.models import Case
from modules.service.services.circumstances import Circumstances, promised, triggers_of
from modules.service.words import TRIGGERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a contact while the clerk still types."""

    customer: Customer
    equipment: Equipment | None
    region_class: str
    reported_at: datetime
    is_emergency: bool = False
    is_major: bool = False
    travel_hours: int | None = None
    fault_class: str = ""

    @property
    def reported_on(self) -> date:
        """The company's date of the contact."""
        return clock.local(self.reported_at).date()

    @property
    def circumstances(self) -> Circumstances:
        """What the regulation tells cases apart by."""
        product = self.equipment.product if self.equipment else None
        return Circumstances(
            contract=self.equipment.contract_number if self.equipment else "",
            customer_class=self.customer.customer_class,
            product_class=product.product_class if product else "",
            region_class=self.region_class,
            key_product=product is not None and product.is_key,
            key_customer=self.customer.is_key or self.customer.customer_class == "A",
            large_product=product is not None and product.is_large,
            is_emergency=self.is_emergency,
            is_major=self.is_major,
            travel_hours=self.travel_hours,
            fault_class=self.fault_class,
        )


def place_of(uow: UnitOfWork, facts: Facts) -> Place:
    """Whose working time counts: the customer's, the region's, else the hours of service (C02)."""
    region = facts.customer.region
    hours = resolve(uow, "service.hours", scope=facts.circumstances.scope)
    return Place(
        customer=facts.customer.code,
        region=region.code if region else "",
        scope=facts.circumstances.scope,
        always=hours.is_set and hours.text == "around_the_clock",
    )


def facts_of(case: Case) -> Facts:
    """What a stored case says, for judging it."""
    return Facts(
        customer=case.customer,
        equipment=case.equipment,
        region_class=case.region_class,
        reported_at=case.reported_at,
        is_emergency=case.is_emergency,
        is_major=case.is_major,
        travel_hours=case.travel_hours,
        fault_class=case.fault_class,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A time the regulation promises the customer, when it is due and why."""

    name: str
    target: Duration
    due: DueTime
    because: Because
    resolved: Resolved
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The verdicts over one contact."""

    verdict: Verdict | None
    triggers: tuple[str, ...]
    reply: Promise | None
    arrive: Promise | None
    fix: Promise | None
    promises: Promises
    place: Place

    @property
    def is_urgent(self) -> bool:
        """Whether any trigger of the urgent-arrival rule holds (S0-5.4.2a)."""
        return bool(self.triggers)


def assess(uow: UnitOfWork, facts: Facts) -> Assessment:
    """Judge a contact by warranty plan and regulation; writes nothing: the intake page asks too.

    By the edition of the moment it was reported, so that correcting a case later does not bring it
    under another.
    """
    with under(uow, edition_at(uow, facts.reported_at)):
        return _assess(uow, facts)


def _assess(uow: UnitOfWork, facts: Facts) -> Assessment:
    triggers = triggers_of(uow, facts.circumstances)
    equipment = facts.equipment
    return Assessment(
        verdict=warranty_verdict(uow, equipment, facts.reported_on) if equipment else None,
        triggers=triggers,
        reply=_promise(uow, "reply", facts, triggers),
        arrive=_urgently(_promise(uow, "arrive", facts, triggers), triggers),
        fix=_promise(uow, "fix", facts, triggers),
        promises=promises_of(uow, equipment.id if equipment else None),
        place=place_of(uow, facts),
    )


def _promise(uow: UnitOfWork, name: str, facts: Facts, triggers: tuple[str, ...]) -> Promise | None:
    resolved, row, target = promised(uow, name, facts.circumstances, triggers)
    if target is None:
        return None
    place = place_of(uow, facts)
    return Promise(
        name=name,
        target=target,
        due=due(uow, facts.reported_at, target, place=place),
        because=_titled(resolved.because_row(row), target),
        resolved=resolved,
        place=place,
    )


def _urgently(promise: Promise | None, triggers: tuple[str, ...]) -> Promise | None:
    """The arrival with what made the case urgent, if anything did."""
    if promise is None or not triggers:
        return promise
    reason = line(
        _l("Urgent because of: {triggers}", triggers=trigger_text(triggers)), source="S0-5.4.2a"
    )
    because = replace(promise.because, lines=(reason, *promise.because.lines))
    return replace(promise, because=because)


def _titled(because: Because, target: Duration) -> Because:
    return replace(because, value=target.label)


class _Triggers:
    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes

    def __str__(self) -> str:
        comma = "、" if current_locale().startswith("zh") else ", "
        return comma.join(str(TRIGGERS[code][0]) for code in self.codes)


def trigger_text(codes: tuple[str, ...]) -> Bilingual:
    """``Key customer, Emergency`` in both languages."""
    return both(_Triggers(codes))
