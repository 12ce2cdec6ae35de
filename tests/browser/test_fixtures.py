"""The browser fixtures themselves: a page opens, a complaint of the browser is a failure."""

import pytest
from flask import Flask

from aftersales.testing.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def app():
    """Two pages that need nothing of the house."""
    pages = Flask("two_pages")
    head = "<!doctype html><html lang=zh><link rel=icon href=data:,><title>页</title>"
    pages.add_url_rule("/", "good", lambda: f"{head}<h1>售后服务 燚</h1>")
    pages.add_url_rule("/bad", "bad", lambda: f"{head}<script>noSuchThing()</script>")
    return pages


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_visitor_s_page_has_the_size_asked_for(open_page, size):
    page = open_page(None, size=size)
    page.goto("/")
    assert page.evaluate("[innerWidth, innerHeight]") == list(size)
    assert page.inner_text("h1") == "售后服务 燚"


def test_chinese_is_drawn_by_the_fonts_of_the_papers(open_page):
    page = open_page(None)
    page.goto("/")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert {font["familyName"].removesuffix(" Full") for font in fonts} == {"Aftersales Sans SC"}


def test_a_script_error_is_heard(open_page, complaints):
    page = open_page(None)
    page.goto("/bad")
    assert "noSuchThing is not defined" in complaints[0]
    complaints.clear()
