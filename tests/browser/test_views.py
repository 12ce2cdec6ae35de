"""The views in a real browser: type-ahead, lines, dialogs, signatures, small screens."""

import pytest
from sqlalchemy import func, select

from aftersales.actor import system_actor
from aftersales.auth.models import Region, Role, RoleGrant
from aftersales.db.uow import unit_of_work
from aftersales.testing.browser import PHONE
from tests.kernel.views_fixtures import enter, lab, region, regions

__all__ = ["enter", "lab", "region", "regions"]
pytestmark = pytest.mark.browser


@pytest.fixture
def app(lab):
    return lab


def stored(lab, statement):
    with lab.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
        return uow.rows(statement)


def test_a_role_is_typed_with_a_look_up_and_lines(lab, open_page):
    page = open_page("clerk")
    page.goto("/lab/roles/new")
    page.fill("#code", "chief")
    page.fill("#name", "Chief")
    page.locator(".in-lookup .ts-control").click()
    page.keyboard.type("dispat")
    page.locator(".ts-dropdown .option").first.wait_for()
    page.keyboard.press("Enter")
    for number, permission in enumerate(("first", "second", "third")):
        page.click("[data-line-add]")
        page.fill(f"[name='grants-{number}-permission']", permission)
    page.locator("[data-line-drop]").nth(1).click()
    page.click("[data-submit]")
    page.locator(".flash-success").wait_for()
    (role,) = stored(lab, select(Role.id, Role.name_en).where(Role.code == "chief"))
    assert int(role.name_en) > 0
    lines = stored(lab, select(RoleGrant.permission).where(RoleGrant.role_id == role.id))
    assert {line.permission for line in lines} == {"first", "third"}


def test_a_look_up_at_the_foot_of_the_window_opens_upwards(open_page):
    page = open_page("clerk")
    page.goto("/lab/roles/new")
    field = page.locator(".in-lookup .ts-control")
    foot = int(field.bounding_box()["y"]) + 40
    page.set_viewport_size({"width": 1440, "height": foot})
    field.click()
    page.locator(".ts-dropdown .option").first.wait_for()
    lists = page.locator(".ts-dropdown").bounding_box()
    assert lists["y"] + lists["height"] <= foot


def test_a_double_click_makes_one_record(lab, open_page):
    page = open_page("clerk")
    page.goto("/lab/regions/new")
    page.fill("#code", "once")
    page.fill("#name", "Once")
    page.locator("[data-submit]").dblclick(no_wait_after=True)
    page.locator(".flash-success").wait_for()
    assert stored(lab, select(func.count()).select_from(Region)) == [(1,)]


def test_a_dialog_keeps_its_error_takes_a_signature_and_closes(open_page, regions, region):
    (number,) = regions(A="local")
    page = open_page("clerk")
    page.goto(f"/lab/regions/{number}")
    page.get_by_text("Greet", exact=True).click()
    page.fill("#dialog [name=words]", "rude")
    page.click("#dialog [data-submit]")
    page.locator("#dialog .field-error").wait_for()
    assert page.input_value("#dialog [name=words]") == "rude"
    page.fill("#dialog [name=words]", "hello")
    box = page.locator("#dialog canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=8)
    page.mouse.up()
    page.click("#dialog [data-submit]")
    page.locator(".flash-success").wait_for()
    assert int(region(number).name_en.removeprefix("hello")) > 500


def test_the_sum_behind_a_value_opens_and_closes(open_page, regions):
    (number,) = regions(A="local")
    page = open_page("clerk")
    page.goto(f"/lab/regions/{number}")
    page.click(".why")
    page.get_by_text("Rule 7").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("Rule 7").wait_for(state="hidden")


def test_rows_are_ticked_and_marked_together(open_page, regions, region):
    made = regions(**{f"R{n:02}": "local" for n in range(14)})
    page = open_page("clerk")
    page.goto("/lab/regions")
    page.click("[data-tick-all]")
    page.click("[data-select-all]")
    page.get_by_role("button", name="Mark").click()
    page.locator(".flash-success").wait_for()
    assert [region(number).name_en for number in made] == ["marked"] * 14


def test_the_record_knows_its_neighbours_and_the_way_back(open_page, regions):
    first, second = regions(A="local", B="local")
    page = open_page("clerk")
    page.goto("/lab/regions?f=near&s=-code")
    page.get_by_text("Region A").click()
    page.wait_for_url(f"**/lab/regions/{first}")
    page.click("[data-prev]")
    page.wait_for_url(f"**/lab/regions/{second}")
    page.click("[data-back-to-list]")
    page.wait_for_url("**/lab/regions?f=near&s=-code")


def test_groups_open_in_place(open_page, regions):
    regions(A="local", B="remote")
    page = open_page("clerk")
    page.goto("/lab/regions?g=class")
    page.locator(".group-open").first.click()
    page.locator("tr[data-id]").first.wait_for()
    page.locator(".group-open").first.click()
    page.locator("tr[data-id]").first.wait_for(state="hidden")


def test_notes_are_written_without_leaving(open_page, regions):
    (number,) = regions(A="local")
    page = open_page("clerk")
    page.goto(f"/lab/regions/{number}")
    page.click("[data-thread-open=note]")
    page.fill("[data-thread-box=note] textarea", "Seen by @engineer")
    page.keyboard.press("Control+Enter")
    page.locator(".thread-note .mention").wait_for()


def test_the_search_box_answers_from_the_keyboard(open_page, regions):
    regions(CD="local")
    page = open_page("clerk")
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("CD")
    page.locator(".answers .hits a").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=CD")


@pytest.mark.parametrize(
    "path", ["/", "/lab/regions", "/lab/regions?view=board", "/lab/regions/new", "/search"]
)
def test_nothing_is_wider_than_a_phone(open_page, regions, path):
    regions(A="local", B="domestic")
    page = open_page("clerk", size=PHONE)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_theme_is_switched_and_stays(open_page):
    page = open_page("clerk")
    page.goto("/")
    page.click(".topbar-person")
    page.click("[data-theme-switch]")
    page.reload()
    assert page.get_attribute("html", "data-bs-theme") == "dark"
