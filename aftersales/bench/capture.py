"""What a page asks the database: counted, and its row query kept for the floor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from aftersales.bench.client import Session
from aftersales.bench.declare import Round


@dataclass(slots=True)
class Asked:
    """The statements of one request, as the driver got them."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def rows(self) -> tuple[str, Any]:
        """The query of the rows: the longest that is cut to a page."""
        cut = [one for one in self.statements if "LIMIT" in one[0] and "ORDER BY" in one[0]]
        return max(cut, key=lambda one: len(one[0]))


@contextmanager
def listening(engine: Engine) -> Iterator[Asked]:
    """Keep what is sent through ``engine`` during the block."""
    asked = Asked()

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.statements.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def ask(app: Flask, engine: Engine, session: Session, shots: Round) -> Asked:
    """Send a round inside this process, in the name of a session; what its first shot asked."""
    client = FlaskClient(app, app.response_class, use_cookies=False)
    headers = {"Cookie": session.cookie}
    client.get("/me", headers=headers)
    found = []
    for shot in shots:
        form = shot.form and {**shot.form, "csrf_token": session.token}
        with listening(engine) as asked:
            answer = client.open(
                shot.path, method="POST" if form else "GET", data=form, headers=headers
            )
        if answer.status_code >= 400:
            raise RuntimeError(f"{shot.path} answered {answer.status_code}")
        found.append(asked)
    return found[0]
