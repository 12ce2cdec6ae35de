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
PAGES = 10_000 if os.environ.get("AFTERSALES_FULL") else 260
"""Pages the crawler opens in ``./run test``; ``AFTERSALES_FULL=1`` opens all there are."""
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
    """Send the forms at ``url`` with the payload in one text field after another; those taken."""
    page = browser.get(url)
    forms = [one for one in Page(page.text).forms if one.method.lower() == "post" and one.typed()]
    taken = set()
    for form in forms:
        action = form.action or url
        if LEAVE.search(action):
            continue
        for field in form.typed():
            fresh = Page(browser.get(url).text).forms
            again = next((one for one in fresh if one.action == form.action), form)
            values = {**again.values(), field.name: [payload_for(field)]}
            answer = browser.post(action, data=values, content_type="multipart/form-data")
            assert answer.status_code < 500, f"{action} {field.name}"
            bad = runnable(answer.text) if answer.mimetype == "text/html" else []
            assert bad == [], f"{action} {field.name} echoes what was typed"
            if answer.status_code < 400:
                taken.add(field.name)
    return taken


def edit_addresses(app, uow_as):
    for view in app.extensions["aftersales.views"].forms.values():
        if view.update is None:
            continue
        with uow_as("system", write=False) as uow:
            newest = uow.rows(select(view.model.id).order_by(view.model.id.desc()).limit(2))
        yield view, [f"{view.path}/{key}/edit" for (key,) in newest]


def plant(app, browser, uow_as):
    """Type the payload wherever something can be typed; how many fields kept it."""
    taken = set()
    for view, addresses in edit_addresses(app, uow_as):
        for address in addresses:
            taken |= {(view.name, name) for name in fill(browser, address)}
        record = addresses[0].removesuffix("/edit") if addresses else ""
        if record:
            thread = f"/-/thread/{view.name}/{record.rsplit('/', 1)[1]}"
            assert browser.post(f"{thread}/note", data={"body": LONG}).status_code == 200
            assert browser.post(f"{thread}/todo", data={"body": LONG}).status_code == 200
            upload = {"files": (io.BytesIO(b"%PDF-1.7 x"), f"{LONG}.pdf")}
            browser.post(f"{thread}/attach", data=upload)
    for table in ("departments", "regions", "roles", "users"):
        browser.post(f"/sysadmin/{table}/new/", data={"code": SHORT, "name": LONG, "name_en": LONG})
        link = re.search(
            rf"/sysadmin/{table}/edit/\?id=\d+", browser.get(f"/sysadmin/{table}/").text
        )
        taken |= {(table, name) for name in fill(browser, link[0])}
    for view in app.extensions["aftersales.views"].lists.values():
        browser.post(f"{view.path}/favourites", data={"title": LONG[:60], "address": "q=1"})
    return taken


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
    assert shown >= 60, "the payload must be seen as text, else nothing was proven"


def test_lookups_answer_with_text_not_markup(app, attacker, uow_as):
    plant(app, attacker, uow_as)
    shown = 0
    for name in app.extensions["aftersales.views"].lookups:
        answer = attacker.get(f"/-/lookup/{name}?q=")
        assert answer.status_code < 500
        if answer.mimetype == "text/html":
            assert runnable(answer.text) == []
        else:
            json.loads(answer.text)
            assert answer.mimetype == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        shown += "evil()" in answer.text
    assert shown
