"""The end of a case, and what interrupts it: closing, cancelling, suspending, reopening, filing."""

from datetime import timedelta

from aftersales.access import requires
from aftersales.calendar.clocks import cancel as stop_clock
from aftersales.calendar.clocks import clocks_of, pause
from aftersales.calendar.clocks import resume as run_clock
from aftersales.calendar.clocks import state as clock_state
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _, _l
from aftersales.regulation.resolve import resolve
from aftersales.workflow import advance
from modules.service import manifest as may
from modules.service.events import CaseClosed, CaseReopened
from modules.service.models import Case
from modules.service.queries import open_orders
from modules.service.words import PAUSES


@requires(may.CLOSE)
def close_case(uow: UnitOfWork, *, record_id: int, note: str = "") -> Case:
    """Close a case 销案.

    Refused while the machine is not recovered (S0-5.4.2e), the customer's opinion or the review of
    the report is missing, or another module still misses something (slot
    ``service.closing_check``). Emits ``CaseClosed``.
    """
    case = uow.get(Case, record_id, lock=True)
    advance(uow, case, "close", note)
    return _closed(uow, case, note)


@requires(may.ANSWER)
def close_answered(uow: UnitOfWork, *, record_id: int, note: str = "") -> Case:
    """Close a question that its answer settled 一次答复 (W2). Emits ``CaseClosed``."""
    case = uow.get(Case, record_id, lock=True)
    advance(uow, case, "close_answered", note)
    return _closed(uow, case, note)


def _closed(uow: UnitOfWork, case: Case, note: str) -> Case:
    case.closed_at, case.close_note = uow.now, note.strip()
    _stop_clocks(uow, case, _("The case was closed."))
    uow.emit(CaseClosed(case_id=case.id, case_number=case.number, closed_at=case.closed_at))
    return case


@requires(may.CANCEL)
def cancel_case(uow: UnitOfWork, *, record_id: int, reason: str) -> Case:
    """Give a case up (registered twice, withdrawn); its open orders go with it.

    :raises Refused: somebody is on the way or on site.
    """
    case = uow.get(Case, record_id, lock=True)
    text = _reason(reason)
    orders = open_orders(uow, case)
    for order in orders:
        if order.state in ("en_route", "on_site"):
            raise Refused(
                _l("The team of {number} is under way; call it back first.", number=order.number)
            )
    advance(uow, case, "cancel", text)
    for order in orders:
        advance(uow, order, "cancel", text)
    case.close_note = text
    _stop_clocks(uow, case, text)
    return case


@requires(may.SUSPEND)
def suspend_case(uow: UnitOfWork, *, record_id: int, reason: str, note: str) -> Case:
    """Let a case wait 挂起; its clocks stand still and say why.

    They run on for a reason that ``sla.pause_reasons`` does not list.

    :param reason: a code of ``PAUSES``.
    """
    case = uow.get(Case, record_id, lock=True)
    if reason not in PAUSES:
        raise Invalid(_l("Choose what the case waits for."), field="reason")
    text = _reason(note, "note")
    case.suspended_state = case.state
    advance(uow, case, "suspend", text)
    listed = resolve(uow, "sla.pause_reasons")
    if not listed.is_set or reason in listed.items:
        for clock in clocks_of(uow, case):
            if clock_state(clock, uow.now).is_open:
                pause(uow, clock, reason, note=text)
    return case


@requires(may.SUSPEND)
def resume_case(uow: UnitOfWork, *, record_id: int, note: str = "") -> Case:
    """Take a suspended case up where it stood; its clocks run on."""
    case = uow.get(Case, record_id, lock=True)
    if case.state != "suspended":
        raise Refused(_l("Only a suspended case is resumed."))
    advance(uow, case, f"resume_{case.suspended_state}", note)
    case.suspended_state = ""
    for clock in clocks_of(uow, case):
        if (
            clock.pauses
            and clock.pauses[-1].until_at is None
            and clock_state(clock, uow.now).is_open
        ):
            run_clock(uow, clock)
    uow.flush()
    return case


@requires(may.DISPATCH)
def reopen_case(uow: UnitOfWork, *, record_id: int, reason: str) -> Case:
    """Take a closed case up again: the same fault is back (W2). Emits ``CaseReopened``.

    :raises Refused: it was closed longer ago than the regulation allows; register a new case then.
    """
    case = uow.get(Case, record_id, lock=True)
    text = _reason(reason)
    days = resolve(uow, "case.reopen_days").integer
    if case.closed_at is not None and uow.now - case.closed_at > timedelta(days=days):
        raise Refused(_l("Closed more than {days} days ago: register a new case.", days=days))
    advance(uow, case, "reopen", text)
    case.closed_at = None
    uow.emit(CaseReopened(case_id=case.id, case_number=case.number, reason=text))
    return case


@requires(may.FILE)
def mark_filed(uow: UnitOfWork, case_id: int) -> Case:
    """Lock a case whose papers were filed; nothing of it is changed any more (W12)."""
    case = uow.get(Case, case_id, lock=True)
    case.filed_at = uow.now
    advance(uow, case, "file")
    return case


lock_case = mark_filed
"""The same verb by what it does to the case."""


def _reason(text: str, field: str = "reason") -> str:
    if not text.strip():
        raise Invalid(_l("Say why."), field=field)
    return text.strip()


def _stop_clocks(uow: UnitOfWork, case: Case, reason: str) -> None:
    for clock in clocks_of(uow, case):
        if clock_state(clock, uow.now).is_open:
            stop_clock(uow, clock, reason)
