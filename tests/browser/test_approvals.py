"""Approving from a taxi: big ticks, one question, one tap."""

import pytest

from aftersales.testing.browser import PHONE
from aftersales.workflow import pending_for

pytestmark = [pytest.mark.browser, pytest.mark.demo_company]


def test_what_is_ticked_on_a_phone_is_approved_with_one_question(open_page, uow_as):
    page = open_page("dispatcher", size=PHONE)
    page.goto("/approvals")
    many = page.locator("[data-many]")
    assert many.is_disabled(), "nothing is ticked yet"
    tick = page.locator(".approval-tick").first.bounding_box()
    assert min(tick["width"], tick["height"]) >= 44, "a finger hits it"
    page.locator("[data-all]").check()
    assert page.locator("[data-count]").inner_text() == str(
        page.locator("[name=step]").count() // 2
    )
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    many.click()
    page.wait_for_selector(".flash-success")
    assert len(asked) == 1
    with uow_as("dispatcher", write=False) as uow:
        assert pending_for(uow) == []
