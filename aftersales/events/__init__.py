"""Facts that modules tell each other: frozen dataclasses in the past tense, ids and values only.

Handlers run in a fixed order: modules in their start order, within a module as declared. An
*inside* handler runs in the transaction of the fact and may veto it by raising; an *after*
handler is a row of the outbox and runs once the fact is committed, at least once, so it must be
idempotent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_type_hints

from flask import current_app

from aftersales.db import clock
from aftersales.db.outbox import OutboxMessage
from aftersales.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all facts."""


Handler = Callable[[UnitOfWork, Any], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One handler of one kind of fact."""

    event: type[Event]
    handler: Handler
    phase: Literal["inside", "after"] = "inside"

    @property
    def name(self) -> str:
        """The handler's dotted name, by which the outbox finds it again."""
        return f"{self.handler.__module__}:{self.handler.__qualname__}"


def on(
    event: type[Event], handler: Handler, phase: Literal["inside", "after"] = "inside"
) -> Subscription:
    """Subscribe ``handler`` to ``event``; list the result in ``Contributions.handlers``."""
    return Subscription(event, handler, phase)


def event_name(event: type[Event]) -> str:
    """``modules.parts.events:PartsIssued``."""
    return f"{event.__module__}:{event.__qualname__}"


class EventBus:
    """Carries facts to their handlers."""

    def __init__(self, subscriptions: Sequence[Subscription] = ()) -> None:
        self.subscriptions = tuple(subscriptions)
        self._by_event: dict[type[Event], list[Subscription]] = {}
        for subscription in self.subscriptions:
            self._by_event.setdefault(subscription.event, []).append(subscription)
        self.after = {sub.name: sub for sub in self.subscriptions if sub.phase == "after"}

    def publish(self, uow: UnitOfWork, event: Event) -> None:
        """Run the inside handlers of ``event`` now and queue the others for after the commit.

        Handlers act in the system's name as to rows: a keeper who issues a part need not be
        allowed to edit the case it belongs to for the case to learn of it.
        """
        for subscription in self._by_event.get(type(event), ()):
            if subscription.phase == "inside":
                with uow.system(f"handler {subscription.name}"):
                    subscription.handler(uow, event)
            else:
                self._queue(uow, subscription, event)

    def _queue(self, uow: UnitOfWork, subscription: Subscription, event: Event) -> None:
        moment = clock.now()
        uow.session.add(
            OutboxMessage(
                event=event_name(type(event)),
                handler=subscription.name,
                payload=to_payload(event),
                actor_id=uow.actor.user_id,
                created_at=moment,
                available_at=moment,
            )
        )
        ring = current_app.extensions["aftersales.bell"].ring
        if ring not in uow.after_commit:
            uow.after_commit.append(ring)


def to_payload(event: Event) -> dict[str, Any]:
    """A fact as JSON keeps it."""
    return {field.name: _plain(getattr(event, field.name)) for field in fields(event)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def from_payload(event: type[Event], payload: dict[str, Any]) -> Event:
    """The fact again; tuples, dates and decimals as its fields are typed."""
    hints = get_type_hints(event)
    return event(**{name: _typed(hints[name], value) for name, value in payload.items()})


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    text = str(hint)
    if "datetime.datetime" in text:
        return datetime.fromisoformat(value)
    if "datetime.date" in text:
        return date.fromisoformat(value)
    if "Decimal" in text:
        return Decimal(value)
    if "tuple" in text:
        return tuple(value)
    return value
