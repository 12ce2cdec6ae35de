"""Delivering the outbox: each message in its own unit of work, at least once."""

import logging
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, select

from aftersales.actor import Actor, system_actor
from aftersales.auth.models import User
from aftersales.db import clock
from aftersales.db.contention import repeated
from aftersales.db.outbox import OutboxMessage
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.errors import Busy, OutcomeUnknown
from aftersales.events import EventBus, from_payload

log = logging.getLogger(__name__)

PATIENCE = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""How long to wait after each failure; after the last one an administrator is needed."""

KEPT = timedelta(days=30)
"""How long delivered messages can be looked at."""


def deliver_waiting(limit: int = 100) -> int:
    """Deliver up to ``limit`` messages that are due; the number delivered or given up."""
    done = 0
    while done < limit and _deliver_one():
        done += 1
    return done


def _deliver_one() -> bool:
    """Take the oldest due message; its handler's work and its mark are one transaction."""
    taken: list[int] = []

    def deliver() -> bool:
        taken.clear()
        with unit_of_work(system_actor("outbox")) as uow:
            uow.recognisable = True
            message = _take(uow)
            if message is None:
                return False
            taken.append(message.id)
            _handle(uow, message)
            message.done_at = uow.now
            message.attempts += 1
            return True

    if not _something_waits():
        return False
    try:
        return repeated(deliver)
    except Exception as error:
        if not taken:
            raise
        log.exception("outbox message %s failed", taken[0])
        _postpone(taken[0], error)
    return True


def _something_waits() -> bool:
    """A look without a lock: an idle worker does not stand in the way of the desk (SQLite)."""
    with unit_of_work(system_actor("outbox"), write=False) as uow:
        return uow.scalar(select(OutboxMessage.id).where(*_due()).limit(1)) is not None


def _due() -> tuple[ColumnElement[bool], ...]:
    """Messages of running modules whose time has come; those of absent ones wait for their code."""
    bus: EventBus = current_app.extensions["aftersales.bus"]
    return (
        OutboxMessage.done_at.is_(None),
        OutboxMessage.failed_at.is_(None),
        OutboxMessage.available_at <= clock.now(),
        OutboxMessage.handler.in_(bus.after),
    )


def _take(uow: UnitOfWork) -> OutboxMessage | None:
    return uow.scalar(
        select(OutboxMessage)
        .where(*_due())
        .order_by(OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _handle(uow: UnitOfWork, message: OutboxMessage) -> None:
    bus: EventBus = current_app.extensions["aftersales.bus"]
    subscription = bus.after[message.handler]
    with uow.acting_as(_on_behalf(uow, message)):
        subscription.handler(uow, from_payload(subscription.event, message.payload))


def _on_behalf(uow: UnitOfWork, message: OutboxMessage) -> Actor:
    """The system, in the name of the person whose act it follows up."""
    name = uow.scalar(select(User.name).where(User.id == message.actor_id))
    return Actor(name=name or "outbox", user_id=message.actor_id, system_reason="outbox")


def _postpone(message_id: int, error: Exception) -> None:
    def postpone() -> None:
        with unit_of_work(system_actor("outbox")) as uow:
            message = uow.get(OutboxMessage, message_id, lock=True)
            message.error = f"{type(error).__name__}: {error}"[:2000]
            if isinstance(
                error, Busy | OutcomeUnknown
            ):  # the database hindered it: no fault of its own
                message.available_at = uow.now + PATIENCE[0]
                return
            if message.attempts < len(PATIENCE):
                message.available_at = uow.now + PATIENCE[message.attempts]
            else:
                message.failed_at = uow.now
            message.attempts += 1

    repeated(postpone)


def forget_delivered(uow: UnitOfWork) -> None:
    """Delete delivered messages after a while; given-up ones stay for the administrator."""
    uow.execute(delete(OutboxMessage).where(OutboxMessage.done_at < uow.now - KEPT))
