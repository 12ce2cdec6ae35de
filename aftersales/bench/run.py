"""One run of the bench: servers up, everything measured in turns, servers down."""

import pickle
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from contextvars import Context
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import Engine, select

from aftersales.access import Actor, system_actor
from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.auth.models import User
from aftersales.bench.capture import Asked, ask
from aftersales.bench.client import Session, log_in
from aftersales.bench.declare import Probe, Round
from aftersales.bench.floor import FloorPlan, make_table
from aftersales.bench.measure import Figure, Range, measure_alone, measure_together
from aftersales.bench.processes import children, free_port, memory, running, wait_for
from aftersales.bench.report import Result
from aftersales.bench.weight import weigh
from aftersales.config import Settings
from aftersales.db.uow import unit_of_work

PERSON = "dispatcher"
LOGINS = 7
SETTLED = 3.0
"""Seconds a worker process gets before it is weighed."""
APPLICATION = ("-c", "from aftersales.cli import main; main()")


@dataclass(slots=True)
class Run:
    """How long to measure, and what with.

    :param count: requests of one client for each probe.
    :param seconds: how long ``clients`` load each probe; 0 leaves them out.
    :param planned: the floor keeps what PostgreSQL has planned, as the pages do.
    """

    app: Flask
    engine: Engine
    settings: Settings
    probes: Sequence[Probe]
    count: int
    seconds: float
    clients: int
    tell: Callable[[str], None]
    planned: bool = False
    folder: Path = field(init=False)

    def measure(self, rows: dict[str, int]) -> Result:
        """Do it all."""
        make_table(self.settings.database_url)
        port, floor_port = free_port(), free_port()
        with ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            environment = {**self.environment, "AFTERSALES_PORT": str(port)}
            log = self.folder / "server.log"
            server = stack.enter_context(running([*APPLICATION, "serve"], environment, log))
            start = wait_for(server, port, "/login", log)
            sessions = [log_in(port, PERSON, DEMO_PASSWORD) for _ in range(LOGINS)]
            session = sessions[-1][0]
            rounds = {probe.name: self._rounds(probe) for probe in self.probes}
            asked = {name: self._ask(session, one[0]) for name, one in rounds.items()}
            self.engine.dispose()
            plan = FloorPlan(
                self.settings.database_url,
                floor_port,
                len(children(server.pid)),
                {p.name: asked[p.name].rows for p in self.probes if p.floor == "rows"},
                self.planned,
            )
            self._start_floor(stack, plan)
            spawned = ProcessPoolExecutor(self.clients, mp_context=get_context("spawn"))
            pool = stack.enter_context(spawned)
            ranged = Range(port, floor_port, session, self.clients, pool)
            figures = []
            for probe in self.probes:
                figure = self._figure(ranged, probe, rounds[probe.name])
                figure.statements = len(asked[probe.name].statements)
                figures.append(figure)
            return Result(
                database=self.engine.dialect.name,
                rows=rows,
                figures=figures,
                login=median(seconds for _session, seconds in sessions) * 1000,
                start=start,
                memory=self._memory(server.pid),
                weight=weigh(port, session, "/"),
            )

    @property
    def environment(self) -> dict[str, str]:
        """The settings of this process, for those it starts."""
        return {
            "AFTERSALES_INSTANCE": str(self.settings.instance_path),
            "AFTERSALES_DATABASE_URL": self.settings.database_url,
            "AFTERSALES_SECRET_KEY": self.settings.secret_key,
            "AFTERSALES_JOBS": "worker",
        }

    def _ask(self, session: Session, shots: Round) -> Asked:
        # In a context of its own: a request inside the command's would share its ``g``.
        return Context().run(ask, self.app, self.engine, session, shots)

    def _start_floor(self, stack: ExitStack, plan: FloorPlan) -> None:
        file, log = self.folder / "floor.pickle", self.folder / "floor.log"
        file.write_bytes(pickle.dumps(plan))
        floor = stack.enter_context(running(["-m", "aftersales.bench.floor", str(file)], {}, log))
        wait_for(floor, plan.port, "/read", log)

    def _rounds(self, probe: Probe) -> Sequence[Round]:
        with self.app.app_context(), unit_of_work(self._actor(), write=False) as uow:
            rounds = probe.rounds(uow, max(self.count, 200))
        if not rounds:
            raise RuntimeError(f"nothing to measure for “{probe.title}”: load more cases")
        return rounds

    def _actor(self) -> Actor:
        with unit_of_work(system_actor("bench"), write=False) as uow:
            user = uow.scalars(select(User).where(User.username == PERSON)).one()
            return user.actor()

    def _figure(self, ranged: Range, probe: Probe, rounds: Sequence[Round]) -> Figure:
        figure = Figure(probe, measure_alone(ranged, probe, rounds, self.count))
        if self.seconds and probe.floor:
            figure.together = measure_together(ranged, probe, rounds, self.seconds)
        ratio = figure.alone.ratio
        self.tell(
            f"{probe.name:10} {figure.alone.page:7.1f} ms  floor {figure.alone.floor or 0:6.2f} ms"
            + (f"  ratio {ratio:.1f}" if ratio else "")
        )
        return figure

    def _memory(self, server: int) -> dict[str, float]:
        sizes = {"a server worker": max((memory(pid) or 0 for pid in children(server)), default=0)}
        log = self.folder / "worker.log"
        with running([*APPLICATION, "worker"], self.environment, log) as worker:
            time.sleep(SETTLED)
            sizes["the background worker"] = memory(worker.pid) or 0
        return {name: size for name, size in sizes.items() if size}
