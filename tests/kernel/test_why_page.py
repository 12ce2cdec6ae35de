"""*Why can I (not) see this?*: rules, values and verbs, without giving away what is hidden."""

import pytest
from sqlalchemy import select

from aftersales.auth.models import User
from modules.service.api import Case

pytestmark = pytest.mark.demo_company


@pytest.fixture
def foreign(uow_as):
    """A case that the second engineer does not see."""
    with uow_as("engineer2", write=False) as uow:
        seen = set(uow.scalars(select(Case.id)))
    with uow_as("clerk", write=False) as uow:
        return next(key for key in uow.scalars(select(Case.id)) if key not in seen)


def test_one_learns_why_one_sees_a_record(login, foreign):
    page = login("clerk").get(f"/-/why/service.case/{foreign}")
    assert page.status_code == 200
    assert "我为什么能看到？" in page.text
    assert "全部案件" in page.text or "登记" in page.text
    assert 'name="user"' not in page.text, "only holders of the right may ask for others"
    assert "/-/why/service.case/" in login("clerk").get(f"/service/cases/{foreign}").text


def test_a_hidden_record_answers_as_one_that_does_not_exist(login, foreign):
    engineer = login("engineer2")
    hidden, missing = (engineer.get(f"/-/why/service.case/{key}") for key in (foreign, 999_999))
    assert hidden.status_code == missing.status_code == 404
    said = [
        answer.text.partition("<main")[2].partition("</main>")[0] for answer in (hidden, missing)
    ]
    assert said[0] == said[1] != ""
    assert "/-/why/" not in engineer.get(f"/service/cases/{foreign}").text


def test_an_administrator_asks_for_anybody(login, foreign, uow_as):
    with uow_as("system", write=False) as uow:
        engineer = uow.scalar(select(User.id).where(User.username == "engineer2"))
    page = login("admin").get(f"/-/why/service.case/{foreign}?user={engineer}")
    assert page.status_code == 200
    assert "李强不能查看此记录" in page.text
    seen = login("admin").get(f"/-/why/service.case/{foreign}?user=3")
    assert "可用操作" in seen.text
    assert login("admin").get("/-/why/service.case/999999").status_code == 404
    assert login("admin").get("/-/why/service.nothing/1").status_code == 404


def test_the_way_from_a_refusal_is_for_those_who_may_know(login):
    gate, admin = login("gate"), login("admin")
    assert "/-/why/" not in gate.get("/service/cases/1").text
    closed = admin.get("/service/cases/999999")
    assert closed.status_code == 404
    assert "/-/why/service.case/999999" in closed.text
    assert "/-/why/" not in gate.get("/parts/parts/1").text
