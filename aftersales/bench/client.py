"""A browser of few words: one connection kept open, one session, nothing followed."""

import gzip
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage, HTTPResponse
from time import perf_counter
from urllib.parse import urlencode

from aftersales.bench.declare import Round, Shot

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TAKEN = {"Accept": "text/html", "Accept-Encoding": "gzip"}
"""As a browser asks: what zipping costs belongs to the page."""
IDLE = 3.0
"""Seconds after which a kept connection is not trusted any more."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a logged-in browser sends along."""

    cookie: str = ""
    token: str = ""


@dataclass(slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The page, unzipped."""
        is_zipped = self.headers["Content-Encoding"] == "gzip"
        return (gzip.decompress(self.body) if is_zipped else self.body).decode()

    @property
    def cookies(self) -> str:
        """The first part of each cookie set, as a browser sends it back."""
        return "; ".join(v.split(";")[0] for k, v in self.headers.items() if k == "Set-Cookie")


@dataclass(slots=True)
class Client:
    """One connection to one server."""

    port: int
    session: Session = field(default_factory=Session)
    connection: HTTPConnection = field(init=False)
    used: float = 0.0

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._send("GET", path, None, {})

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form with the session's token and a fresh token of its own."""
        body = urlencode(
            {**form, "csrf_token": self.session.token, "_once": secrets.token_urlsafe(12)}
        )
        return self._send("POST", path, body, FORM)

    def fire(self, shot: Shot) -> Answer:
        """Send a probe's request. :raises RuntimeError: when it is not answered as it should."""
        answer = self.get(shot.path) if shot.form is None else self.post(shot.path, shot.form)
        if answer.status != (200 if shot.form is None else 303):
            raise RuntimeError(f"{shot.path} answered {answer.status}")
        return answer

    def _send(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        if perf_counter() - self.used > IDLE:
            self.connection.close()  # before the server does; the next request opens it again
        began = perf_counter()
        sent = {"Cookie": self.session.cookie, **TAKEN, **headers}
        self.connection.request(method, path, body, sent)
        answer: HTTPResponse = self.connection.getresponse()
        read = answer.read()
        self.used = perf_counter()
        taken = self.used - began
        return Answer(answer.status, answer.headers, read, taken)


def log_in(port: int, username: str, password: str) -> tuple[Session, float]:
    """Log in as a person would; the session, and how long the posted form took."""
    client = Client(port)
    page = client.get("/login")
    token = TOKEN.search(page.text)
    client.session = Session(page.cookies, token[1] if token else "")
    answer = client.post("/login", {"username": username, "password": password})
    if answer.status != 302:
        raise RuntimeError(f"{username} could not log in: {answer.status}")
    client.session = Session(answer.cookies)
    # The first page with a form puts the session's own token into cookie and form.
    inside = client.get("/me")
    token = TOKEN.search(inside.text)
    return Session(inside.cookies or answer.cookies, token[1] if token else ""), answer.seconds


def fire_for(
    port: int, session: Session, rounds: Sequence[Round], seconds: float
) -> tuple[list[float], list[str]]:
    """Send requests one after the other for so long; their times, and what went wrong."""
    client, times, faults = Client(port, session), [], []
    end, position = perf_counter() + seconds, 0
    while perf_counter() < end:
        one = rounds[position % len(rounds)]
        position += 1
        try:
            times += [client.fire(shot).seconds for shot in one]  # a round is never left half-done
        except (RuntimeError, OSError) as error:
            faults.append(str(error))
            client = Client(port, session)
    return times, faults
