"""A draft replayed on the demo company's past: sums, people and the cases behind them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select

from aftersales.calendar.models import CalendarClock
from aftersales.db import clock as wall
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Invalid
from aftersales.regulation import drafts
from aftersales.regulation.models import RegulationSnapshot, RegulationVersion
from aftersales.regulation.replay import Span, begin_replay, replay
from aftersales.regulation.resolve import resolve
from aftersales.regulation.versions import edition_of
from modules.service.models import Case

UowAs = Callable[..., AbstractContextManager[UnitOfWork]]
pytestmark = pytest.mark.demo_company
KEY = "sla.reply"


def span() -> Span:
    return Span(wall.today() - timedelta(days=3650), wall.today())


def drafted(uow_as: UowAs, raw: object | None = None) -> int:
    with uow_as("leader") as uow:
        draft = drafts.begin_draft(uow)
        if raw is not None:
            drafts.set_value(uow, draft, KEY, raw)
        return draft.id


def test_what_changes_nothing_differs_nowhere(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    with uow_as("leader") as uow:
        tallies = replay(uow, edition_of(uow, uow.get(RegulationVersion, key)), span())
        cases = len(uow.scalars(select(Case.id)).all())
        assert tallies["service.deadlines"].examined == cases > 0
        assert all(tally.changed == 0 for tally in tallies.values())


@pytest.mark.both_databases
def test_a_stricter_reply_breaks_more_promises(uow_as: UowAs) -> None:
    key = drafted(uow_as, [{"reply": "immediate"}])
    with uow_as("leader") as uow:
        before = [len(uow.scalars(select(m.id)).all()) for m in (CalendarClock, RegulationSnapshot)]
        found = replay(uow, edition_of(uow, uow.get(RegulationVersion, key)), span())
        tally = found["service.deadlines"]
        # Under the machinery preset only major problems have four hours; those become stricter.
        majors = uow.scalars(select(Case.number).where(Case.is_major)).all()
        assert {row["label"] for row in tally.records} == set(majors) != set()
        assert tally.changed == len(majors)
        assert tally.missed_after >= tally.missed_before
        assert sum(person[0] for person in tally.people.values()) == tally.changed
        assert str(resolve(uow, KEY).table.match(severity="major")["reply"]) == "4h"
        after = [len(uow.scalars(select(m.id)).all()) for m in (CalendarClock, RegulationSnapshot)]
        assert before == after


def test_the_draft_of_another_preset_changes_chains(uow_as: UowAs) -> None:
    with uow_as("leader") as uow:
        draft = drafts.begin_draft(uow, preset="it_integrator", keep_own=False)
        tally = replay(uow, edition_of(uow, draft), span())["service.trips"]
        assert tally.changed > 0
        assert any("办公室" in row["after"][0] for row in tally.records)


def test_progress_ends_at_all_of_it(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    seen: list[tuple[int, int]] = []
    with uow_as("leader") as uow:
        edition = edition_of(uow, uow.get(RegulationVersion, key))
        replay(uow, edition, span(), lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] > 0


def test_days_and_rights(uow_as: UowAs) -> None:
    key = drafted(uow_as)
    today = wall.today()
    with uow_as("leader") as uow:
        version = uow.get(RegulationVersion, key)
        for bad in (Span(today, today - timedelta(days=1)), Span(today, today + timedelta(days=1))):
            with pytest.raises(Invalid):
                begin_replay(uow, version, bad)
    with uow_as("engineer") as uow, pytest.raises(Forbidden):
        begin_replay(uow, uow.get(RegulationVersion, key), Span(today, today))
