"""Warranty: when it runs, what was promised, and the verdict with its reason (C13)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from aftersales.access.permissions import require, requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l, format_date
from aftersales.regulation.because import Because, BecauseLine, because, line
from aftersales.views.declare import Labels
from modules.customers import manifest as may
from modules.customers.models import START_EVENTS, Equipment, WarrantyPlan
from modules.customers.services.default_warranty import default_warranty

VerdictCode = Literal["in", "out", "goodwill", "disputed"]

VERDICTS: Labels = {
    "in": (_l("In warranty"), "green"),
    "out": (_l("Out of warranty"), "grey"),
    "goodwill": (_l("Goodwill"), "azure"),
    "disputed": (_l("Warranty undecided"), "orange"),
}
"""The four answers to "who pays?" and their colours."""

_DATE_OF = {
    "acceptance": "accepted_on",
    "commissioning": "commissioned_on",
    "delivery": "shipped_on",
    "invoice": "invoiced_on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a machine is under warranty on a day, until when, and why."""

    code: VerdictCode
    because: Because
    end_on: date | None = None

    @property
    def title(self) -> object:
        """The verdict in words."""
        return VERDICTS[self.code][0]

    @property
    def is_free(self) -> bool:
        """Whether the customer pays nothing for a company's fault (S0-4.1.1)."""
        return self.code in ("in", "goodwill")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What sales promised with a machine; shown on every case of it (S2-1.2, W1)."""

    contract_number: str = ""
    special: str = ""
    emergency: str = ""

    def __bool__(self) -> bool:
        return bool(self.special or self.emergency)


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later; the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def warranty_end(start: date, months: int) -> date:
    """The last day of a warranty of ``months`` that begins on ``start``."""
    return add_months(start, months) - timedelta(days=1)


def reckon_warranty(uow: UnitOfWork, equipment: Equipment) -> None:
    """Set start and end of the warranty from the plan, or from product and regulation without one.

    The dates stay empty while the event that starts the warranty has no date.
    """
    plan = equipment.warranty_plan
    default = default_warranty(uow, equipment)
    event, months = (plan.start_event, plan.months) if plan else (default.event, default.months)
    start: date | None = getattr(equipment, _DATE_OF[event]) if months else None
    equipment.warranty_start_on = start
    equipment.warranty_end_on = warranty_end(start, months) if start and months else None


def warranty_verdict(uow: UnitOfWork, equipment: Equipment, on: date) -> Verdict:
    """Whether ``equipment`` is under warranty on ``on`` (company date), with the reason.

    *in* up to the last day of the warranty; *out* after it; *goodwill* when service free of charge
    was granted for that day; *disputed* when the date that starts the warranty, or its length, is
    not known (C13).
    """
    require(uow.actor, may.EQUIPMENT_READ)
    basis = _basis(uow, equipment, on)
    reasons = [*basis, *_freeze_note(equipment)]
    code = verdict_code(equipment, on)
    reasons.append(_last_step(equipment, code, on))
    return Verdict(
        code=code,
        because=because(_l("Warranty verdict"), VERDICTS[code][0], reasons),
        end_on=equipment.goodwill_until_on if code == "goodwill" else equipment.warranty_end_on,
    )


def verdict_code(equipment: Equipment, on: date) -> VerdictCode:
    """The verdict alone, for a badge; ``queries.verdict_source`` says the same in SQL."""
    end, goodwill = equipment.warranty_end_on, equipment.goodwill_until_on
    if end is not None and on <= end:
        return "in"
    if goodwill is not None and on <= goodwill:
        return "goodwill"
    return "out" if end is not None else "disputed"


def _basis(uow: UnitOfWork, equipment: Equipment, on: date) -> tuple[BecauseLine, ...]:
    """The rule the dates come from: the plan of the contract, or the company's own default."""
    plan = equipment.warranty_plan
    if plan is not None:
        words = {
            "plan": plan,
            "months": plan.months,
            "event": START_EVENTS[plan.start_event][0],
        }
        return (line(_l("Plan “{plan}”: {months} months from {event}.", **words), source="C13"),)
    default = default_warranty(uow, equipment, on=on)
    if default.months is None:
        text = _l("No warranty plan, and neither product nor regulation says how long.")
        return (line(text, source="C13"),)
    words = {
        "months": default.months,
        "event": START_EVENTS[default.event][0],
        "model": equipment.product.model,
    }
    text = _l("No plan in a contract: {months} months from {event}, as for every {model}.", **words)
    return (line(text, source="C13"), *default.lines)


def _freeze_note(equipment: Equipment) -> tuple[BecauseLine, ...]:
    if not equipment.is_handed_over:
        return ()
    text = _l(
        "Frozen when sales handed it over, contract {number}.", number=equipment.contract_number
    )
    return (line(text, clause=equipment.warranty_terms, source="W1"),)


def _last_step(equipment: Equipment, code: VerdictCode, on: date) -> BecauseLine:
    start, end = equipment.warranty_start_on, equipment.warranty_end_on
    days = {"start": format_date(start), "end": format_date(end), "day": format_date(on)}
    if code == "goodwill":
        return line(
            _l(
                "Free of charge until {until} by a commercial decision: {note}",
                until=format_date(equipment.goodwill_until_on),
                note=equipment.goodwill_note,
            )
        )
    if code == "disputed":
        return line(_missing(equipment))
    if code == "in" and start is not None and on < start:
        return line(_l("The warranty begins on {start}; {day} is before it.", **days))
    if code == "in":
        return line(_l("From {start} to {end}; {day} is within.", **days))
    return line(_l("From {start} to {end}; {day} is after it.", **days))


def _missing(equipment: Equipment) -> object:
    event = equipment.warranty_plan.start_event if equipment.warranty_plan else "acceptance"
    sentences = {
        "acceptance": _l(
            "No acceptance date is on record: find the acceptance sheet, then decide."
        ),
        "commissioning": _l("No commissioning date is on record: ask the customer, then decide."),
        "delivery": _l("No delivery date is on record: find the waybill, then decide."),
        "invoice": _l("No invoice date is on record: ask finance, then decide."),
    }
    if getattr(equipment, _DATE_OF[event]) is None:
        return sentences[event]
    return _l("How long the warranty runs is not on record: enter the plan, then decide.")


def promises_of(uow: UnitOfWork, equipment_id: int | None) -> Promises:
    """Special promises and emergency clause of a machine, for every page about it (W1).

    Empty (falsy) when nothing was promised, or there is no machine the actor may see.
    """
    equipment = uow.find(Equipment, equipment_id)
    if equipment is None:
        return Promises()
    return Promises(
        contract_number=equipment.contract_number,
        special=equipment.special_promises,
        emergency=equipment.emergency_clause,
    )


@requires(may.EQUIPMENT_WRITE)
def freeze_warranty(
    uow: UnitOfWork,
    equipment_id: int,
    *,
    plan_id: int,
    terms: str,
    special_promises: str = "",
    emergency_clause: str = "",
) -> Equipment:
    """Fix the warranty of a machine as its contract has it, for good, at hand-over (W1).

    :raises Invalid: there is no such plan.
    """
    equipment = uow.get(Equipment, equipment_id, lock=True)
    plan = uow.find(WarrantyPlan, plan_id)
    if plan is None:
        raise Invalid(_l("Choose the warranty plan of the contract."), field="warranty_plan_id")
    equipment.warranty_plan = plan
    reckon_warranty(uow, equipment)
    equipment.warranty_terms = terms
    equipment.special_promises = special_promises
    equipment.emergency_clause = emergency_clause
    equipment.is_handed_over = True
    uow.flush()
    return equipment


@requires(may.GOODWILL)
def grant_goodwill(uow: UnitOfWork, *, record_id: int, until_on: date, reason: str) -> Equipment:
    """Serve a machine free of charge until a day, by commercial decision; the reason shows.

    :raises Invalid: the day lies before the end of the warranty, where nothing need be granted.
    """
    equipment = uow.get(Equipment, record_id, lock=True)
    end = equipment.warranty_end_on
    if end is not None and until_on <= end:
        raise Invalid(
            _l("The warranty itself runs until {end}; choose a later day.", end=format_date(end)),
            field="until_on",
        )
    equipment.goodwill_until_on = until_on
    equipment.goodwill_note = reason
    uow.flush()
    return equipment
