"""Every address × every role × own and foreign records: what is allowed, 403, 404 (rules §1.9).

What is expected comes from the declarations (rights of views and verbs, record rules evaluated
outside the session guard) and from the matrix; never from the pages themselves. A new address that
no line here classifies fails. ``AFTERSALES_EXAMPLES=2`` opens every page for every role.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import false, select, true

from aftersales.access import current_policy, field_mode
from aftersales.actor import Actor
from aftersales.auth.demo import PEOPLE
from aftersales.db.uow import UnitOfWork
from aftersales.views.actions import rights_of
from aftersales.views.book import ViewBook
from modules.customers.api import Contact
from tests.access.matrix import ROLES, TIGHTER, VIEWS, WIDER, cells

pytestmark = pytest.mark.demo_company

EVERYTHING = int(os.environ.get("AFTERSALES_EXAMPLES", "1")) > 1
NAMES = [person.username for person in PEOPLE]

OF_LISTS = {
    "list", "group", "print", "export", "board", "bulk", "run_bulk", "favourite", "favourite_remove"
}  # fmt: skip
OF_RECORDS = {
    "record", "part", "why", "dialog", "act", "live", "new", "create", "edit", "update", "delete"
}  # fmt: skip
OPEN = {"ops", "static", "service.static", "documents.verify", "documents.compare", "web",
        "auth.login", "auth.enter", "auth.code", "auth.enter_code", "auth.logout",
        "auth.end_view_as"}  # fmt: skip
"""Answer people who are not logged in."""
OWN = {"approvals", "auth", "home", "search", "notify", "tasks"}
"""One's own account, home, inbox, tasks: everybody who is logged in, and their own rows only."""
OF_A_RECORD = {"why", "lookup", "timeline", "files", "documents"}
"""Judged by the record or the declaration they name; tested beside their rooms."""
RIGHTS = {
    "imports": "imports.use",
    "regulation": "regulation.read",
    "duties": "regulation.read",
    "calendar": "regulation.read",
    "sysadmin": "admin.use",
    "sysadmin_audit": "audit.read",
    "service.intake": "service.case.register",
    "service.my_day": "service.order.execute",
    "archive.filing_file": "archive.filing.read",
    "archive.volume_file": "archive.volume.read",
    "archive.volume_verification": "archive.volume.read",
}
"""Blueprint or endpoint to the right that opens it."""


def classify(endpoint: str) -> str:
    """The kind of an address; empty for one that nobody has thought about."""
    kind, colon, _name = endpoint.partition(":")
    if colon:
        return "list" if kind in OF_LISTS else "record" if kind in OF_RECORDS else ""
    room = endpoint.partition(".")[0]
    for name, found in (("open", OPEN), ("right", RIGHTS), ("own", OWN), ("named", OF_A_RECORD)):
        if endpoint in found or room in found:
            return name
    return "right" if room.startswith("sysadmin_") else ""


def views(app: Any) -> ViewBook:
    found: ViewBook = app.extensions["aftersales.views"]
    return found


def addresses(app: Any, *kinds: str) -> Iterator[tuple[str, str, str]]:
    """Method, address with a record number nobody has, and endpoint."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if classify(rule.endpoint) in kinds:
                values = {name: 999_999 if "_id" in name else "x" for name in rule.arguments}
                values |= {"kind": "csv"} if "kind" in rule.arguments else {}
                address = app.url_map.bind("localhost").build(rule.endpoint, values)
                for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                    yield method, address, rule.endpoint


def test_every_address_is_classified(app):
    unknown = {r.endpoint for r in app.url_map.iter_rules() if not classify(r.endpoint)}
    assert unknown == set(), "say in this file who may open them"


def test_nobody_in_particular_is_sent_to_the_login(app, client):
    for method, address, endpoint in addresses(app, "list", "record", "right", "own", "named"):
        answer = client.open(address, method=method)
        assert answer.status_code in (302, 401), (method, address, endpoint)
        assert answer.headers.get("Location", "/login").startswith("/login"), address


def right_of(app: Any, endpoint: str) -> str:
    """The right that opens an address, as declared."""
    kind, colon, name = endpoint.partition(":")
    if colon:
        book = views(app)
        return (book.lists[name] if kind in OF_LISTS else book.forms[name]).permission
    room = endpoint.partition(".")[0]
    return RIGHTS.get(endpoint) or RIGHTS.get(room) or RIGHTS["sysadmin"]


@pytest.mark.parametrize("name", NAMES)
def test_without_the_right_every_address_refuses(app, login, actor, name):
    browser, person = login(name), actor(name)
    closed = [
        (method, address, classify(endpoint))
        for method, address, endpoint in addresses(app, "list", "record", "right")
        if not person.can(right_of(app, endpoint))
    ]
    some = closed if EVERYTHING else closed[NAMES.index(name) % 5 :: 5]
    for method, address, kind in some:
        answer = browser.open(address, method=method)
        # A page written by hand may look for its record first: there is none with this number.
        refused = (403, 404) if kind == "right" else (403,)
        assert answer.status_code in refused, (method, address)


def visible(uow: UnitOfWork, person: Actor, model: Any) -> tuple[int | None, int | None]:
    """A record the rules open to a person, and one they close."""
    limit = current_policy().criteria(person, model)
    with uow.system("what the rules say"):
        open_ = uow.scalar(select(model.id).where(true() if limit is None else limit).limit(1))
        shut = uow.scalar(select(model.id).where(false() if limit is None else ~limit).limit(1))
    return open_, shut


@pytest.mark.parametrize("name", NAMES)
def test_own_records_open_and_foreign_ones_are_not_there(app, login, actor, uow_as, name):
    browser, person = login(name), actor(name)
    forms = [form for form in views(app).forms.values() if person.can(form.permission)]
    with uow_as("system", write=False) as uow:
        found = {form.name: visible(uow, person, form.model) for form in forms}
    for number, form in enumerate(forms):
        mine, foreign = found[form.name]
        if mine is not None and (EVERYTHING or number % 6 == NAMES.index(name) % 6):
            assert browser.get(f"{form.path}/{mine}").status_code == 200, (form.name, mine)
        if foreign is not None:
            for tail in ("", "/part/x", "/why/x", "/do/x", *(["/edit"] if form.update else [])):
                answer = browser.get(f"{form.path}/{foreign}{tail}")
                assert answer.status_code == 404, (form.name, foreign, tail)
            for tail in ("/do/x", *(["/edit"] if form.update else [])):
                answer = browser.post(f"{form.path}/{foreign}{tail}")
                assert answer.status_code == 404, (form.name, foreign, tail)
            thread = browser.post(f"/-/thread/{form.name}/{foreign}/note", data={"body": "x"})
            assert thread.status_code == 404, (form.name, foreign)


@pytest.mark.parametrize("name", NAMES)
def test_without_the_right_a_verb_refuses_with_its_name(app, login, actor, uow_as, name):
    browser, person = login(name), actor(name)
    for form in views(app).forms.values():
        if not person.can(form.permission):
            continue
        if form.create and not person.can(form.create.permission):
            assert browser.get(f"{form.path}/new").status_code == 403, form.name
            assert browser.post(f"{form.path}/new").status_code == 403, form.name
        with uow_as("system", write=False) as uow:
            mine, _foreign = visible(uow, person, form.model)
        if mine is not None and form.update and not person.can(form.update.permission):
            refused = browser.post(f"{form.path}/{mine}/edit")
            assert refused.status_code == 403, form.name
            assert "权限" in refused.text, form.name


@pytest.mark.parametrize("name", NAMES)
def test_without_the_right_a_button_refuses(app, login, actor, uow_as, name):
    browser, person = login(name), actor(name)
    for form in views(app).forms.values():
        if not person.can(form.permission):
            continue
        with app.app_context():
            needed = {one.name: list(rights_of(form.model, one)) for one in form.actions}
        with uow_as("system", write=False) as uow:
            mine, _foreign = visible(uow, person, form.model)
        for number, (action, rights) in enumerate(needed.items()):
            if mine is None or all(person.can(right) for right in rights):
                continue
            if EVERYTHING or number % 5 == NAMES.index(name) % 5:
                answer = browser.post(f"{form.path}/{mine}/do/{action}")
                assert answer.status_code == 403, (form.name, action, rights)


def test_the_matrix_of_the_rules(app, actor):
    """Who opens the list of an object at all, against §1.9."""
    people = {function: actor(role) for function, role in ROLES.items()}
    for (thing, function), cell in cells().items():
        expected = cell != "–" or (thing, function) in WIDER
        right = views(app).lists[VIEWS[thing]].permission
        assert people[function].can(right) == expected, (thing, function, cell)


def test_telephone_numbers_are_masked_as_the_matrix_says(app, actor):
    thing = "Customer file (full phone)"
    for function, role in ROLES.items():
        masked = cells()[thing, function] == "m" or (thing, function) in TIGHTER
        person = actor(role)
        with app.app_context():
            mode = field_mode(person, Contact, "phone")
        assert mode == ("masked" if masked else "open"), function


def test_the_matrix_names_what_exists(app):
    assert set(VIEWS) == {thing for thing, _function in cells()}
    assert set(VIEWS.values()) <= set(views(app).lists)
