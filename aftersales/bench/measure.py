"""Figures: the page and its floor in turns, so that noise of the machine meets both alike."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import cycle
from statistics import median
from typing import Any

from aftersales.bench.client import Answer, Client, Session, fire_for
from aftersales.bench.declare import Probe, Round, Shot

WARM_UP = 40
"""Requests before the first that counts.

Each of two workers fills its caches, and the database's driver has every statement planned for good
after the tenth time.
"""
FEW_PAPERS, PAPERS = 5, 20
Turn = tuple[list[float], list[str]]
SHARE = 0.2
"""Of the floor's throughput with eight clients: good enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """One client: medians in milliseconds."""

    page: float
    floor: float | None
    bytes: int
    count: int

    @property
    def ratio(self) -> float | None:
        """How many times the floor the page takes."""
        return self.page / self.floor if self.floor else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Eight clients: requests a second, the slowest twentieth in milliseconds, what failed."""

    page: float
    floor: float
    p95: float
    faults: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Of the floor's throughput."""
        return self.page / self.floor


@dataclass(slots=True)
class Figure:
    """What one probe showed."""

    probe: Probe
    alone: Alone
    statements: int = 0
    together: Together | None = None

    @property
    def verdicts(self) -> list[bool]:
        """Whether each goal was met."""
        value = self.alone.ratio if self.probe.floor else self.alone.page
        found = [value is not None and value <= self.probe.limit]
        if self.together:
            found += [self.together.share >= SHARE, not self.together.faults]
        return found

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "name": self.probe.name,
            "title": self.probe.title,
            "limit": self.probe.limit,
            "statements": self.statements,
            "ratio": self.alone.ratio,
            "alone": asdict(self.alone),
            "together": asdict(self.together) if self.together else None,
        }


@dataclass(slots=True)
class Range:
    """Both servers, the session that is measured, and a process for each of several clients."""

    port: int
    floor_port: int
    session: Session
    hands: int
    pool: ProcessPoolExecutor
    clients: dict[int, Client] = field(default_factory=dict)

    def fire(self, shot: Shot, *, floor: bool = False) -> Answer:
        """Send one request to the application or to the floor."""
        port = self.floor_port if floor else self.port
        if port not in self.clients:
            self.clients[port] = Client(port, Session() if floor else self.session)
        return self.clients[port].fire(shot)


def floor_shot(probe: Probe) -> Shot:
    """The request that stands beside a probe's."""
    path = f"/rows/{probe.name}" if probe.floor == "rows" else f"/{probe.floor}"
    return Shot(path=path, form={"a": "b"} if probe.floor in ("insert", "update") else None)


def measure_alone(ranged: Range, probe: Probe, rounds: Sequence[Round], count: int) -> Alone:
    """One client, page and floor in turns."""
    pages: list[float] = []
    floors: list[float] = []
    shots = cycle((shot, shot is one[-1]) for one in rounds for shot in one)
    size, ended = 0, True
    # A paper is no matter of plans, and one person may only ask for so many a minute.
    count = count if probe.floor else min(count, PAPERS)
    for position in range(-WARM_UP if probe.floor else -FEW_PAPERS, count):
        shot, ended = next(shots)
        answer = ranged.fire(shot)
        other = ranged.fire(floor_shot(probe), floor=True).seconds if probe.floor else 0.0
        if position >= 0:
            pages.append(answer.seconds)
            floors.append(other)
            size = len(answer.body)
    while not ended:  # a round left half-done would be refused to whoever begins it next
        shot, ended = next(shots)
        ranged.fire(shot)
    floor = median(floors) * 1000 if probe.floor else None
    return Alone(page=median(pages) * 1000, floor=floor, bytes=size, count=count)


def measure_together(
    ranged: Range, probe: Probe, rounds: Sequence[Round], seconds: float
) -> Together:
    """Several clients, each with its own connection; page and floor in turns of some seconds."""
    # No round is shared: two clients at one record would refuse each other's steps.
    hands = [rounds[number :: ranged.hands] for number in range(min(ranged.hands, len(rounds)))]
    least = [[(floor_shot(probe),)]] * len(hands)
    turn = partial(_turn, ranged.pool)
    pages: list[Turn] = []
    floors: list[Turn] = []
    turn(ranged.port, ranged.session, hands, seconds / 4)
    for _half in range(2):
        pages += turn(ranged.port, ranged.session, hands, seconds / 2)
        floors += turn(ranged.floor_port, Session(), least, seconds / 2)
    times = sorted(one for each, _faults in pages for one in each)
    return Together(
        page=len(times) / seconds,
        floor=sum(len(each) for each, _faults in floors) / seconds,
        p95=times[int(len(times) * 0.95)] * 1000 if times else 0.0,
        faults=tuple(fault for _times, faults in pages for fault in faults),
    )


def _turn(
    pool: ProcessPoolExecutor,
    port: int,
    session: Session,
    hands: Sequence[Sequence[Round]],
    seconds: float,
) -> list[Turn]:
    jobs = [pool.submit(fire_for, port, session, rounds, seconds) for rounds in hands]
    return [job.result() for job in jobs]
