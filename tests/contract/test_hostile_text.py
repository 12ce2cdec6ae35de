"""Text that would be markup stays text: on every page, in every answer, on every paper.

Every longer text of the demo company is overwritten with hostile text, in the database itself, as
if an import or a partner's system had brought it. Then everything is looked at.
"""

import sys
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import String, Text, select, update

from aftersales.auth.models import Role, User
from aftersales.db.base import Base
from aftersales.db.session import db
from aftersales.errors import Invalid

pytestmark = pytest.mark.demo_company

HOSTILE = (
    "<script>evil()</script>\"'><img src=x onerror=evil()>{{7*7}}</td><a href='javascript:evil()'>"
)
LONG = 60
"""Shorter columns hold codes and states, which no person types."""
PERSONAL = frozenset({"username", "password_hash", "locale", "theme"})


class Judge(HTMLParser):
    """Collects what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        handlers = [name for name in named if name.startswith("on")]
        addresses = [named.get(name, "") for name in ("href", "src", "action", "hx-get")]
        if handlers or any(one.strip().lower().startswith("javascript:") for one in addresses):
            self.found.append(f"<{tag} {attrs}>")
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.found.append(f"inline script {attrs}")
        if named.get("src") == "x":
            self.found.append(f"<{tag} {attrs}>")


def runnable(html: str) -> list[str]:
    judge = Judge()
    judge.feed(html)
    return judge.found


def hostile_columns(table: Any) -> list[Any]:
    return [
        column
        for column in table.columns
        if isinstance(column.type, Text | String)
        and (getattr(column.type, "length", None) or LONG) >= LONG
        and column.name not in PERSONAL
        and not column.foreign_keys
    ]


@pytest.fixture
def poisoned(app, login, uow_as):
    """A browser of somebody with every role, on a company whose texts are hostile."""
    with app.app_context(), db.engine.begin() as connection:
        for mapper in Base.registry.mappers:
            table = mapper.local_table
            is_ours = mapper.class_.__module__.startswith("modules.") or table.name in (
                "auth_user",
                "auth_department",
                "auth_region",
                "timeline_note",
            )
            columns = hostile_columns(table)
            if is_ours and columns and "id" in table.columns:
                number = table.c.id.cast(String)
                connection.execute(
                    update(table).values({one.name: HOSTILE + number for one in columns})
                )
    with uow_as("system") as uow:
        user = uow.scalar(select(User).where(User.username == "admin"))
        user.roles = list(uow.scalars(select(Role)))
    return login("admin")


def addresses(app, uow_as) -> list[str]:
    book = app.extensions["aftersales.views"]
    found = ["/", "/search?q=evil", "/inbox", "/me"]
    for view in book.lists.values():
        found += [f"{view.path}?f=", f"{view.path}?f=&view=board", f"{view.path}/print?f="]
        found += [f"{view.path}?f=&g={group.name}" for group in view.groups]
        found += [f"{view.path}?f=&q=%3Cscript%3Eevil()%3C/script%3E"]
    for view in book.forms.values():
        with uow_as("system", write=False) as uow:
            ids = uow.rows(select(view.model.id).order_by(view.model.id.desc()).limit(2))
        for (key,) in ids:
            found += [f"{view.path}/{key}", f"{view.path}/{key}/edit"]
            found += [f"{view.path}/{key}/do/{action.name}" for action in view.actions]
        if view.create is not None:
            found.append(f"{view.path}/new")
    return found


def test_no_page_runs_what_was_typed(app, poisoned, uow_as):
    bad = []
    for url in addresses(app, uow_as):
        answer = poisoned.get(url)
        if answer.status_code >= 500:
            bad.append(f"{answer.status_code} {url}")
        bad += [f"{url}: {one}" for one in runnable(answer.text)[:2]]
    assert bad == []


def test_no_paper_runs_what_was_typed(app, poisoned, uow_as, monkeypatch):
    printed = []

    class Press:
        def render_variants(self, html, _left_out, **_options):
            printed.append(html)
            raise Invalid("caught before the press")

    monkeypatch.setattr(sys.modules["aftersales.documents.issue"], "engine", Press)
    for spec in app.extensions["aftersales.documents"].values():
        with uow_as("system", write=False) as uow:
            keys = list(uow.scalars(select(spec.model.id).limit(2)))
        for key in keys:
            poisoned.get(f"/documents/preview/{spec.name}/{key}")
    assert len(printed) >= 5
    assert [one for html in printed for one in runnable(html)] == []
    assert any("{{7*7}}" in html for html in printed), "a template inside a text stays text"
