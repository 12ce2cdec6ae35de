"""Rows of an old register into closed cases: history one can look up, without clocks or duties."""

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _l, format_datetime
from aftersales.imports.declare import Row
from modules.customers.api import Equipment, warranty_verdict
from modules.service.models import Case

KIND_WORDS = (
    ("complaint", ("投诉",)),
    ("grumble", ("抱怨", "埋怨")),
    ("enquiry", ("咨询", "询问", "请教")),
    ("installation", ("安装", "调试")),
    ("training", ("培训",)),
)
"""Words in the text of an old register that tell the kind of a case; all others were repairs."""


def apply_case(uow: UnitOfWork, *, row: Row, existing: Case | None) -> Case:
    """Write one row of an old register as a case that was closed before this system.

    It takes no number of the running series, starts no clock and tells nobody: nothing is due from
    it any more. A case entered here is never touched.

    :raises Invalid: the machine belongs to another customer.
    :raises Refused: the case is filed, and the row says something else.
    """
    _check_owner(row)
    if existing is None:
        existing = _new_case(uow, row)
    existing.customer, existing.region_id = row["customer"], row["customer"].region_id
    existing.region_class = row["customer"].region_class or "domestic"
    existing.equipment = row.get("equipment") or existing.equipment
    row.fill(
        existing,
        "summary",
        "channel",
        "contact_name",
        "contact_phone",
        "opinion_grade",
        "handled_by",
    )
    existing.kind = kind_of(row["summary"])
    existing.closed_at = row.get("repaired_at") or row.get("arrived_at") or existing.closed_at
    existing.close_note = _course(row) or existing.close_note
    if existing.filed_at is not None and uow.session.is_modified(existing):
        raise Refused(_l("The case is filed already; it is not changed any more."))
    return existing if existing.id else uow.add(existing)


def external_number(row: Row) -> str:
    """Day and serial number in the register; without one, the minute and the customer."""
    day = f"{clock.local(row['reported_at']):%Y%m%d}"
    if row.get("sequence"):
        return f"{day}-{row['sequence']}"
    return f"{day}-{clock.local(row['reported_at']):%H%M}-{row['customer'].code}"[:27]


def kind_of(text: str) -> str:
    """What a contact was about, from the words it was written down with."""
    for kind, words in KIND_WORDS:
        if any(word in text for word in words):
            return kind
    return "repair"


def _new_case(uow: UnitOfWork, row: Row) -> Case:
    machine: Equipment | None = row.get("equipment")
    case = Case(
        number=f"LS-{external_number(row)}",
        external_number=external_number(row),
        state="closed",
        reported_at=row["reported_at"],
        closed_at=row["reported_at"],
        site_address=(machine.site_address if machine else "") or row["customer"].address,
    )
    if machine is not None:
        verdict = warranty_verdict(uow, machine, clock.local(row["reported_at"]).date())
        case.warranty_code, case.warranty_end_on = verdict.code, verdict.end_on
        case.warranty_because = verdict.because.to_json()
    return case


def _check_owner(row: Row) -> None:
    machine: Equipment | None = row.get("equipment")
    if machine is not None and machine.customer_id != row["customer"].id:
        raise Invalid(
            _l(
                "Machine {serial} belongs to {owner}, not to {customer}.",
                serial=machine.serial,
                owner=machine.customer.name,
                customer=row["customer"].name,
            ),
            field="equipment",
        )


def _course(row: Row) -> str:
    """What the register says of the visit, in one line, in the company's own language."""
    moments = (("到场", row.get("arrived_at")), ("修复", row.get("repaired_at")))
    parts = [f"{word} {format_datetime(moment)}" for word, moment in moments if moment]
    return "；".join(parts)
