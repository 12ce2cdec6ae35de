"""Type-ahead: fragments find, only visible rows are offered, everything is data."""

import pytest

from tests.kernel.views_fixtures import enter, lab, on_both, region, regions

__all__ = ["enter", "lab", "region", "regions"]


@on_both
def test_a_fragment_finds_and_carries_its_extras(enter):
    hits = enter("clerk").get("/-/lookup/lab.person?q=cler").json
    assert [hit["extra"]["login"] for hit in hits] == ["clerk"]
    assert hits[0]["detail"] == "clerk"


def test_nothing_typed_offers_the_first_ones(enter):
    assert len(enter("clerk").get("/-/lookup/lab.person").json) == 12


def test_filters_narrow_what_is_offered(enter):
    assert enter("clerk").get("/-/lookup/lab.person?department_id=999").json == []


@pytest.mark.parametrize("q", ["%", "_", "\\", "'; drop table auth_user; --", "%00", "x" * 3000])
def test_odd_words_find_nothing_and_break_nothing(enter, q):
    answer = enter("clerk").get("/-/lookup/lab.person", query_string={"q": q})
    assert answer.status_code == 200
    assert len(answer.json) in (0, 12)


def test_a_lookup_needs_its_permission(enter):
    browser = enter("gate")
    assert (
        browser.get("/-/lookup/lab.person", headers={"Accept": "application/json"}).status_code
        == 403
    )
    assert browser.get("/-/lookup/none", headers={"Accept": "application/json"}).status_code == 404


def test_the_search_box_asks_lookups_and_providers(enter, regions):
    regions(CD="local")
    browser = enter("clerk")
    page = browser.get("/search?q=CD").text
    assert "Region CD" in page
    assert "Word CD" in page
    fragment = browser.get("/search?q=CD", headers={"HX-Request": "true"}).text
    assert "Region CD" in fragment
    assert "<html" not in fragment
    assert browser.get("/search").status_code == 200
