"""The siege: people work, something is killed at random and started again; many times."""

import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flask import Flask

from aftersales.actor import system_actor
from aftersales.app import create_app
from aftersales.auth.models import User
from aftersales.db.session import db
from aftersales.db.uow import unit_of_work
from aftersales.errors import Busy
from aftersales.integrity import examine
from aftersales.testing.databases import build, settings_for
from modules.customers.api import Customer
from modules.parts.models import Part
from tests.siege.browser import Broken, Browser
from tests.siege.people import Clerk, Journal, Keeper, Person
from tests.siege.processes import Postgres, Program, free_port, kill, until

MOST_ACTS = 8
"""At most so many more acts are acknowledged before the next kill is on its way."""
LONGEST = 0.3
"""Seconds at most from there to the kill, so that it meets work in any stage."""
EXAMINE_EVERY = 25
"""Kills between two looks at the whole database while people work."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in the database before the siege."""

    customer_id: int
    part_id: int


@dataclass(slots=True)
class Tally:
    """What happened."""

    kills: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    hindered: int = 0
    tracebacks: int = 0
    waits: list[float] = field(default_factory=list)


class Siege:
    """One instance on one database, with everything that runs on it."""

    def __init__(self, folder: Path, kind: str, seed: str) -> None:
        self.folder, self.kind, self.seed = folder, kind, seed
        self.chance = random.Random(seed)  # reproducible by its seed
        self.postgres = Postgres() if kind == "postgresql" else None
        self.url = self.postgres.url if self.postgres else f"sqlite:///{folder / 'siege.sqlite3'}"
        self.instance = folder / "instance"
        build(self.instance, self.url, "organisation")
        self.app = create_app(settings_for(self.instance, self.url))
        self.facts = _prepare(self.app)
        self.port = free_port()
        self.journal = Journal(folder / "journal.jsonl")
        self.tally = Tally()
        environment = self._environment()
        self.server = Program("serve", environment=environment, log=folder / "server.log")
        self.worker = Program("worker", environment=environment, log=folder / "worker.log")

    def _environment(self) -> dict[str, str]:
        settings = self.app.config["SETTINGS"]
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return {
            **kept,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONUNBUFFERED": "1",
            "AFTERSALES_INSTANCE": str(self.instance),
            "AFTERSALES_DATABASE_URL": self.url,
            "AFTERSALES_SECRET_KEY": settings.secret_key,
            "AFTERSALES_COMPANY_NAME": settings.company_name,
            "AFTERSALES_JOBS": "worker",
            "AFTERSALES_PORT": str(self.port),
        }

    def run(self, kills: int, people: int = 5) -> None:
        """Let people work through ``kills`` kills; everything runs again when it returns."""
        began = time.monotonic()
        self.server.start()
        self.worker.start()
        self._until_it_serves()
        crowd = self._crowd(people)
        for number in range(1, kills + 1):
            goal = len(self.journal.kept) + self.chance.randint(1, MOST_ACTS)
            until(partial(self._has_heard, goal), "the next acknowledged act")
            time.sleep(self.chance.uniform(0, LONGEST))  # the schedule itself, not a wait for it
            self._kill_something()
            if number % EXAMINE_EVERY == 0:
                self.examine_now()
        self._send_home(crowd)
        self.tally.seconds = time.monotonic() - began

    def _has_heard(self, goal: int) -> bool:
        return len(self.journal.kept) >= goal

    def _crowd(self, people: int) -> list[Person]:
        crowd: list[Person] = []
        for number in range(people):
            kind = Keeper if number % 3 == 2 else Clerk
            name = f"{kind.__name__.lower()}{number}"
            crowd.append(kind(name, self.seed, self.port, self.journal, self.facts))
        for person in crowd:
            person.start()
        return crowd

    def _send_home(self, crowd: list[Person]) -> None:
        for person in crowd:
            person.stop.set()
        for person in crowd:
            person.join(timeout=120)
            if person.is_alive():
                self.journal.fault(f"{person.name} never got an answer")

    def _kill_something(self) -> None:
        weapons: list[tuple[str, int, Callable[[], None]]] = [
            ("server", 1, self._kill_server),
            ("a web process", 6, self._kill_web_process),
            ("worker", 2, self._kill_worker),
        ]
        if self.postgres:
            weapons += [
                ("the database", 2, self.postgres.kill_all),
                ("a database process", 4, self._kill_backend),
            ]
        names = [name for name, _weight, _act in weapons]
        chosen = self.chance.choices(names, [weight for _name, weight, _act in weapons])[0]
        at = time.monotonic()
        next(act for name, _weight, act in weapons if name == chosen)()
        self.tally.kills[chosen] += 1
        self._until_it_serves()
        self.tally.waits.append(time.monotonic() - at)

    def _kill_server(self) -> None:
        self.server.kill()
        self.server.start()

    def _kill_web_process(self) -> None:
        if pid := self.server.a_child(self.chance):
            kill(pid)

    def _kill_worker(self) -> None:
        self.worker.kill()
        self.worker.start()

    def _kill_backend(self) -> None:
        assert self.postgres is not None
        self.postgres.kill_backend(self.chance)

    def _until_it_serves(self) -> None:
        until(self._serves, "an answer of the server")

    def _serves(self) -> bool:
        try:
            return Browser(self.port).get("/login").status == 200
        except Broken:
            return False

    def examine_now(self) -> None:
        """While everybody works: what is committed must agree at every moment."""
        until(self._examined, "a database that lets itself be examined")

    def _examined(self) -> bool:
        try:
            with self.app.app_context():
                report = examine(quick=True)
        except Busy:  # it is coming back from the kill before
            return False
        finally:
            with self.app.app_context():
                db.engine.dispose()
        for name, findings in report.findings.items():
            for one in findings:
                if one.severity == "damage":
                    self.journal.fault(f"{name}: {one.sentence}")
        return True

    def read_logs(self) -> None:
        """Count what the programs wrote about their troubles; a defect of ours is a fault."""
        for program in (self.server, self.worker):
            text = program.log.read_text(encoding="utf-8", errors="replace")
            self.tally.hindered += text.count("was hindered")
            self.tally.tracebacks += text.count("Traceback (most recent call last)")
            for found in re.finditer(
                r"unexpected error\n(?:.*\n)*?(\w[\w.]*(?:Error|Exception).*)", text
            ):
                self.journal.fault(f"unexpected error in the log: {found[1][:300]}")

    def close(self) -> None:
        """End everything that runs."""
        self.worker.end()
        self.server.end()
        with self.app.app_context():
            db.engine.dispose()
        if self.postgres:
            self.postgres.close()


def _prepare(app: Flask) -> Facts:
    with app.app_context():
        with unit_of_work(system_actor("siege")) as uow:
            customer = uow.add(Customer(code="KH-SIEGE", name="围城客户"))
            part = uow.add(Part(code="SIEGE-1", name="围城件"))
            facts = Facts(customer.id, part.id)
            assert uow.session.get(User, 1) is not None
        db.engine.dispose()
    return facts
