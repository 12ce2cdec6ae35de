"""The load: people who send forms, send them again when no answer comes, and keep a journal."""

import hashlib
import json
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aftersales.auth.demo import DEMO_PASSWORD
from tests.siege.browser import Answer, Broken, Browser

PATIENCE = 60.0
"""Seconds a person sends the same form before giving up."""
GIVES_UP = 0.1
"""How often somebody goes away after a first try without an answer."""
BREATH = 0.2
"""Seconds between two tries of one form."""
ENOUGH = 5
"""Receipts of a keeper before the first correction: the bin must hold what is taken out."""
FINE = frozenset({200, 302, 303})


@dataclass(slots=True)
class Journal:
    """What was acknowledged, what was sent without ever hearing, and what should not have been."""

    file: Path
    kept: list[dict[str, Any]] = field(default_factory=list)
    unknown: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: Answer | None, **fact: Any) -> None:
        """Keep a fact under what became of it."""
        with self._lock:
            if answer is None:
                self.unknown.append(fact)
            elif answer.status in FINE:
                self.kept.append({**fact, "location": answer.location})
            else:
                self.faults.append(f"{fact} was refused: {answer.status} {_told(answer.body)}")
            with self.file.open("a", encoding="utf-8") as out:
                status = answer.status if answer else None
                out.write(json.dumps({**fact, "status": status}, ensure_ascii=False) + "\n")

    def count(self, what: str) -> None:
        """One more of something."""
        with self._lock:
            self.counts[what] += 1

    def fault(self, sentence: str) -> None:
        """Something a person must never see."""
        with self._lock:
            self.faults.append(sentence)


def _told(page: str) -> str:
    page = re.sub(r"<(script|style|svg|nav|header)[\s\S]*?</\1>", " ", page)
    return re.sub(r"<[^>]+>|\s+", " ", page)[:400]


class Person(threading.Thread):
    """Somebody who works until told to stop; what is done next is drawn by the seed."""

    username = "clerk"

    def __init__(self, name: str, seed: str, port: int, journal: Journal, facts: Any) -> None:
        super().__init__(name=name, daemon=True)
        self.chance = random.Random(f"{seed} {name}")  # reproducible by its seed
        self.browser = Browser(port)
        self.journal = journal
        self.facts = facts
        self.stop = threading.Event()
        self.turn = 0

    def run(self) -> None:
        """Work."""
        try:
            while not self.stop.is_set() and not self._get_in():
                self.stop.wait(BREATH)
            while not self.stop.is_set():
                self.turn += 1
                self.work()
        except Exception as error:
            self.journal.fault(f"{self.name}: {type(error).__name__}: {error}")
            raise

    def work(self) -> None:
        """One thing this person does."""
        raise NotImplementedError

    def _get_in(self) -> bool:
        try:
            return self.browser.log_in(self.username, DEMO_PASSWORD)
        except Broken:
            return False

    def word(self) -> str:
        """A text nobody else writes."""
        return f"{self.name}-{self.turn}-{self.chance.getrandbits(32):08x}"

    def look(self, path: str) -> Answer | None:
        """Open a page; None when it cannot be had just now."""
        try:
            return self._heard(self.browser.get(path))
        except Broken:
            self.journal.count("broken")
            return None

    def send(
        self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None
    ) -> Answer | None:
        """Send a form until it is answered; None when this person went away without an answer."""
        fields = {**fields, "_once": f"{self.chance.getrandbits(96):024x}"}
        patience = 0.0 if self.chance.random() < GIVES_UP else PATIENCE
        until = time.monotonic() + patience
        while True:
            self.journal.count("sent")
            try:
                answer = self._heard(self.browser.post(path, fields, file))
            except Broken:
                self.journal.count("broken")
                answer = None
            if answer is not None:
                return answer
            if time.monotonic() > until or self.stop.is_set():
                return None
            self.stop.wait(BREATH)

    def _heard(self, answer: Answer) -> Answer | None:
        """None for “please wait”; a fault for what nobody must see."""
        if answer.status == 503 and answer.retry_after:
            self.journal.count("asked to wait")
            return None
        if answer.status >= 500 or "Traceback" in answer.body:
            self.journal.fault(f"{self.name} saw {answer.status}: {_told(answer.body)}")
            return None
        return answer


class Clerk(Person):
    """Registers cases, answers and closes questions, corrects and attaches."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.cases: dict[int, str] = {}

    def work(self) -> None:
        """Mostly a new case; then something with one of the own cases."""
        acts = [self.register, self.register, self.register, self.attach, self.correct, self.close]
        self.chance.choice(acts if self.cases else [self.register])()

    def register(self) -> None:
        """A question, answered at once."""
        summary = self.word()
        fields = {
            "customer_id": str(self.facts.customer_id),
            "summary": summary,
            "kind": "enquiry",
            "channel": "phone",
            "answer": "已答复",
        }
        answer = self.send("/service/cases/new", fields)
        self.journal.note(answer, kind="case", summary=summary)
        if answer is not None and (found := re.search(r"/(\d+)$", answer.location)):
            self.cases[int(found[1])] = summary

    def attach(self) -> None:
        """A text of one's own on a case."""
        case_id, text = self.chance.choice([*self.cases]), self.word()
        content = (text + "\n").encode() * self.chance.randrange(1, 2000)
        path = f"/-/thread/service.case/{case_id}/attach"
        answer = self.send(path, {}, (f"{text}.txt", content))
        sha256 = hashlib.sha256(content).hexdigest()
        self.journal.note(answer, kind="file", case_id=case_id, sha256=sha256)

    def correct(self) -> None:
        """Another telephone number; nobody else touches this case."""
        case_id, summary = self.chance.choice([*self.cases.items()])
        page = self.look(f"/service/cases/{case_id}/edit")
        found = re.search(r'name="version" value="(\d+)"', page.body) if page else None
        if found is None:  # closed meanwhile, or the server is away
            return
        phone = f"1{self.chance.randrange(10**10):010d}"
        fields = {
            "customer_id": str(self.facts.customer_id),
            "summary": summary,
            "kind": "enquiry",
            "channel": "phone",
            "region_class": "domestic",
            "contact_phone": phone,
            "version": found[1],
        }
        answer = self.send(f"/service/cases/{case_id}/edit", fields)
        self.journal.note(answer, kind="phone", case_id=case_id, phone=phone)

    def close(self) -> None:
        """Close one case for good: its register entry is printed after the commit."""
        case_id = self.chance.choice([*self.cases])
        del self.cases[case_id]
        answer = self.send(f"/service/cases/{case_id}/do/close_answered", {"note": ""})
        self.journal.note(answer, kind="closed", case_id=case_id)


class Keeper(Person):
    """Books receipts and corrections into the one bin that everybody uses."""

    username = "keeper"

    def work(self) -> None:
        """One receipt, now and then a correction."""
        amount = self.chance.choice((1, 2, 3, -1)) if self.turn > ENOUGH else 3
        reason = self.word()
        fields = {"bin_code": "A-01", "quantity": str(amount), "reason": reason}
        answer = self.send(f"/parts/parts/{self.facts.part_id}/do/stock", fields)
        self.journal.note(answer, kind="moved", amount=amount, reason=reason)
