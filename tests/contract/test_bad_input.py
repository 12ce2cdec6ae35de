"""Whatever is thrown at a declared page is answered: never a stack trace, nothing half-written.

One person who fills every role walks over all lists, look-ups, record pages and buttons of the
enabled modules, on the demo company, with what browsers never send and people sometimes do.
"""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import BuildError
from wtforms import FieldList, Form, FormField

from aftersales.auth.models import Role, User
from aftersales.db.audit import AuditHead
from aftersales.testing.client import BrowserClient
from aftersales.views.actions import STEP
from aftersales.views.book import ViewBook
from aftersales.views.inputs import (
    ChoiceField,
    DayField,
    DecimalInput,
    MomentField,
    NumberField,
)
from aftersales.views.inputs_rich import LookupField, SignatureField, UploadField

pytestmark = [pytest.mark.both_databases, pytest.mark.demo_company]

HUGE = "9" * 5000
BEYOND = str(2**63)
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
TEXTS = ("", "\x00", "泵\x00%_\\'\"", "😀" * 300, "x" * 10_000, SCRIPT, "a\r\nSet-Cookie: a=b")
NUMBERS = ("0", "-1", "1e400", "-1e-400", "NaN", "sNaN", "Infinity", "²", "٣", "99999999999", HUGE)
KEYS = ("0", "-1", "1", "x", "1e3", "1_0", BEYOND, HUGE, "\x00")
DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "2026-11-21T25:61", "0001-01-01 00:00", "昨天")
RANGES = ("..", "0001-01-01..", "..9999-12-31", "9999-12-31..0001-01-01", "x..y", "..\x00")
GARBAGE = (*TEXTS[1:], "-1", "²", BEYOND, HUGE, DAYS[0], RANGES[4])


@pytest.fixture
def book(app) -> ViewBook:
    found: ViewBook = app.extensions["aftersales.views"]
    return found


@pytest.fixture
def walker(app, login, uow_as) -> "Walker":
    """The demo administrator, filling every role there is."""
    with uow_as("system") as uow:
        user = uow.scalar(select(User).where(User.username == "admin"))
        user.roles = list(uow.scalars(select(Role)))
    return Walker(login("admin"), uow_as)


class Walker:
    """Sends requests and keeps those that were answered badly."""

    def __init__(self, browser: BrowserClient, uow_as: Any) -> None:
        self.browser, self.uow_as = browser, uow_as
        self.bad: list[str] = []

    def get(self, url: str, **args: Any) -> Any:
        answer = self.browser.get(url, query_string=args)
        self._judge(answer, f"GET {url} {args!r:.120}")
        return answer

    def post(self, url: str, data: Any = None, **options: Any) -> Any:
        before = self._changes()
        answer = self.browser.post(url, data=data, **options)
        self._judge(answer, f"POST {url} {data!r:.200}")
        if answer.status_code >= 400 and self._changes() != before:
            self.bad.append(f"half-written: POST {url} {data!r:.200}")
        return answer

    def _changes(self) -> int:
        with self.uow_as("system", write=False) as uow:
            return int(uow.scalar(select(AuditHead.seq)))

    def _judge(self, answer: Any, request: str) -> None:
        if answer.status_code >= 500:
            self.bad.append(f"{answer.status_code}: {request}")
        if "Content-Security-Policy" not in answer.headers:
            self.bad.append(f"no policy: {request}")
        if answer.mimetype == "text/html" and b"<script>alert(1)" in answer.data:
            self.bad.append(f"unescaped: {request}")

    def first_id(self, model: Any) -> int | None:
        with self.uow_as("system", write=False) as uow:
            return uow.scalar(select(model.id).order_by(model.id).limit(1))

    def version(self, view: Any) -> str:
        """The present version of the first record, so that a save is not refused as stale."""
        with self.uow_as("system", write=False) as uow:
            statement = select(view.model.version).order_by(view.model.id).limit(1)
            return str(uow.scalar(statement))


def test_lists_take_any_address(book, walker):
    for view in book.lists.values():
        names = ["q", "p", "s", "g", "f", "cols", "view", *(facet.name for facet in view.facets)]
        for value in GARBAGE:
            args = {name: value for name in names if not (name == "view" and value == "1")}
            walker.get(view.path, **args)
        for tail in ("/export.csv", "/export.xlsx", "/print", "/group", "/export.exe"):
            walker.get(view.path + tail, **dict.fromkeys(names, SCRIPT))
        for group in view.groups:
            for value in ("~", "\x00", SCRIPT, BEYOND, HUGE, "-1", "0001-01-01"):
                walker.get(f"{view.path}/group", g=group.name, **{"in": value})
            walker.get(f"{view.path}/group", g=group.name, **{"in": ["~"] * 5})
        for facet in view.facets:
            for value in _misfits(facet.kind):
                walker.get(view.path, f="", **{facet.name: value})
    assert walker.bad == []


def _misfits(kind: str) -> tuple[str, ...]:
    return {"date": (*RANGES, *DAYS), "number": NUMBERS, "lookup": KEYS}.get(kind, ())


def test_lists_take_any_post(book, walker):
    for view in book.lists.values():
        for value in ("x", "\x00", BEYOND, HUGE, SCRIPT):
            walker.post(f"{view.path}/board", {"id": value, "to": value})
            walker.post(f"{view.path}/favourites", {"title": value, "address": value})
            walker.post(f"{view.path}/favourites/{2**70}/remove")
            for one in (*(bulk.name for bulk in view.bulk), "nothing"):
                walker.post(f"{view.path}/bulk/{one}", {"ids": value})
                walker.get(f"{view.path}/bulk/{one}")
    assert walker.bad == []


def test_lookups_and_search_take_any_words(book, walker):
    for name, lookup in book.lookups.items():
        for value in GARBAGE:
            narrow = dict.fromkeys(lookup.filters or {}, value)
            walker.get(f"/-/lookup/{name}", q=value)
            walker.get(f"/-/lookup/{name}", **narrow)
    for value in GARBAGE:
        walker.get("/search", q=value)
        walker.get(f"/-/lookup/{value[:50]}")
    assert walker.bad == []


def test_record_addresses_take_any_key(book, walker):
    for view in book.forms.values():
        for key in ("0", "x", BEYOND, HUGE):
            for tail in ("", "/edit", "/do/nothing", "/why/nothing", "/do/step-nothing"):
                assert walker.get(f"{view.path}/{key}{tail}").status_code in (308, 404)
            for tail in ("/edit", "/do/nothing", "/delete"):
                walker.post(f"{view.path}/{key}{tail}")
        if (found := walker.first_id(view.model)) is not None:
            for tail in ("/do/nothing", "/do/step-nothing", "/why/nothing"):
                walker.get(f"{view.path}/{found}{tail}")
                walker.post(f"{view.path}/{found}{tail}")
    assert walker.bad == []


def fillings(form_class: type[Form]) -> Iterator[dict[str, Any]]:
    """Every field filled with the same kind of nonsense; and sensibly, but for one field."""
    for at in range(max(len(values_for(field)) for field in form_class()) if form_class() else 0):
        yield dict(_filled(form_class(), "", at))


SIGNATURES = ("x", "data:image/png;base64,!!!!", "data:image/png;base64,iVBORw0KGgo=", "\x00")
NONSENSE: tuple[tuple[type, tuple[str, ...]], ...] = (
    (LookupField, KEYS),
    (DayField, DAYS),
    (MomentField, DAYS),
    (NumberField, (*NUMBERS, "2147483648")),
    (DecimalInput, NUMBERS),
    (SignatureField, SIGNATURES),
)


def values_for(field: Any) -> tuple[str, ...]:
    """What to put into a field, by the class of its input."""
    if isinstance(field, ChoiceField):
        return (*(code for code, _title in field.pairs()[:1]), *TEXTS)
    return next((found for kind, found in NONSENSE if isinstance(field, kind)), TEXTS)


def _filled(form: Form, prefix: str, at: int) -> Iterator[tuple[str, Any]]:
    for field in form:
        name = f"{prefix}{field.short_name}"
        if isinstance(field, FieldList):
            row = field.row_form() if hasattr(field, "row_form") else None
            for index in (0, 7, 10**9) if row is not None else ():
                yield from _filled(row, f"{name}-{index}-", at)
        elif isinstance(field, UploadField):
            if at % 2:
                yield name, (io.BytesIO(b"<html>"), 'a"b\r\nc/../报告.png')
        elif not isinstance(field, FormField):
            values = values_for(field)
            yield name, values[at % len(values)]


def test_new_records_take_any_input(book, walker):
    for view in book.forms.values():
        form_class = view.create_form or view.form
        if form_class is None:
            continue
        for values in fillings(form_class):
            plain = {k: v for k, v in values.items() if isinstance(v, str)}
            for panel in view.live:
                walker.post(f"{view.path}/live/{panel.name}", plain)
            if view.create is not None:
                walker.get(f"{view.path}/new", **plain)
                walker.post(f"{view.path}/new", values)
    assert walker.bad == []


def test_edits_take_any_input(book, walker):
    for view in book.forms.values():
        found = walker.first_id(view.model)
        if view.form is None or view.update is None or found is None:
            continue
        walker.get(f"{view.path}/{found}/edit")
        for values in fillings(view.form):
            walker.post(f"{view.path}/{found}/edit", {**values, "version": walker.version(view)})
        walker.post(f"{view.path}/{found}/edit", {"version": HUGE})
    assert walker.bad == []


def test_buttons_take_any_input(app, book, walker, uow_as):
    workflows = app.extensions["aftersales.workflows"]
    for view in book.forms.values():
        found = walker.first_id(view.model)
        if found is None:
            continue
        steps = workflows[view.model].transitions if view.model in workflows else ()
        for step in steps:
            walker.get(f"{view.path}/{found}/do/{STEP}{step.code}")
        for action in view.actions:
            walker.get(f"{view.path}/{found}/do/{action.name}")
            with uow_as("system", write=False):  # some choices stand in the regulation
                filled = list(fillings(action.form)) if action.form else [{}]
            for values in filled:
                walker.post(f"{view.path}/{found}/do/{action.name}", values)
        for step in steps:
            walker.post(f"{view.path}/{found}/do/{STEP}{step.code}", {"note": TEXTS[4]})
    assert walker.bad == []


def test_the_thread_takes_any_input(book, walker):
    for view in book.forms.values():
        found = walker.first_id(view.model)
        if found is None:
            continue
        at = f"/-/thread/{view.name}/{found}"
        for value in ("\x00", BEYOND, HUGE, "²", SCRIPT, DAYS[0]):
            walker.post(f"{at}/note", {"body": value})
            walker.post(f"{at}/todo", {"body": "x", "due_on": value, "assignee_id": value})
            walker.post(f"{at}/done", {"note_id": value})
        walker.post(f"{at}/attach", {"files": (io.BytesIO(b"%PDF-1.7 x"), 'a\r\n"报告<b>.pdf')})
        walker.post(f"{at}/attach", {"files": (io.BytesIO(b""), "empty.pdf")})
        walker.post(f"{at}/nothing", {})
        walker.get(f"{view.path}/{found}")
    assert walker.bad == []


def test_odd_bodies_are_refused(book, walker):
    view = next(view for view in book.forms.values() if view.create is not None)
    for body, kind in (
        (b"{not json", "application/json"),
        (json.dumps({"name": "x"}).encode(), "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"\xff\xfe%%%=%zz&=&&", "application/x-www-form-urlencoded"),
        (b"x", "text/plain; charset=nonsense"),
    ):
        for url in (f"{view.path}/new", "/login", "/-/language", "/me", "/imports"):
            walker.post(url, body, content_type=kind)
    assert walker.bad == []


def test_the_rest_takes_any_key(app, walker):
    """Every address with a variable in it, generic or hand-written, filled with nonsense."""
    for rule in app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint == "static":
            continue
        for key in (1, 2**63, 2**70):
            values = dict.fromkeys(rule.arguments, key)
            if (url := _built(app, rule, values)) is None:
                continue
            if "GET" in rule.methods:
                walker.get(url)
            if "POST" in rule.methods and key != 1:
                walker.post(url, {"q": SCRIPT, "id": BEYOND, "record_id": HUGE})
    assert walker.bad == []


def _built(app: Any, rule: Any, values: dict[str, Any]) -> str | None:
    method = "GET" if "GET" in rule.methods else "POST"
    try:
        return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=method))
    except BuildError:
        return None
