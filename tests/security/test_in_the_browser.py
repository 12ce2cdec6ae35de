"""A real browser on a company whose texts are hostile: no script runs, no policy is breached.

The ``complaints`` of the fixture hold every refused script, style and resource: there must be none,
for a policy that only just stopped something would have let it be tried.
"""

import re

import pyotp
import pytest
from sqlalchemy import select

from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.auth.models import Role, User
from tests.contract.test_hostile_text import poisoned

__all__ = ["poisoned"]
pytestmark = [pytest.mark.browser, pytest.mark.demo_company]

RAN = "window.__ran = []; window.evil = () => window.__ran.push(1); window.alert = window.evil;"


def test_no_script_of_a_customer_runs(app, poisoned, open_page, uow_as):
    with uow_as("system", write=False) as uow:
        assert len(uow.scalar(select(User).where(User.username == "admin")).roles) > 5
        assert uow.scalar(select(Role.id).limit(1))
    page = open_page(None)
    page.set_default_timeout(30_000)
    page.add_init_script(RAN)
    page.goto("/login?next=/me")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.locator("form:has([name=password]) button").click()
    page.wait_for_url("**/me")
    book = app.extensions["aftersales.views"]
    seen = 0
    for name in ("customers.customer", "customers.equipment", "service.case"):
        path = book.forms[name].path
        with uow_as("system", write=False) as uow:
            model = book.forms[name].model
            key = uow.scalar(select(model.id).order_by(model.id.desc()).limit(1))
        for url in (f"{path}?f=", f"{path}/{key}", f"{path}/{key}/edit"):
            page.goto(url)
            seen += "evil()" in page.inner_text("body") or "evil()" in page.content()
            assert page.evaluate("window.__ran.length") == 0, url
    page.goto("/")
    page.fill("#q-all", "evil")
    page.locator("#q-answers a").first.wait_for()
    page.goto("/sysadmin/audit/")
    assert page.evaluate("window.__ran.length") == 0
    assert seen >= 6


def test_the_way_through_the_second_factor(open_page):
    """Set up by the picture's key, out, and in again with the code."""
    page = open_page("clerk")
    page.set_default_timeout(30_000)
    page.goto("/me/second-factor")
    page.fill("[name=current]", DEMO_PASSWORD)
    page.click("form[action$=set-up] button")
    secret = page.inner_text(".enrol-key").replace(" ", "")
    assert page.evaluate("document.querySelector('.enrol-qr').naturalWidth") > 100
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.click("form[action$=confirm] button")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    assert all(re.fullmatch(r"[a-z0-9]{5}-[a-z0-9]{5}", code) for code in codes)
    page.goto("/me")
    page.click(".account-leave button")
    page.fill("[name=username]", "clerk")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.locator("form:has([name=password]) button").click()
    page.wait_for_url("**/login/code")
    page.click("a[href$='with=recovery']")
    page.fill("[name=code]", codes[0])
    page.click("form[action='/login/code'] button")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/me/devices")
    assert page.locator(".device.here").count() == 1
