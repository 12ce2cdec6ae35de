"""The thread under a record: notes, mentions, to-dos, files, changes and steps."""

import io

import pytest
from sqlalchemy import delete, select

from aftersales.actor import system_actor
from aftersales.auth.models import Region, User
from aftersales.db.uow import unit_of_work
from aftersales.notify.models import Message
from aftersales.timeline import log
from aftersales.timeline.verbs import MENTION
from tests.kernel.views_fixtures import enter, lab, on_both, region, regions

__all__ = ["enter", "lab", "region", "regions"]


def write(browser, number, verb, **data):
    return browser.post(f"/-/thread/lab.region/{number}/{verb}", data=data)


def told(lab, username):
    with lab.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
        user = uow.scalar(select(User.id).where(User.username == username))
        return uow.rows(select(Message.__table__).where(Message.__table__.c.user_id == user))


@on_both
def test_a_note_tells_the_mentioned_and_later_the_followers(lab, enter, regions):
    (number,) = regions(A="local")
    page = write(enter("clerk"), number, "note", body="@engineer please look <b>").text
    assert "&lt;b&gt;" in page
    assert 'class="mention">@engineer' in page
    assert len(told(lab, "engineer")) == 1
    write(enter("dispatcher"), number, "note", body="seen")
    assert len(told(lab, "engineer")) == 2
    assert len(told(lab, "clerk")) == 1
    assert told(lab, "dispatcher") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@张伟，请看", ["张伟"]),
        ("a@b.c @clerk.", ["b", "clerk"]),
        ("(@王丽)", ["王丽"]),
        ("@ nobody", []),
    ],
)
def test_mentions_end_at_punctuation(text, names):
    assert MENTION.findall(text) == names


def test_empty_and_endless_notes_are_refused(enter, regions):
    (number,) = regions(A="local")
    assert write(enter("clerk"), number, "note", body="  ").status_code == 422
    assert write(enter("clerk"), number, "note", body="x" * 9000).status_code == 422


def test_a_todo_is_kept_and_ticked_off(enter, regions):
    (number,) = regions(A="local")
    browser = enter("clerk")
    page = write(browser, number, "todo", body="Call Changde", due_on="2026-12-01").text
    assert "Call Changde" in page
    assert "2026-12-01" in page
    note = page.partition('name="note_id" value="')[2].partition('"')[0]
    assert "thread-todos" not in write(browser, number, "done", note_id=note).text
    assert write(browser, number, "todo", body="x", due_on="someday").status_code == 422
    assert write(browser, number, "done", note_id="999").status_code == 404


def test_changes_and_steps_stand_in_one_thread(lab, enter, regions):
    (number,) = regions(A="local")
    browser = enter("clerk")
    browser.post(
        f"/lab/regions/{number}/edit", data={"version": "1", "code": "A", "name": "Changde"}
    )
    browser.post(f"/lab/regions/{number}/do/widen", data={})
    with lab.app_context(), unit_of_work(system_actor("nightly")) as uow:
        log(uow, uow.get(Region, number), "Exit permit printed")
    page = browser.get(f"/lab/regions/{number}").text
    thread = page.partition('id="thread"')[2]
    for part in (
        "Region A → <b>Changde</b>",
        "Near → <b>Country</b>",
        "Exit permit printed",
        "Created",
    ):
        assert part in thread
    assert (
        thread.index("Exit permit")
        < thread.index("Country")
        < thread.index("Changde")
        < thread.index("Created")
    )


@on_both
def test_a_record_does_not_inherit_the_history_of_one_that_had_its_key(lab, enter, regions):
    """Uninstalling drops tables and leaves the trail; SQLite then gives the same keys again."""
    (number,) = regions(A="local")
    edit = f"/lab/regions/{number}/edit"
    browser = enter("clerk")
    browser.post(edit, data={"version": "1", "code": "A", "name": "Changde"})
    with lab.app_context(), unit_of_work(system_actor("uninstall")) as uow:
        uow.execute(delete(Region.__table__).where(Region.__table__.c.id == number))
    with lab.app_context(), unit_of_work(system_actor("test")) as uow:
        uow.add(Region(id=number, code="B", name="Region B", region_class="local"))
    browser.post(edit, data={"version": "1", "code": "B", "name": "Yueyang"})
    thread = browser.get(f"/lab/regions/{number}").text.partition('id="thread"')[2]
    assert "Region B → <b>Yueyang</b>" in thread
    assert thread.count("Created") == 1
    assert "Changde" not in thread


def test_files_hang_in_the_thread(enter, regions):
    (number,) = regions(A="local")
    answer = enter("clerk").post(
        f"/-/thread/lab.region/{number}/attach",
        data={"files": (io.BytesIO(b"plain words"), "notes.txt", "text/plain")},
    )
    assert answer.status_code == 200
    assert "notes.txt" in answer.text
    assert write(enter("clerk"), number, "attach").status_code == 422


def test_following_is_switched(enter, regions):
    (number,) = regions(A="local")
    browser = enter("clerk")
    assert "Followers 1" in write(browser, number, "follow").text
    assert "Followers 0" in write(browser, number, "follow").text


def test_a_thread_is_guarded_by_its_record(enter, regions):
    (number,) = regions(A="local")
    assert write(enter("gate"), number, "note", body="x").status_code == 403
    assert write(enter("clerk"), 999, "note", body="x").status_code == 404
    assert write(enter("clerk"), number, "shout", body="x").status_code == 404
