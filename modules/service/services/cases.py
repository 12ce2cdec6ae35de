"""Taking a contact in: registering, answering, correcting a case."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aftersales.access import requires
from aftersales.calendar.clocks import clock_of, meet
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _l
from aftersales.workflow import advance, start
from modules.customers.api import Customer, Equipment, Promises, primary_contact
from modules.service import manifest as may
from modules.service.events import CaseAnswered, CaseRegistered
from modules.service.models import Case
from modules.service.services.assess import Assessment, Facts, assess, facts_of
from modules.service.services.promises import aim_clocks, start_clocks

CLOCK_DRIFT = timedelta(minutes=2)
CHANGEABLE = frozenset(
    {
        "kind",
        "channel",
        "summary",
        "description",
        "contact_name",
        "contact_phone",
        "site_address",
        "is_emergency",
        "is_major",
        "region_class",
        "travel_hours",
        "fault_class",
    }
)


@requires(may.REGISTER)
def register_case(
    uow: UnitOfWork,
    /,
    *,
    summary: str,
    customer_id: int | None = None,
    equipment_id: int | None = None,
    kind: str = "repair",
    channel: str = "phone",
    reported_at: datetime | None = None,
    answer: str = "",
    is_emergency: bool = False,
    is_major: bool = False,
    region_class: str | None = None,
    travel_hours: int | None = None,
    fault_class: str = "",
    **texts: str,
) -> Case:
    """Write a visit, letter or call into the register (S0-5.4.1a).

    The warranty verdict of the day is taken and kept, the urgent triggers of the regulation are
    looked for, and the clocks for reply (S0-5.4.1c/d) and arrival (S0-5.4.2) start with their
    reasons. An ``answer`` given during the contact meets the reply clock at once. Emits
    ``CaseRegistered``.

    :param reported_at: when the customer called; now when left out.
    :param texts: ``description``, ``contact_name``, ``contact_phone``, ``site_address``.
    :raises Invalid: no customer, a machine of another customer, a time in the future.
    """
    moment = _moment(uow, reported_at)
    customer, equipment = _who_and_what(uow, customer_id, equipment_id)
    where = region_class or customer.region_class or "domestic"
    facts = Facts(
        customer=customer,
        equipment=equipment,
        region_class=where,
        reported_at=moment,
        is_emergency=is_emergency,
        is_major=is_major,
        travel_hours=travel_hours,
        fault_class=fault_class or "",
    )
    found = assess(uow, facts)
    case = _new_case(uow, facts, found, texts)
    case.kind, case.channel, case.summary = kind, channel, _required(summary)
    _judge(case, found)
    start(uow, case)
    start_clocks(uow, case, found, "notice", at=moment)
    uow.emit(
        CaseRegistered(
            case_id=case.id, case_number=case.number, kind=kind, is_urgent=case.is_urgent
        )
    )
    if answer.strip():
        _answered(uow, case, answer, at=moment)
    return case


def _new_case(uow: UnitOfWork, facts: Facts, found: Assessment, texts: dict[str, str]) -> Case:
    """The row of a contact, from what was judged and what is on record."""
    equipment = facts.equipment
    return Case(
        number=uow.number("AJ"),
        reported_at=facts.reported_at,
        customer_id=facts.customer.id,
        customer=facts.customer,
        equipment_id=equipment.id if equipment else None,
        equipment=equipment,
        region_id=facts.customer.region_id,
        region_class=facts.region_class,
        travel_hours=facts.travel_hours,
        is_emergency=facts.is_emergency,
        is_major=facts.is_major,
        fault_class=facts.fault_class,
        promises=promise_text(found.promises),
        **_texts(uow, facts, texts),
    )


@requires(may.ANSWER)
def answer_case(
    uow: UnitOfWork, *, record_id: int, answer: str, answered_at: datetime | None = None
) -> Case:
    """Record what the customer was told, and meet the reply clock (S0-5.4.1c/d).

    :raises Refused: the case was answered already, or is closed.
    """
    case = uow.get(Case, record_id, lock=True)
    if not answer.strip():
        raise Invalid(_l("Write down what the customer was told."), field="answer")
    _answered(uow, case, answer, at=answered_at or uow.now)
    return case


def _answered(uow: UnitOfWork, case: Case, answer: str, *, at: datetime) -> None:
    if at < case.reported_at:
        raise Invalid(_l("The answer cannot come before the contact."), field="answered_at")
    case.answer, case.answered_at, case.answered_by_id = answer.strip(), at, uow.actor.user_id
    if case.state == "registered" and uow.actor.can(may.ANSWER):
        advance(uow, case, "answer")
    elif case.is_locked:
        raise Refused(_l("A closed case is not changed."))
    if (clock := clock_of(uow, case, "reply")) is not None:
        meet(uow, clock, at=at)
    uow.emit(CaseAnswered(case_id=case.id, at=at))


@requires(may.REGISTER)
def change_case(uow: UnitOfWork, /, *, record_id: int, **changes: Any) -> Case:
    """Correct what was written down; what depends on it (urgency, promised times) is judged anew.

    :raises Refused: the case is closed.
    """
    case = uow.get(Case, record_id, lock=True)
    refuse_locked(case)
    machine = changes.pop("equipment_id", case.equipment_id)
    owner = changes.pop("customer_id", None) or case.customer_id
    case.customer, case.equipment = _who_and_what(uow, owner, machine)
    for name in CHANGEABLE & set(changes):
        setattr(case, name, changes[name])
    case.fault_class = case.fault_class or ""
    if "summary" in changes:
        case.summary = _required(case.summary)
    judge_again(uow, case)
    return case


def judge_again(uow: UnitOfWork, case: Case) -> None:
    """Take verdict, urgency and promised times anew from what the case says now."""
    uow.flush()
    facts = facts_of(case)
    found = assess(uow, facts)
    _judge(case, found)
    case.promises = promise_text(found.promises)
    aim_clocks(uow, case, found)
    uow.flush()


def refuse_locked(case: Case) -> None:
    """:raises Refused: the case is closed, cancelled or filed."""
    if case.is_locked:
        raise Refused(_l("A closed case is not changed."))


def promise_text(promises: Promises) -> str:
    """The contract's special promises and emergency clause as one text of lines."""
    return "\n".join(text for text in (promises.special, promises.emergency) if text)


def _judge(case: Case, found: Assessment) -> None:
    case.triggers, case.is_urgent = list(found.triggers), found.is_urgent
    verdict = found.verdict
    case.warranty_code = verdict.code if verdict else "none"
    case.warranty_end_on = verdict.end_on if verdict else None
    case.warranty_because = verdict.because.to_json() if verdict else None


def _moment(uow: UnitOfWork, reported_at: datetime | None) -> datetime:
    if reported_at is None:
        return uow.now
    if reported_at > uow.now + CLOCK_DRIFT:
        raise Invalid(_l("The contact cannot lie in the future."), field="reported_at")
    return min(reported_at, uow.now)


def _who_and_what(
    uow: UnitOfWork, customer_id: int | None, equipment_id: int | None
) -> tuple[Customer, Equipment | None]:
    equipment = uow.find(Equipment, equipment_id)
    if equipment_id is not None and equipment is None:
        raise Invalid(_l("There is no such machine."), field="equipment_id")
    customer = uow.find(Customer, customer_id or (equipment.customer_id if equipment else None))
    if customer is None:
        raise Invalid(_l("Choose the customer or the machine."), field="customer_id")
    if equipment is not None and equipment.customer_id != customer.id:
        raise Invalid(
            _l(
                "Machine {serial} belongs to {owner}, not to {customer}.",
                serial=equipment.serial,
                owner=equipment.customer.name,
                customer=customer.name,
            ),
            field="equipment_id",
        )
    return customer, equipment


def _texts(uow: UnitOfWork, facts: Facts, texts: dict[str, str]) -> dict[str, str]:
    """The free texts; contact and site fall back on what is on record."""
    names: Sequence[str] = ("description", "contact_name", "contact_phone", "site_address")
    if unknown := set(texts) - set(names):
        raise TypeError(f"register_case() does not know {min(unknown)!r}")
    found = {name: (texts.get(name) or "").strip() for name in names}
    contact = primary_contact(uow, facts.customer.id)
    if contact is not None and not found["contact_name"]:
        found["contact_name"] = contact.name
        found["contact_phone"] = found["contact_phone"] or contact.phone
    if not found["site_address"]:
        machine = facts.equipment
        found["site_address"] = (machine.site_address if machine else "") or facts.customer.address
    return found


def _required(summary: str) -> str:
    text = summary.strip()
    if not text:
        raise Invalid(_l("Say in a few words what the customer wants."), field="summary")
    if len(text) > 200:
        raise Invalid(
            _l("At most {count} characters; the rest belongs into the description.", count=200),
            field="summary",
        )
    return text
