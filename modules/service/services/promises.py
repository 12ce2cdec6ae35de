"""The clocks of what the regulation promises a case: when each starts, and where it aims (C34)."""

from datetime import datetime
from typing import Literal

from aftersales.access import requires
from aftersales.calendar.breach import explain_breach
from aftersales.calendar.clocks import clock_of, meet, retarget, start_clock
from aftersales.calendar.named import calendar_for
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.regulation.resolve import resolve
from aftersales.regulation.snapshots import snapshot
from aftersales.regulation.versions import edition_at, under
from modules.service import manifest as may
from modules.service.models import Case
from modules.service.services.assess import Assessment, Promise, assess, facts_of

Start = Literal["notice", "dispatch", "arrival"]
STARTS = {"arrive": "sla.arrive_start", "fix": "sla.fix_start"}
"""Which parameter says when a clock starts; the reply clock always starts at the notice."""


def start_clocks(
    uow: UnitOfWork, case: Case, found: Assessment, event: Start, *, at: datetime
) -> None:
    """Start the clocks whose promise counts from ``event``, unless they run already.

    :param at: when the customer called, the order was given, the team arrived.
    """
    for promise in _promises(found):
        if (
            starts_at(uow, promise.name, case.reported_at) == event
            and clock_of(uow, case, promise.name) is None
        ):
            _start(uow, case, promise, at)


def start_clocks_later(uow: UnitOfWork, case: Case, event: Start, *, at: datetime) -> None:
    """The same at the dispatch and at the arrival, which most companies count nothing from."""
    if event in {starts_at(uow, name, case.reported_at) for name in STARTS}:
        start_clocks(uow, case, assess(uow, facts_of(case)), event, at=at)


def starts_at(uow: UnitOfWork, name: str, reported_at: datetime) -> str:
    """The event a clock counts from, by the edition of the moment the case was reported."""
    with under(uow, edition_at(uow, reported_at)):
        return start_of(uow, name)


def start_of(uow: UnitOfWork, name: str) -> str:
    """The event a clock counts from, by the edition in force."""
    return resolve(uow, STARTS[name]).text if name in STARTS else "notice"


def aim_clocks(uow: UnitOfWork, case: Case, found: Assessment) -> None:
    """Give running clocks the target that holds now, and start those that count from the notice."""
    promises = {promise.name: promise for promise in _promises(found)}
    named = calendar_for(uow, found.place)
    calendar = named.code if named else ""
    for name in ("reply", *STARTS):
        clock, promise = clock_of(uow, case, name), promises.get(name)
        if clock is None:
            start = starts_at(uow, name, case.reported_at)
            if promise is not None and name in STARTS and start == "notice":
                _start(uow, case, promise, case.reported_at)
        elif (
            clock.met_at is None
            and clock.stopped_at is None
            and (_differs(clock.target, promise) or clock.calendar != calendar)
        ):
            retarget(
                uow,
                clock,
                promise.target if promise else None,
                because=promise.because if promise else None,
                place=found.place,
            )


def meet_clock(uow: UnitOfWork, case: Case, name: str, at: datetime) -> None:
    """Stop the clock of that name, if one runs."""
    clock = clock_of(uow, case, name)
    if clock is not None and clock.stopped_at is None:
        meet(uow, clock, at=at)


@requires(may.ANSWER)
def explain_delay(uow: UnitOfWork, *, record_id: int, name: str, party: str, reason: str) -> Case:
    """Say why a promised time was missed and who answers for it, before the case closes.

    :param name: the clock (``reply``, ``arrive``, ``fix``).
    :param party: a code of ``calendar.breach_parties``.
    :raises Refused: the case has no such clock, or it was not missed.
    """
    case = uow.get(Case, record_id, lock=True)
    clock = clock_of(uow, case, name)
    if clock is None:
        raise Refused(_l("This deadline was not missed."))
    explain_breach(uow, clock, party=party, reason=reason)
    return case


def _promises(found: Assessment) -> list[Promise]:
    return [one for one in (found.reply, found.arrive, found.fix) if one is not None]


def _start(uow: UnitOfWork, case: Case, promise: Promise, at: datetime) -> None:
    start_clock(
        uow,
        case,
        promise.name,
        promise.target,
        started_at=at,
        because=promise.because,
        place=promise.place,
    )
    snapshot(uow, case, promise.name, promise.resolved, because=promise.because)


def _differs(target: str, promise: Promise | None) -> bool:
    return target != (str(promise.target) if promise else "")
