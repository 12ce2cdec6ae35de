"""Home: the duties a person owes now, and to leaders and service managers what others missed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from aftersales.actor import Actor
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.duties.models import OwedDuty
from aftersales.duties.rules import READ, WATCHERS, owed_by, owes
from aftersales.duties.words import OPEN, STATES, owner_words
from aftersales.i18n import _l
from aftersales.views.declare_slots import WaitingItem, WaitingProvider

MOST = 200
_INFO = "duties.home"


def mine(uow: UnitOfWork, actor: Actor) -> Sequence[WaitingItem]:
    """What the person owes today or tomorrow, is late with, or has missed."""
    own = (one for one in _open(uow, actor) if owes(actor, one.departments, one.role))
    return [_item(one) for one in own]


def missed(uow: UnitOfWork, actor: Actor) -> Sequence[WaitingItem]:
    """What others have missed; only for those who watch over it."""
    others = (one for one in _open(uow, actor) if not owes(actor, one.departments, one.role))
    return [
        _item(one, owner_words(uow, one.role, one.departments))
        for one in others
        if one.state == "missed"
    ]


def _open(uow: UnitOfWork, actor: Actor) -> Sequence[OwedDuty]:
    """What both groups are made of, the latest first: one statement a page."""
    known: Sequence[OwedDuty] | None = uow.session.info.get(_INFO)
    if known is None:
        soon = clock.today() + timedelta(days=1)
        near = (OwedDuty.state == "missed") | (OwedDuty.state.in_(OPEN) & (OwedDuty.due_on <= soon))
        query = select(OwedDuty).where(near).order_by(OwedDuty.due_on.desc(), OwedDuty.id)
        if not actor.has_role(*WATCHERS):
            query = query.where(owed_by(actor))
        known = uow.session.info[_INFO] = uow.scalars(query.limit(MOST)).all()
    return known


def _item(one: OwedDuty, who: str = "") -> WaitingItem:
    return WaitingItem(
        title=str(one),
        url=f"/duties/{one.id}",
        who=who,
        due_at=end_of(one.due_on),
        kind=str(STATES[one.state][0]),
        urgent=one.state in ("late", "missed"),
    )


def end_of(day: date) -> datetime:
    """The last minute of a day on the company's clock."""
    return datetime.combine(day, time(23, 59), tzinfo=clock.zone())


WAITING = (
    WaitingProvider(
        name="duties.mine",
        title=_l("Periodic duties"),
        fn=mine,
        icon="calendar-due",
        permission=READ,
        weight=70,
    ),
    WaitingProvider(
        name="duties.missed",
        title=_l("Missed duties"),
        fn=missed,
        icon="calendar-due",
        permission=READ,
        weight=75,
    ),
)
