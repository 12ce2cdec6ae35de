"""Facts and their handlers: inside ones may veto, after ones run at least once, with patience."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.auth.organisation import ensure_region
from aftersales.db import clock as company_clock
from aftersales.db.outbox import OutboxMessage
from aftersales.errors import OutcomeUnknown, Refused
from aftersales.events import Event, EventBus, from_payload, on, to_payload
from aftersales.jobs.delivery import PATIENCE

pytestmark = pytest.mark.both_databases


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionOpened(Event):
    """A test fact with a value of every kind."""

    name: str
    on: date
    area: Decimal
    neighbours: tuple[int, ...] = ()
    note: str | None = None


FACT = RegionOpened(name="长沙", on=date(2026, 11, 21), area=Decimal("1.50"), neighbours=(1, 2))
seen: list[object] = []
faults: list[str] = []
hindrances: list[Exception] = []


def first(uow, event):
    seen.append(("first", event.name))


def second(uow, event):
    seen.append(("second", event.name))


def veto(uow, event):
    raise Refused("closed on Saturdays")


def later(uow, event):
    if hindrances:
        raise hindrances[0]
    if faults:
        ensure_region(uow, "never kept")
        raise RuntimeError(faults.pop())
    seen.append(event)


@pytest.fixture
def bus(app, monkeypatch):
    seen.clear()
    hindrances.clear()
    faults.clear()

    def install(*subscriptions):
        monkeypatch.setitem(app.extensions, "aftersales.bus", EventBus(subscriptions))

    return install


def test_a_fact_survives_being_written_down():
    assert from_payload(RegionOpened, to_payload(FACT)) == FACT


def test_inside_handlers_run_in_order_before_the_commit(bus, uow_as):
    bus(on(RegionOpened, first), on(RegionOpened, second))
    with uow_as("clerk") as uow:
        uow.emit(FACT)
        assert seen == [("first", "长沙"), ("second", "长沙")]


def test_an_inside_handler_may_veto_everything(bus, uow_as):
    bus(on(RegionOpened, veto))
    with pytest.raises(Refused), uow_as("clerk") as uow:
        ensure_region(uow, "长沙")
        uow.emit(FACT)
    with uow_as("clerk", write=False) as uow:
        assert uow.scalar(select(Region).where(Region.name == "长沙")) is None


def test_after_handlers_wait_for_the_commit(bus, uow_as, outbox):
    bus(on(RegionOpened, later, "after"))
    with uow_as("clerk") as uow:
        uow.emit(FACT)
        assert seen == []
    assert outbox.deliver() == 1
    assert seen == [FACT]
    assert outbox.deliver() == 0


def test_a_rolled_back_fact_is_never_delivered(bus, uow_as, outbox):
    bus(on(RegionOpened, later, "after"))
    with pytest.raises(Refused), uow_as("clerk") as uow:
        uow.emit(FACT)
        raise Refused("no")
    assert outbox.deliver() == 0


def test_a_failed_handler_is_tried_again_and_leaves_nothing_half_done(bus, uow_as, outbox, clock):
    bus(on(RegionOpened, later, "after"))
    faults.append("the printer is on fire")
    with uow_as("clerk") as uow:
        uow.emit(FACT)
    assert outbox.deliver() == 1
    assert seen == []
    with uow_as("clerk", write=False) as uow:
        message = uow.scalar(select(OutboxMessage))
        assert "printer" in message.error
        assert uow.scalar(select(Region).where(Region.name == "never kept")) is None
    assert outbox.deliver() == 0, "not before its time"
    clock.advance(seconds=PATIENCE[0].total_seconds())
    assert outbox.deliver() == 1
    assert seen == [FACT]


def test_after_the_last_try_an_administrator_is_needed(bus, uow_as, outbox, clock, login):
    bus(on(RegionOpened, later, "after"))
    faults.extend(["again"] * (len(PATIENCE) + 1))
    with uow_as("clerk") as uow:
        uow.emit(FACT)
    for wait in (timedelta(), *PATIENCE):
        clock.advance(seconds=wait.total_seconds())
        assert outbox.deliver() == 1
    clock.advance(days=30)
    assert outbox.deliver() == 0
    with uow_as("clerk", write=False) as uow:
        message = uow.scalar(select(OutboxMessage))
        assert message.failed_at is not None
        assert message.attempts == len(PATIENCE) + 1
        assert message.failed_at < company_clock.now()
        message_id = message.id
    admin = login("admin")
    assert "again" in admin.get("/sysadmin/outbox/").text
    assert admin.post(f"/sysadmin/outbox/{message_id}/retry").status_code == 303
    assert outbox.deliver() == 1
    assert seen == [FACT]


def test_a_database_that_was_away_costs_a_message_none_of_its_tries(bus, uow_as, outbox, clock):
    bus(on(RegionOpened, later, "after"))
    with uow_as("clerk") as uow:
        uow.emit(FACT)
    hindrances.append(OutcomeUnknown("the database went away"))
    for _turn in range(len(PATIENCE) + 2):
        assert outbox.deliver() == 1
        clock.advance(seconds=PATIENCE[0].total_seconds())
    with uow_as("clerk", write=False) as uow:
        message = uow.scalar(select(OutboxMessage))
        assert (message.attempts, message.failed_at) == (0, None)
    hindrances.clear()
    assert outbox.deliver() == 1
    assert seen == [FACT]
