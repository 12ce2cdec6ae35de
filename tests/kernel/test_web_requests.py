"""The frame: who gets in, what every answer carries, how refusals look."""

import pytest

from tests.kernel.views_fixtures import enter, lab, region, regions

__all__ = ["enter", "lab", "region", "regions"]


def test_nobody_is_sent_to_the_login_and_back(lab):
    browser = lab.test_client()
    assert browser.get("/lab/regions?q=a").location == "/login?next=%2Flab%2Fregions%3Fq%3Da"
    assert browser.get("/").location == "/login"
    assert browser.get("/lab/regions", headers={"Accept": "application/json"}).status_code == 401
    assert (
        browser.get("/lab/regions", headers={"HX-Request": "true"})
        .headers["HX-Redirect"]
        .startswith("/login")
    )


def test_every_answer_carries_the_strict_headers(lab, enter):
    for answer in (
        enter("clerk").get("/"),
        lab.test_client().get("/login"),
        enter("clerk").get("/nowhere"),
    ):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_pages_hold_no_inline_code(enter, regions):
    (number,) = regions(A="local")
    browser = enter("clerk")
    for path in (
        "/",
        "/lab/regions",
        f"/lab/regions/{number}",
        f"/lab/regions/{number}/edit",
        "/lab/regions/new",
    ):
        page = browser.get(path).text
        assert " onclick=" not in page
        assert "<script>" not in page
        assert ' style="' not in page
        assert 'nonce="' in page


def test_a_form_without_its_token_is_refused(enter):
    browser = enter("clerk")
    browser.csrf = False
    answer = browser.post("/lab/regions/new", data={"code": "a", "name": "a"})
    assert answer.status_code == 400
    assert "页面打开时间过长" in answer.text


@pytest.mark.parametrize(
    ("accept", "part"), [("text/html", "<html"), ("application/json", '"message"')]
)
def test_a_refusal_answers_in_the_form_asked_for(enter, accept, part):
    answer = enter("gate").get("/lab/regions", headers={"Accept": accept})
    assert answer.status_code == 403
    assert part in answer.text


def test_a_refused_fragment_becomes_a_note(enter):
    answer = enter("gate").get("/lab/regions", headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#flashes"
    assert "<html" not in answer.text


def test_a_defect_shows_no_detail(lab, enter, monkeypatch):
    lab.view_functions["search"] = lambda: 1 / 0
    answer = enter("clerk").get("/search")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "half-saved" in answer.text


def test_the_menu_offers_only_what_one_may_open(enter):
    clerk, reader, gate = (enter(who).get("/").text for who in ("clerk", "dispatcher", "gate"))
    assert "/lab/regions" in clerk
    assert "/lab/regions" in reader
    assert "app-lab" not in gate
    assert "/lab/roles?f=writers" in enter("clerk").get("/lab/regions").text
    assert "/lab/roles?f=writers" not in enter("dispatcher").get("/lab/regions").text


def test_home_says_what_waits(enter):
    page = enter("clerk").get("/").text
    assert "Regions to widen" in page
    assert "Widen Changde" in page
    assert "1 things wait on you." in page
    assert "Regions to widen" not in enter("dispatcher").get("/").text


def test_the_language_is_switched_and_kept(enter):
    browser = enter("clerk")
    answer = browser.post("/-/language", data={"locale": "zh_CN", "next": "//evil.example/"})
    assert answer.location == "/"
    assert 'lang="zh-CN"' in browser.get("/").text
    browser.post("/-/language", data={"locale": "xx", "next": "/"})
    assert 'lang="zh-CN"' in browser.get("/").text


def test_static_files_with_a_mark_are_kept_for_a_year(lab):
    answer = lab.test_client().get("/static/css/base.css?v=1")
    assert "immutable" in answer.headers["Cache-Control"]
    assert lab.test_client().get("/static/../secret").status_code == 404


def test_the_theme_is_the_browsers(enter):
    browser = enter("clerk")
    browser.set_cookie("theme", "dark")
    assert 'data-bs-theme="dark"' in browser.get("/").text


def test_a_lost_page_keeps_the_frame_for_those_who_are_in(lab, enter):
    assert "topbar" in enter("clerk").get("/nowhere").text
    assert "topbar" not in lab.test_client().get("/nowhere").text
