"""What the intake says while the clerk types: verdict, urgency, promised times, and why."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from markupsafe import Markup

from aftersales.db.uow import UnitOfWork
from aftersales.views import LivePanel
from modules.customers.api import Customer, Equipment
from modules.service.models import Case
from modules.service.queries import IS_OPEN, cases
from modules.service.services.assess import Facts, assess
from modules.service.words import TRIGGERS, VERDICTS

WATCHED = (
    "equipment_id", "customer_id", "is_emergency", "is_major", "region_class", "travel_hours",
    "reported_at", "fault_class",
)  # fmt: skip


def judge(uow: UnitOfWork, data: Mapping[str, Any]) -> Markup:
    """The panel for the form as it stands; empty before customer or machine is known."""
    equipment = uow.find(Equipment, data.get("equipment_id"))
    customer = uow.find(
        Customer, data.get("customer_id") or (equipment.customer_id if equipment else None)
    )
    if customer is None:
        return Markup()
    facts = Facts(
        customer=customer,
        equipment=equipment,
        region_class=data.get("region_class") or customer.region_class or "domestic",
        reported_at=data.get("reported_at") or uow.now,
        is_emergency=bool(data.get("is_emergency")),
        is_major=bool(data.get("is_major")),
        travel_hours=data.get("travel_hours"),
        fault_class=data.get("fault_class") or "",
    )
    found = assess(uow, facts)
    text = render_template(
        "service/_live.html",
        facts=facts,
        found=found,
        verdict=VERDICTS[found.verdict.code] if found.verdict else None,
        triggers=[TRIGGERS[code] for code in found.triggers],
        open_cases=_open_cases(uow, customer, equipment),
    )
    return Markup(text)  # noqa: S704  # Jinja has escaped it


def _open_cases(uow: UnitOfWork, customer: Customer, equipment: Equipment | None) -> list[Case]:
    """Cases already open on this machine, or else this customer: a second call, perhaps."""
    statement = cases().where(IS_OPEN, Case.customer_id == customer.id)
    if equipment is not None:
        statement = statement.where(Case.equipment_id == equipment.id)
    return list(uow.scalars(statement.order_by(Case.id.desc()).limit(3)).unique())


JUDGEMENT = LivePanel(name="judgement", watch=WATCHED, render=judge)
