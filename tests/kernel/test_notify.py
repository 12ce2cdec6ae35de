"""The inbox: one's own notes only, in one's own language, counted on the bell."""

import pytest

from aftersales.auth.organisation import user_by_name
from aftersales.i18n import _l
from aftersales.notify import notify
from aftersales.notify.messages import PAGE, unread_count

pytestmark = pytest.mark.both_databases
SAVE = _l("Save")


def tell(uow_as, count=1, **options):
    with uow_as("system") as uow:
        for number in range(count):
            notify(uow, title=SAVE, body=f"no. {number}", **options)


def test_a_note_to_a_role_reaches_each_of_its_people_once(uow_as):
    with uow_as("system") as uow:
        engineer = user_by_name(uow, "engineer").id
        assert notify(uow, [engineer, engineer, None], title=SAVE, role="engineer") == 2
        user_by_name(uow, "engineer2").is_active = False
        assert notify(uow, title=SAVE, role="engineer") == 1
        assert notify(uow, title=SAVE) == 0


def test_notes_speak_the_readers_language(uow_as, login):
    tell(uow_as, role="clerk")
    browser = login("clerk")
    assert "保存" in browser.get("/inbox").text
    browser.post("/me", data={"locale": "en", "theme": "light", "phone": ""})
    assert "<strong>Save</strong>" in browser.get("/inbox").text


def test_the_bell_counts_until_all_is_read(uow_as, login):
    tell(uow_as, count=3, role="clerk")
    with uow_as("clerk", write=False) as uow:
        assert unread_count(uow) == 3
    with uow_as("sales", write=False) as uow:
        assert unread_count(uow) == 0
    browser = login("clerk")
    assert '<span class="count">3</span>' in browser.get("/me").text
    assert browser.post("/inbox/read-all").status_code == 303
    assert 'class="count"' not in browser.get("/me").text


def test_opening_a_note_reads_it_and_leads_on(uow_as, login):
    tell(uow_as, role="clerk", url="/me")
    browser = login("clerk")
    assert browser.get("/inbox?show=unread").text.count("inbox-note") == 1
    answer = browser.post("/inbox/1/open")
    assert (answer.status_code, answer.location) == (303, "/me")
    assert "inbox-note" not in browser.get("/inbox?show=unread").text


def test_somebody_elses_note_is_not_there(uow_as, login):
    tell(uow_as, role="clerk")
    assert login("sales").post("/inbox/1/open").status_code == 404
    assert "保存" not in login("sales").get("/inbox").text


def test_a_note_never_leads_outside(uow_as, login):
    tell(uow_as, role="clerk", url="//evil.example")
    assert login("clerk").post("/inbox/1/open").location == "/"


def test_many_notes_come_in_pages(uow_as, login):
    tell(uow_as, count=PAGE + 2, role="clerk")
    browser = login("clerk")
    first = browser.get("/inbox").text
    assert first.count("inbox-button") == PAGE
    assert "/inbox?before=3" in first
    assert browser.get("/inbox?before=3").text.count("inbox-button") == 2
    assert browser.get("/inbox?before=nonsense").status_code == 200
