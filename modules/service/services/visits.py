"""On site: check-in, what was found and done, recovery, check-out (S0-5.4.4)."""

from collections.abc import Sequence
from datetime import datetime

from aftersales.access import requires
from aftersales.auth.models import User
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.files import store
from aftersales.i18n import _l
from aftersales.views.fields import Upload
from aftersales.workflow import advance
from modules.service import manifest as may
from modules.service.events import EquipmentRecovered, VisitArrived
from modules.service.models import Order, Visit
from modules.service.queries import last_visit, open_orders, open_visit
from modules.service.services.dispatch import depart
from modules.service.services.promises import meet_clock, start_clocks_later
from modules.service.words import CAUSE_CLASSES, FOLLOW_UPS

RECORDED = ("fault", "inspection", "cause", "cause_class", "measures", "trial_result", "needs")


@requires(may.EXECUTE)
def check_in(
    uow: UnitOfWork,
    *,
    record_id: int,
    location: str = "",
    arrived_at: datetime | None = None,
    photos: Sequence[Upload] = (),
) -> Visit:
    """Report the arrival on site 到场 (S0-5.4.4b); it meets the arrival clock.

    A team that forgot to report its departure departs with it. Emits ``VisitArrived``.

    :param record_id: the order.
    :param location: where the person stands, in words or as coordinates.
    :param arrived_at: an earlier time, when there was no signal; now when left out.
    :raises Refused: the order is not under way, or waits for its trip plan.
    """
    order = uow.get(Order, record_id, lock=True)
    moment = arrived_at or uow.now
    if order.state == "accepted":
        depart(uow, record_id=order.id, departed_at=moment)
    if moment > uow.now or (order.departed_at and moment < order.departed_at):
        raise Invalid(_l("The arrival must lie between the departure and now."), field="arrived_at")
    advance(uow, order, "arrive")
    visit = uow.add(
        Visit(
            order_id=order.id,
            order=order,
            position=_next_position(uow, order),
            departed_at=order.departed_at,
            arrived_at=moment,
            arrived_location=location.strip(),
            arrived_by_id=uow.actor.user_id,
        )
    )
    visit.arrived_by = uow.session.get(User, uow.actor.user_id) if uow.actor.user_id else None
    _attach(uow, visit, photos)
    if order.case.state == "dispatched":
        advance(uow, order.case, "arrive")
    meet_clock(uow, order.case, "arrive", moment)
    start_clocks_later(uow, order.case, "arrival", at=moment)
    uow.emit(VisitArrived(visit_id=visit.id, order_id=order.id, case_id=order.case_id, at=moment))
    return visit


@requires(may.EXECUTE)
def record_visit(
    uow: UnitOfWork,
    *,
    record_id: int,
    fault: str | None = None,
    inspection: str | None = None,
    cause: str | None = None,
    cause_class: str | None = None,
    measures: str | None = None,
    trial_result: str | None = None,
    needs: str | None = None,
    photos: Sequence[Upload] = (),
) -> Visit:
    """Write down what was found and done on the visit that goes on; may be repeated.

    :param record_id: the order.
    :param cause_class: a code of ``CAUSE_CLASSES``.
    :param needs: parts or help needed, in words; requisitions are made in the parts module.
    """
    order = uow.get(Order, record_id)
    visit = _visit_going_on(uow, order)
    if cause_class and cause_class not in CAUSE_CLASSES:
        raise Invalid(_l("Choose a class of cause."), field="cause_class")
    given = {
        "fault": fault,
        "inspection": inspection,
        "cause": cause,
        "cause_class": cause_class,
        "measures": measures,
        "trial_result": trial_result,
        "needs": needs,
    }
    for name in RECORDED:
        if (value := given[name]) is not None:
            setattr(visit, name, value.strip() or (None if name == "cause_class" else ""))
    _attach(uow, visit, photos)
    uow.flush()
    return visit


@requires(may.EXECUTE)
def recovered(
    uow: UnitOfWork,
    *,
    record_id: int,
    trial_result: str | None = None,
    recovered_at: datetime | None = None,
) -> Visit:
    """The fault is removed and the machine runs normally again (S0-5.4.2e).

    Once no order of the case is open it meets the repair clock, if one runs.

    :param record_id: the order.
    :raises Refused: fault, cause or measures are not recorded yet.
    :raises Invalid: nothing is said about the trial run, or the moment is impossible.
    """
    order = uow.get(Order, record_id, lock=True)
    visit = _visit_going_on(uow, order)
    moment = recovered_at or uow.now
    if moment < visit.arrived_at or moment > uow.now:
        raise Invalid(
            _l("The recovery must lie between the arrival and now."), field="recovered_at"
        )
    if trial_result:
        visit.trial_result = trial_result.strip()
    if not visit.trial_result:
        raise Invalid(_l("Say how the trial run went."), field="trial_result")
    advance(uow, order, "recover")
    visit.recovered_at = moment
    uow.flush()
    if not open_orders(uow, order.case):
        meet_clock(uow, order.case, "fix", moment)
        if order.case.state == "on_site":
            advance(uow, order.case, "recover")
    uow.emit(
        EquipmentRecovered(visit_id=visit.id, order_id=order.id, case_id=order.case_id, at=moment)
    )
    return visit


@requires(may.EXECUTE)
def check_out(
    uow: UnitOfWork,
    *,
    record_id: int,
    left_at: datetime | None = None,
    location: str = "",
    remaining: str = "",
    remaining_reason: str | None = None,
) -> Visit:
    """Report leaving the site 离场 (S0-5.4.4b).

    Leaving before the machine runs needs a reason; the order then waits for its next visit, until
    the customer is satisfied (S0-5.4.4e).

    :param record_id: the order.
    :param remaining_reason: a code of ``FOLLOW_UPS``; needed when the machine does not run yet.
    """
    order = uow.get(Order, record_id, lock=True)
    visit = _visit_going_on(uow, order)
    moment = left_at or uow.now
    if moment < visit.arrived_at or moment > uow.now:
        raise Invalid(_l("The leaving must lie between the arrival and now."), field="left_at")
    visit.left_at, visit.left_location = moment, location.strip()
    visit.remaining = remaining.strip() or visit.remaining
    visit.remaining_reason = remaining_reason or visit.remaining_reason
    if order.state == "on_site":
        _leave_unfinished(uow, order, visit)
    uow.flush()
    return visit


def _leave_unfinished(uow: UnitOfWork, order: Order, visit: Visit) -> None:
    if visit.remaining_reason not in FOLLOW_UPS:
        raise Invalid(
            _l("The machine does not run yet: say why you leave."), field="remaining_reason"
        )
    advance(uow, order, "leave", visit.remaining)
    order.departed_at = None
    others = [one for one in open_orders(uow, order.case) if one.state == "on_site"]
    if order.case.state == "on_site" and not others:
        advance(uow, order.case, "continue", visit.remaining)


def _visit_going_on(uow: UnitOfWork, order: Order) -> Visit:
    if not (uow.actor.is_system or order.is_on(uow.actor.user_id)):
        raise Refused(
            _l("Only {names} may do this.", names="、".join(person.name for person in order.team))
        )
    visit = open_visit(uow, order)
    if visit is None:
        raise Refused(_l("Check in on site first."))
    return visit


def _next_position(uow: UnitOfWork, order: Order) -> int:
    previous = last_visit(uow, order)
    return previous.position + 1 if previous else 1


def _attach(uow: UnitOfWork, visit: Visit, photos: Sequence[Upload]) -> None:
    for photo in photos:
        store(uow, photo.content, photo.filename, owner=ref(visit), kind="photo")
