"""Days typed by hand: what does not exist stays as typed, for the server to refuse by name."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.demo_company]


def test_a_day_that_does_not_exist_is_not_dropped(open_page):
    page = open_page("sales")
    page.goto("/handoff/contracts/new")
    due, number = page.locator("[name=delivery_on]"), page.locator("[name=number]")
    due.click()
    due.press_sequentially("2026-13-45")
    due.press("Tab")
    assert due.input_value() == "2026-13-45"
    due.fill("2026-02-30")
    number.click()
    assert due.input_value() == "2026-02-30"
    page.click("[data-submit]")
    page.locator(".note-error").wait_for()
    assert due.input_value() == "2026-02-30"
    assert "2026-02-30" in page.locator(".field", has=due).locator(".field-error").inner_text()
    due.fill("")
    number.click()
    assert due.input_value() == ""
