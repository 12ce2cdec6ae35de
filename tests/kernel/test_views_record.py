"""Record pages: reading, creating, editing, steps, actions, and never losing what was typed."""

import base64
import re

import pytest
from sqlalchemy import func, select

from aftersales.actor import system_actor
from aftersales.auth.models import Region, Role, RoleGrant
from aftersales.db.uow import unit_of_work
from tests.kernel.views_fixtures import enter, lab, on_both, region, regions

__all__ = ["enter", "lab", "region", "regions"]

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
SIGNED = "data:image/png;base64," + base64.b64encode(PNG).decode()


def version_of(page):
    return re.search(r'name="version" value="(\d+)"', page).group(1)


def token_of(page):
    return re.search(r'name="_once" value="([^"]+)"', page).group(1)


def count(lab):
    with lab.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
        return uow.scalar(select(func.count()).select_from(Region))


def test_a_record_shows_its_values_states_and_why(enter, regions):
    (number,) = regions(A="local")
    browser = enter("clerk")
    page = browser.get(f"/lab/regions/{number}").text
    for part in ("Region A", "statusbar", "Widen now", "Greet", "from A", "People", "/why/size"):
        assert part in page
    why = browser.get(f"/lab/regions/{number}/why/size").text
    assert "Letters" in why
    assert "Rule 7" in why


def test_records_one_may_not_see_are_not_there(enter):
    browser = enter("clerk")
    for number in ("999", "0", "9" * 30):
        assert browser.get(f"/lab/regions/{number}").status_code == 404
    assert browser.get("/lab/regions/abc").status_code == 404


def test_a_reader_sees_no_verbs_and_may_not_use_them(enter, regions, region):
    (number,) = regions(A="local")
    reader = enter("dispatcher")
    page = reader.get(f"/lab/regions/{number}").text
    assert "/do/widen" not in page
    assert "Next: Widen (Service clerk)." in page
    assert "/edit" not in page
    for path in ("edit", "do/greet", "do/widen", "delete"):
        assert reader.post(f"/lab/regions/{number}/{path}", data={}).status_code == 403
    assert reader.post("/lab/regions/new", data={"code": "X", "name": "X"}).status_code == 403
    assert region(number).region_class == "local"


@on_both
def test_a_new_record_is_made_once_however_often_it_is_sent(lab, enter):
    browser = enter("clerk")
    page = browser.get("/lab/regions/new?code=CD&nonsense=1").text
    assert 'value="CD"' in page
    sent = {"code": "CD", "name": "Changde", "_once": token_of(page)}
    first, second = (browser.post("/lab/regions/new", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert count(lab) == 1


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({"code": "", "name": "typed"}, 422, "This field is required."),
        ({"code": "taken", "name": "typed"}, 422, "This code is taken."),
        ({"code": "locked", "name": "typed"}, 409, "The book of regions is closed."),
        ({"code": "x" * 31, "name": "typed"}, 422, "cannot be longer"),
    ],
)
def test_a_refused_form_keeps_the_input_beside_its_sentence(lab, enter, sent, status, sentence):
    answer = enter("clerk").post("/lab/regions/new", data=sent)
    assert answer.status_code == status
    assert sentence in answer.text
    assert 'value="typed"' in answer.text
    assert count(lab) == 0


def test_a_refused_form_may_be_sent_again_with_the_same_token(lab, enter):
    browser = enter("clerk")
    token = token_of(browser.get("/lab/regions/new").text)
    assert (
        browser.post(
            "/lab/regions/new", data={"code": "taken", "name": "n", "_once": token}
        ).status_code
        == 422
    )
    assert (
        browser.post(
            "/lab/regions/new", data={"code": "free", "name": "n", "_once": token}
        ).status_code
        == 303
    )
    assert count(lab) == 1


def test_a_clash_in_the_database_is_a_sentence(enter, regions):
    regions(A="local")
    answer = enter("clerk").post("/lab/regions/new", data={"code": "A", "name": "typed"})
    assert answer.status_code == 409
    assert 'value="typed"' in answer.text


@on_both
def test_a_stale_save_shows_both_values_and_lets_the_person_choose(enter, regions, region):
    (number,) = regions(A="local")
    browser = enter("clerk")
    old = version_of(browser.get(f"/lab/regions/{number}/edit").text)
    assert (
        browser.post(
            f"/lab/regions/{number}/edit", data={"version": old, "code": "A", "name": "Theirs"}
        ).status_code
        == 303
    )
    answer = browser.post(
        f"/lab/regions/{number}/edit", data={"version": old, "code": "A", "name": "Mine"}
    )
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert "Somebody else saved" in answer.text
    assert region(number).name == "Theirs"
    again = {"version": version_of(answer.text), "code": "A", "name": "Mine"}
    assert browser.post(f"/lab/regions/{number}/edit", data=again).status_code == 303
    assert region(number).name == "Mine"


def test_a_verb_that_refuses_half_way_leaves_nothing(enter, regions, region):
    (number,) = regions(A="local")
    browser = enter("clerk")
    sent = {
        "version": version_of(browser.get(f"/lab/regions/{number}/edit").text),
        "code": "taken",
        "name": "typed",
    }
    answer = browser.post(f"/lab/regions/{number}/edit", data=sent)
    assert answer.status_code == 422
    assert 'value="typed"' in answer.text
    assert region(number).name == "Region A"


def test_a_locked_record_is_not_edited(enter, regions):
    (number,) = regions(A="remote")
    browser = enter("clerk")
    assert "Far regions rest." in browser.get(f"/lab/regions/{number}").text
    assert browser.get(f"/lab/regions/{number}/edit").status_code == 409


def test_steps_are_taken_or_greyed_with_the_reason(enter, regions, region):
    (number,) = regions(A="local")
    browser = enter("clerk")
    assert browser.post(f"/lab/regions/{number}/do/widen", data={}).status_code == 303
    page = browser.get(f"/lab/regions/{number}").text
    assert "is-refused" in page
    assert "The English name is missing." in page
    refused = browser.post(f"/lab/regions/{number}/do/step-send", data={"note": "go"})
    assert refused.status_code == 409
    assert "The English name is missing." in refused.text
    assert region(number).region_class == "domestic"
    assert browser.post(f"/lab/regions/{number}/do/step-widen", data={}).status_code == 409


def test_a_dialog_asks_checks_and_answers(enter, regions, region):
    (number,) = regions(A="local")
    browser = enter("clerk")
    path = f"/lab/regions/{number}/do/greet"
    dialog = browser.get(path, headers={"HX-Request": "true"}).text
    assert "dialog-form" in dialog
    assert "<html" not in dialog
    for sent, sentence in (
        ({"words": ""}, "required"),
        ({"words": "rude"}, "Be polite."),
        ({"words": "hi", "signed": "data:text/html,x"}, "sign again"),
    ):
        answer = browser.post(path, data=sent, headers={"HX-Request": "true"})
        assert answer.status_code == 422
        assert sentence in answer.text
    sent = {"words": "hello", "signed": SIGNED, "_once": token_of(dialog)}
    for _ in range(2):
        answer = browser.post(path, data=sent, headers={"HX-Request": "true"})
        assert answer.status_code == 204
        assert answer.headers["HX-Redirect"] == f"/lab/regions/{number}"
    assert region(number).name_en == f"hello{len(PNG)}"


def test_a_huge_signature_is_refused(enter, regions):
    (number,) = regions(A="local")
    huge = "data:image/png;base64," + base64.b64encode(PNG + b"x" * 300_000).decode()
    answer = enter("clerk").post(
        f"/lab/regions/{number}/do/greet", data={"words": "a", "signed": huge}
    )
    assert answer.status_code == 422


@on_both
def test_lines_are_added_changed_and_removed(lab, enter):
    browser = enter("clerk")
    sent = {
        "code": "r",
        "name": "Role",
        "grants-0-permission": "a",
        "grants-7-permission": "b",
        "grants-7-source": "company",
    }
    number = int(browser.post("/lab/roles/new", data=sent).location.rsplit("/", 1)[1])
    page = browser.get(f"/lab/roles/{number}/edit").text
    ids = re.findall(r'name="grants-\d-id" value="(\d+)"', page)
    assert len(ids) == 2
    sent = {
        "version": version_of(page),
        "code": "r",
        "name": "Role",
        "grants-0-id": ids[1],
        "grants-0-permission": "B",
        "grants-1-permission": "c",
    }
    assert browser.post(f"/lab/roles/{number}/edit", data=sent).status_code == 303
    with lab.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
        rows = uow.rows(
            select(RoleGrant.id, RoleGrant.permission).where(RoleGrant.role_id == number)
        )
    assert {row.permission for row in rows} == {"B", "c"}
    assert int(ids[1]) in {row.id for row in rows}
    assert "B" in browser.get(f"/lab/roles/{number}").text


def test_a_wrong_line_keeps_all_lines_and_marks_its_own(lab, enter):
    with lab.app_context(), unit_of_work(system_actor("test")) as uow:
        number = uow.add(Role(code="r", name="Role")).id
    browser = enter("clerk")
    sent = {
        "version": "1",
        "code": "r",
        "name": "Role",
        "grants-0-permission": "fine",
        "grants-1-permission": "bad",
    }
    answer = browser.post(f"/lab/roles/{number}/edit", data=sent)
    assert answer.status_code == 422
    assert "No such permission." in answer.text
    assert 'value="fine"' in answer.text


def test_an_id_nobody_offered_is_refused_in_place(enter):
    browser = enter("clerk")
    for head in ("999999", "abc", "-1", "9" * 40):
        answer = browser.post("/lab/roles/new", data={"code": "r", "name": "n", "head_id": head})
        assert answer.status_code == 422
        assert "Choose from the list." in answer.text


def test_a_live_panel_answers_to_the_form_as_it_stands(enter):
    answer = enter("clerk").post("/lab/regions/live/echo", data={"name": "<Changde>"})
    assert answer.text == "<b>&lt;Changde&gt;</b>"


def test_deleting_leads_back_to_the_list(lab, enter, regions):
    (number,) = regions(A="local")
    assert enter("clerk").post(f"/lab/regions/{number}/delete").location == "/lab/regions"
    assert count(lab) == 0


def test_nul_characters_never_reach_the_database(enter):
    answer = enter("clerk").post("/lab/regions/new", data={"code": "a\x00b", "name": "n"})
    assert answer.status_code == 303
