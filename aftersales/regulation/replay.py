"""Replaying a draft on past months: what would have been promised, missed, signed, paid otherwise.

Modules declare what can be replayed (``Contributions.replays``); each compares, record by record,
the edition that was in force with the draft. Nothing is written but the result.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app

from aftersales.access.permissions import require
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.jobs import Progress, Result, TaskKind, start
from aftersales.regulation.because import Bilingual
from aftersales.regulation.drafts import DRAFT
from aftersales.regulation.models import RegulationReplay, RegulationVersion
from aftersales.regulation.versions import Edition, edition_of

TASK = "regulation.replay"
SHOWN = 2000
"""So many changed records are kept of each kind; the sums count them all."""
STEP = 500
"""Records between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Span:
    """The past days to replay, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A record the draft would have treated otherwise.

    :param url: its page; ``person``: whose work it was.
    :param missed_before: whether the promise was broken, and would be under the draft.
    :param sum_before: points or yuan, where the kind counts them.
    """

    label: str
    url: str
    person: str
    what: Bilingual
    before: Bilingual
    after: Bilingual
    missed_before: bool = False
    missed_after: bool = False
    sum_before: float = 0
    sum_after: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One kind of decision that can be made again.

    :param count: how many records the span holds.
    :param run: yields for each record what would be otherwise, several or an empty tuple.
    """

    name: str
    title: object
    count: Callable[[UnitOfWork, Span], int]
    run: Callable[[UnitOfWork, Span, Edition], Iterator[tuple[Changed, ...]]]


@dataclass(slots=True)
class Tally:
    """What one kind comes to, in sum and for each person."""

    examined: int = 0
    changed: int = 0
    missed_before: int = 0
    missed_after: int = 0
    sum_before: float = 0
    sum_after: float = 0
    people: dict[str, list[float]] = field(default_factory=dict)
    records: list[dict[str, Any]] = field(default_factory=list)

    def add(self, found: tuple[Changed, ...]) -> None:
        """Count one record."""
        self.examined += 1
        self.changed += bool(found)
        for one in found:
            facts = (one.missed_before, one.missed_after, one.sum_before, one.sum_after)
            self.missed_before += one.missed_before
            self.missed_after += one.missed_after
            self.sum_before += one.sum_before
            self.sum_after += one.sum_after
            person = self.people.setdefault(one.person, [0, 0, 0, 0, 0])
            self.people[one.person] = [
                person[0] + 1,
                *(old + new for old, new in zip(person[1:], facts, strict=True)),
            ]
            if len(self.records) < SHOWN:
                self.records.append(_plain(one))

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: getattr(self, name) for name in self.__slots__}


def _plain(one: Changed) -> dict[str, Any]:
    return {
        "label": one.label,
        "url": one.url,
        "person": one.person,
        "what": one.what.to_json(),
        "before": one.before.to_json(),
        "after": one.after.to_json(),
        "missed": [one.missed_before, one.missed_after],
    }


def replays() -> tuple[Replay, ...]:
    """What the enabled modules can decide again."""
    return tuple(current_app.extensions["aftersales"].all("replays"))


def replay(
    uow: UnitOfWork, draft: Edition, span: Span, progress: Progress = lambda _done, _all: None
) -> dict[str, Tally]:
    """Run every kind over the span; nothing is written."""
    kinds = replays()
    total = sum(kind.count(uow, span) for kind in kinds)
    tallies: dict[str, Tally] = {}
    done = 0
    for kind in kinds:
        tally = tallies[kind.name] = Tally()
        for found in kind.run(uow, span, draft):
            tally.add(found)
            done += 1
            if done % STEP == 0:
                progress(done, total)
    progress(total, total)
    return tallies


def begin_replay(uow: UnitOfWork, version: RegulationVersion, span: Span) -> str:
    """Put a replay down for after this request; the page of its progress.

    :raises Invalid: a span that ends before it begins, or in the future.
    """
    require(uow.actor, DRAFT)
    if span.last < span.first or span.last > clock.today():
        sentence = _l("Choose past days, the first before the last.")
        raise Invalid(sentence, field="first")
    task = start(
        uow,
        TASK,
        title=_l("Replay of version {number}", number=version.number),
        arguments={
            "version": version.id,
            "first": span.first.isoformat(),
            "last": span.last.isoformat(),
        },
        back=f"/regulation/editions/{version.id}",
    )
    return task.page


def _run(uow: UnitOfWork, arguments: Mapping[str, Any], progress: Progress) -> Result:
    require(uow.actor, DRAFT)
    version = uow.get(RegulationVersion, arguments["version"])
    span = Span(date.fromisoformat(arguments["first"]), date.fromisoformat(arguments["last"]))
    tallies = replay(uow, edition_of(uow, version), span, progress)
    kept = uow.add(
        RegulationReplay(
            version_id=version.id,
            first=span.first,
            last=span.last,
            at=uow.now,
            by_id=uow.actor.user_id,
            by_name=uow.actor.name,
            result={name: tally.to_json() for name, tally in tallies.items()},
        )
    )
    changed = sum(tally.changed for tally in tallies.values())
    examined = sum(tally.examined for tally in tallies.values())
    return Result(
        f"/regulation/replays/{kept.id}",
        _l("{changed} of {examined} would differ", changed=changed, examined=examined),
    )


KIND = TaskKind(TASK, _run)
