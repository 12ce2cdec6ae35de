"""Lists: the address is the state, bad addresses are corrected, counts and groups are right."""

import pytest

from tests.kernel.views_fixtures import enter, lab, on_both, region, regions

__all__ = ["enter", "lab", "region", "regions"]


@on_both
def test_filters_of_one_group_are_alternatives_and_groups_narrow(enter, regions):
    regions(A="local", B="domestic", C="remote")
    page = enter("clerk").get("/lab/regions?f=near&f=far").text
    assert "Region A" in page
    assert "Region C" in page
    assert "Region B" not in page
    assert "Nothing was found." in enter("clerk").get("/lab/regions?f=near&f=mine").text


@on_both
def test_every_word_of_a_search_must_occur(enter, regions):
    regions(CD01="local", CD02="local")
    page = enter("clerk").get("/lab/regions?q=region+02").text
    assert "CD02" in page
    assert "CD01" not in page


def test_a_percent_sign_is_searched_as_itself(enter, regions):
    regions(A="local")
    assert "Nothing was found." in enter("clerk").get("/lab/regions?q=%25").text


@on_both
@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("class=remote", "C"),
        ("class=remote&class=domestic", "BC"),
        ("name=gion+B", "B"),
        ("saves=1..1", "ABC"),
        ("saves=2..", ""),
        ("made=2020-01-01..", "ABC"),
        ("made=..2020-01-01", ""),
    ],
)
def test_facets_narrow_by_value(enter, regions, query, seen):
    regions(A="local", B="domestic", C="remote")
    page = enter("clerk").get(f"/lab/regions?{query}").text
    assert {code for code in "ABC" if f"Region {code}" in page} == set(seen)


@pytest.mark.parametrize(
    "query",
    [
        "f=nonsense",
        "g=nonsense",
        "s=-nonsense",
        "s=english",
        "p=0",
        "p=abc",
        "p=-1",
        "cols=x,y",
        "view=pivot",
        "class=nowhere",
        "made=yesterday",
        "made=2026-13-45..",
        "saves=many",
        "saves=NaN",
        "saves=1e99",
        "by=x",
        "by=99999999999999999999999",
        "by=-1",
        "p=" + "9" * 40,
    ],
)
def test_what_an_address_says_wrongly_is_dropped_with_a_sentence(enter, regions, query):
    regions(A="local")
    answer = enter("clerk").get(f"/lab/regions?{query}")
    assert answer.status_code == 200
    assert 'class="note"' in answer.text
    assert "Region A" in answer.text


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 5000, "q=%F0%9F%94%A7", "f=", "p=2&q=A"])
def test_odd_addresses_never_break(enter, regions, query):
    regions(A="local")
    assert enter("clerk").get(f"/lab/regions?{query}").status_code == 200


def test_a_page_beyond_the_last_shows_the_last(enter, regions):
    regions(**{f"R{n:02}": "local" for n in range(25)})
    page = enter("clerk").get("/lab/regions?p=9").text
    assert "Region R24" in page
    assert "There are only 3 pages" in page


@on_both
def test_groups_count_total_and_open(enter, regions):
    regions(A="local", B="local", C="remote")
    browser = enter("clerk")
    page = browser.get("/lab/regions?g=class").text
    assert "Near" in page
    assert "Far" in page
    assert "Region A" not in page
    inside = browser.get("/lab/regions/group?g=class&in=local").text
    assert "Region A" in inside
    assert "Region B" in inside
    assert "Region C" not in inside
    nested = browser.get("/lab/regions/group?g=class&g=month&in=local").text
    assert "in=local&amp;in=20" in nested
    assert browser.get("/lab/regions/group?g=class&in=a&in=b").status_code == 422


def test_totals_stand_under_summed_columns(enter, regions):
    regions(A="local", B="local")
    assert "<tfoot>" in enter("clerk").get("/lab/regions").text


def test_columns_are_chosen_in_the_address(enter, regions):
    regions(A="local")
    page = enter("clerk").get("/lab/regions?cols=code,english").text
    assert 'data-label="English"' in page
    assert 'data-label="Class"' not in page


def test_masked_values_stay_masked_on_screen(enter):
    masked, open_page = (
        enter("clerk").get("/lab/people").text,
        enter("dispatcher").get("/lab/people").text,
    )
    assert "tel:" not in masked
    assert masked != open_page


def test_a_list_needs_its_permission_and_says_so(enter):
    answer = enter("gate").get("/lab/regions")
    assert answer.status_code == 403
    assert "Look" in answer.text


def test_a_list_runs_a_constant_number_of_statements(lab, enter, regions):
    from aftersales.db.session import db
    from aftersales.testing.queries import count_statements

    browser, counts = enter("clerk"), []
    for batch in (("a", 3), ("b", 6)):
        regions(**{f"{batch[0]}{n}": "local" for n in range(batch[1])})
        with lab.app_context(), count_statements(db.engine) as counted:
            assert browser.get("/lab/regions").status_code == 200
        counts.append(counted.count)
    assert counts[0] == counts[1] <= 12


def test_an_empty_list_teaches(enter):
    page = enter("clerk").get("/lab/regions").text
    assert "No region yet." in page
    assert 'href="/lab/regions/new"' in page


def test_favourites_are_kept_opened_by_default_and_dropped(enter, regions):
    regions(A="local", B="remote")
    browser = enter("clerk")
    kept = {"title": "The far ones", "address": "f=far", "default": "1"}
    assert browser.post("/lab/regions/favourites", data=kept).status_code == 302
    assert browser.get("/lab/regions").location == "/lab/regions?f=far"
    assert "The far ones" not in enter("dispatcher").get("/lab/regions").text
    page = browser.get("/lab/regions?f=far").text
    number = page.partition("/lab/regions/favourites/")[2].partition("/")[0]
    assert enter("dispatcher").post(f"/lab/regions/favourites/{number}/remove").status_code == 404
    assert browser.post(f"/lab/regions/favourites/{number}/remove").status_code == 302
    assert browser.get("/lab/regions").status_code == 200


def test_sharing_a_favourite_needs_the_right(enter):
    answer = enter("clerk").post("/lab/regions/favourites", data={"title": "x", "shared": "1"})
    assert answer.status_code == 403


def test_bulk_verbs_run_for_all_or_for_none(enter, regions, region):
    first, second, odd = regions(A="local", B="local", odd="local")
    browser = enter("clerk")
    refused = browser.post("/lab/regions/bulk/mark", data={"ids": [first, odd]})
    assert refused.status_code == 409
    assert region(first).name_en == ""
    assert browser.post("/lab/regions/bulk/mark", data={"ids": [first]}).status_code == 302
    assert (region(first).name_en, region(second).name_en) == ("marked", "")
    assert browser.post("/lab/regions/bulk/mark?q=B", data={"all": "1"}).status_code == 302
    assert region(second).name_en == "marked"
    assert browser.post("/lab/regions/bulk/mark", data={}).status_code == 422
    assert browser.post("/lab/regions/bulk/nothing", data={"ids": [first]}).status_code == 404


def test_a_bulk_verb_asks_for_values_and_keeps_what_was_ticked(enter, regions, region):
    first, second = regions(A="local", B="local")
    browser = enter("clerk")
    dialog = browser.get("/lab/regions/bulk/greet", headers={"HX-Request": "true"}).text
    assert 'name="words"' in dialog
    assert "<html" not in dialog
    sent = {"ids": [first, second], "words": ""}
    refused = browser.post("/lab/regions/bulk/greet", data=sent)
    assert refused.status_code == 422
    assert refused.text.count('name="ids"') == 2
    assert browser.post("/lab/regions/bulk/greet", data={**sent, "words": "hi"}).status_code == 302
    assert (region(first).name_en, region(second).name_en) == ("hi", "hi")


def test_a_card_moves_by_the_one_step_that_leads_there(enter, regions, region):
    (number,) = regions(A="local")
    browser = enter("clerk")
    page = browser.get("/lab/regions?view=board").text
    assert 'data-code="local"' in page
    assert "Region A" in page
    moved = browser.post("/lab/regions/board", data={"id": number, "to": "domestic"})
    assert moved.json == {"ok": True}
    assert region(number).region_class == "domestic"
    refused = browser.post(
        "/lab/regions/board",
        data={"id": number, "to": "remote"},
        headers={"Accept": "application/json"},
    )
    assert refused.status_code == 409
    assert "English name" in refused.json["message"]


def test_the_printed_list_has_no_frame(enter, regions):
    regions(A="local")
    page = enter("clerk").get("/lab/regions/print").text
    assert "Region A" in page
    assert "topbar" not in page
