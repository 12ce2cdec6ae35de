"""Script typed into every text field of every form stays text on every page that is linked.

The payload comes in as an attacker's would: through the forms, field by field. Then a crawler opens
what the pages link to (lists, boards, groups, records, dialogs, threads, print pages, look-ups,
exports, search, administration) and looks for markup a browser would run. Texts that came by other
ways (imports, partners) are put into the columns themselves in ``tests/contract``.
"""

import io
import json
import os
import re
from urllib.parse import urldefrag

import pytest
from sqlalchemy import select

from aftersales.auth.models import Role, User
from tests.contract.test_hostile_text import runnable
from tests.security.forms import Page

pytestmark = pytest.mark.demo_company

LONG = "<script>evil()</script>\"'><img src=x onerror=evil()>{{7*7}}"
SHORT = '"><svg/onload=evil()>'
TINY = "<b onx>"
PAGES = int(os.environ.get("AFTERSALES_PAGES", "160"))
"""Pages the crawler opens; ``AFTERSALES_PAGES=100000`` opens all there are."""
LEAVE = re.compile(r"/static/|/logout|/documents/|/files/|/-/language")


@pytest.fixture
def attacker(login, uow_as):
    """Somebody who may fill every form there is."""
    with uow_as("system") as uow:
        user = uow.scalar(select(User).where(User.username == "admin"))
        user.roles = list(uow.scalars(select(Role)))
    return login("admin")


def payload_for(field):
    fits = [text for text in (LONG, SHORT, TINY) if not field.length or len(text) <= field.length]
    return fits[0] if fits else ""


def fill(browser, url):
    """Send the forms at ``url`` with the payload in every text field that takes it; their names."""
    taken = set()
    for number, form in enumerate(Page(browser.get(url).text).forms):
        action = form.action or url
        typed = {one.name for one in form.typed()}
        if form.method.lower() != "post" or LEAVE.search(action):
            continue
        for _turn in range(3):
            fresh = Page(browser.get(url).text).forms
            if not typed or number >= len(fresh):
                break
            values = fresh[number].values()
            limits = {one.name: payload_for(one) for one in fresh[number].typed()}
            values |= {name: [limits[name]] for name in typed & set(limits)}
            answer = browser.post(action, data=values, content_type="multipart/form-data")
            assert answer.status_code < 500, action
            assert runnable(answer.text) == [], f"{action} echoes what was typed"
            wrong = {
                one.name for again in Page(answer.text).forms for one in again.fields if one.wrong
            }
            if answer.status_code in (302, 303) or not wrong:
                taken |= typed if answer.status_code < 400 else set()
                break
            typed -= wrong
    return taken


def records_of(view, uow_as):
    with uow_as("system", write=False) as uow:
        keys = uow.rows(select(view.model.id).order_by(view.model.id.desc()).limit(4))
    return [f"{view.path}/{key}" for (key,) in keys]


def fill_records(app, browser, uow_as):
    """Edit a record of every kind, and press its buttons that ask for words."""
    for view in app.extensions["aftersales.views"].forms.values():
        for record in records_of(view, uow_as):
            taken = fill(browser, f"{record}/edit") if view.update else set()
            for action in view.actions:
                if action.form is not None:
                    taken |= fill(browser, f"{record}/do/{action.name}")
            yield from ((view.name, name) for name in taken)
            write_beside(browser, view, record)
            if taken:
                break


def write_beside(browser, view, record):
    """Put a note, a to-do and a file with the payload for its name into the thread."""
    thread = f"/-/thread/{view.name}/{record.rsplit('/', 1)[1]}"
    assert browser.post(f"{thread}/note", data={"body": LONG}).status_code == 200
    assert browser.post(f"{thread}/todo", data={"body": LONG}).status_code == 200
    upload = {"files": (io.BytesIO(b"%PDF-1.7 x"), f"{LONG}.pdf")}
    assert browser.post(f"{thread}/attach", data=upload).status_code == 200


def plant(app, browser, uow_as):
    """Type the payload wherever something can be typed; the fields that took it."""
    taken = set(fill_records(app, browser, uow_as))
    for table in ("departments", "regions", "roles", "users"):
        named = {"code": SHORT, "name": LONG, "name_en": LONG}
        browser.post(f"/sysadmin/{table}/new/", data=named)
        listed = browser.get(f"/sysadmin/{table}/").text
        link = re.search(rf"/sysadmin/{table}/edit/\?id=\d+", listed)
        taken |= {(table, name) for name in fill(browser, link[0])}
    for view in app.extensions["aftersales.views"].lists.values():
        browser.post(f"{view.path}/favourites", data={"title": LONG[:60], "address": "q=1"})
    return taken


def check_lookups(app, browser):
    """Look-ups answer with text a script puts in as text, or with escaped markup."""
    shown = 0
    for name in app.extensions["aftersales.views"].lookups:
        answer = browser.get(f"/-/lookup/{name}?q=")
        if answer.mimetype == "text/html":
            assert runnable(answer.text) == []
        else:
            json.loads(answer.text)
            assert answer.mimetype == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        shown += "evil()" in answer.text
    assert shown, "no look-up showed the payload"


def test_what_is_typed_into_any_form_runs_on_no_page(app, attacker, uow_as):
    taken = plant(app, attacker, uow_as)
    assert len(taken) >= 40, f"too few fields were filled to prove anything: {sorted(taken)}"
    views = app.extensions["aftersales.views"]
    start = ["/", "/search?q=evil", "/inbox", "/me", "/me/devices", "/regulation", "/imports"]
    start += ["/sysadmin/", "/sysadmin/audit/", "/sysadmin/users/", "/sysadmin/roles/"]
    for view in views.lists.values():
        start += [f"{view.path}?f=", f"{view.path}?f=&view=board", f"{view.path}/print?f="]
        start += [f"{view.path}?f=&g={group.name}" for group in view.groups]
        start.append(f"{view.path}?f=&q={LONG.replace('#', '')}")
    waiting, seen, bad, shown = list(start), set(start), [], 0
    while waiting and len(seen) - len(waiting) < PAGES:
        url = waiting.pop(0)
        answer = attacker.get(url)
        if answer.status_code >= 500:
            bad.append(f"{answer.status_code} {url}")
        if answer.mimetype != "text/html":
            continue
        shown += "evil()" in answer.text
        bad += [f"{url}: {one}" for one in runnable(answer.text)[:2]]
        for link in Page(answer.text).links:
            target = urldefrag(link).url
            if target not in seen and not LEAVE.search(target):
                seen.add(target)
                waiting.append(target)
    assert bad == []
    assert shown >= 50, "the payload must be seen as text, else nothing was proven"
    check_lookups(app, attacker)
