"""Missed deadlines: who answers for them and why, before their record may close."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from aftersales.calendar.clocks import clocks_of, state
from aftersales.calendar.kinds import title_of
from aftersales.calendar.models import CalendarClock
from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import LazyText, _l
from aftersales.regulation.parameters import BREACH_PARTIES
from aftersales.regulation.resolve import resolve

PARTIES: dict[str, str | LazyText] = {one.code: one.title for one in BREACH_PARTIES.choices}


def unexplained(uow: UnitOfWork, record: Base) -> list[CalendarClock]:
    """The missed clocks of a record nobody has given a reason for."""
    return [
        one
        for one in clocks_of(uow, record)
        if one.breach_at is None and state(one, uow.now).code == "breached"
    ]


def explain_breach(uow: UnitOfWork, clock: CalendarClock, *, party: str, reason: str) -> None:
    """Say who answers for a missed deadline and why; a second reason replaces the first.

    :raises Refused: the deadline was kept, or still runs.
    :raises Invalid: no reason, or a party the regulation does not list.
    """
    if state(clock, uow.now).code != "breached":
        raise Refused(_l("This deadline was not missed."))
    if party not in parties(uow):
        raise Invalid(_l("Choose who answers for it."), field="party")
    if not reason.strip():
        raise Invalid(_l("Say why the deadline was missed."), field="reason")
    clock.breach_party, clock.breach_reason = party, reason.strip()
    clock.breach_at, clock.breach_by_id = uow.now, uow.actor.user_id
    uow.flush()


def parties(uow: UnitOfWork) -> tuple[str, ...]:
    """Who may answer for a missed deadline; empty when no reason is asked for."""
    found = resolve(uow, "calendar.breach_parties")
    return found.items if found.is_set else ()


def breaches_are_explained(*names: str) -> Callable[[UnitOfWork, Any], None]:
    """A guard for a closing step: every missed deadline has its reason.

    :param names: the clocks that matter for this step; all when left out.
    """

    def guard(uow: UnitOfWork, record: Any) -> None:
        missed = [one for one in unexplained(uow, record) if not names or one.name in names]
        if missed and parties(uow):
            raise Refused(
                _l(
                    "Missed deadline ({clocks}): say why, and who answers for it.",
                    clocks=_Titles([title_of(one) for one in missed]),
                )
            )

    return guard


def is_unexplained(clock: type[CalendarClock], now: ColumnElement[object]) -> ColumnElement[bool]:
    """The same as a condition on (an alias of) the clocks; a clock that stands still is left out.

    :param now: the moment, as an expression.
    """
    running = and_(clock.met_at.is_(None), clock.stopped_at.is_(None))
    return and_(
        clock.breach_at.is_(None),
        or_(
            clock.met_at > clock.due_at,
            and_(running, clock.due_at < now, ~clock.pauses.any(until_at=None)),
        ),
    )


class _Titles:
    def __init__(self, titles: list[object]) -> None:
        self.titles = titles

    def __str__(self) -> str:
        return "、".join(str(one) for one in self.titles)
