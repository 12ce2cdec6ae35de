"""Looking through another's eyes: read only, with their rights instead of one's own, on record."""

import pytest
from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db.audit import AuditEntry
from aftersales.testing.client import BrowserClient

WORDS = "您正以“{}”的身份查看"


@pytest.fixture
def admin(login) -> BrowserClient:
    return login("admin")


def key_of(uow_as, username):
    with uow_as("system", write=False) as uow:
        return f"user:{uow.scalar(select(User.id).where(User.username == username))}"


def look(browser, key):
    return browser.post("/view-as", data={"as": key})


def test_an_administrator_sees_what_the_other_sees_and_no_more(admin, uow_as):
    assert look(admin, key_of(uow_as, "gate")).status_code == 303
    page = admin.get("/")
    assert WORDS.format("马德胜") in page.text
    assert "周明" in page.text
    assert admin.get("/sysadmin/").status_code == 403, "the administrator's own right is gone"
    assert admin.get("/me").status_code == 403, "the account is the other's alone"
    assert admin.get("/parts/exit-permits").status_code == 200
    assert admin.get("/customers/customers").status_code == 403


def test_a_role_without_a_person_can_be_looked_through(admin):
    look(admin, "role:clerk")
    for address in ("/", "/service/cases", "/inbox"):
        assert admin.get(address).status_code == 200, address
    assert WORDS.format("受理员") in admin.get("/service/cases").text
    assert admin.get("/sysadmin/").status_code == 403


@pytest.mark.parametrize("address", ["/me", "/customers/customers/new", "/imports", "/view-as"])
def test_nothing_can_be_written_meanwhile(admin, uow_as, address):
    look(admin, key_of(uow_as, "sales"))
    refused = admin.post(address, data={"locale": "en", "theme": "dark", "as": "role:leader"})
    assert refused.status_code == 403
    assert "不能做任何更改" in refused.text
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(User.locale).where(User.username == "sales")) == "zh_CN"


def test_it_ends_and_both_ends_are_on_record(admin, uow_as):
    look(admin, key_of(uow_as, "clerk"))
    assert admin.post("/view-as/end").headers["Location"] == "/view-as"
    page = admin.get("/sysadmin/audit/")
    assert page.status_code == 200
    assert "开始以他人身份查看" in page.text
    with uow_as("system", write=False) as uow:
        found = uow.rows(
            select(AuditEntry.action, AuditEntry.actor_name, AuditEntry.changes)
            .where(AuditEntry.action.in_(["view-as", "view-end"]))
            .order_by(AuditEntry.seq)
        )
    assert [tuple(row) for row in found] == [
        ("view-as", "周明", {"as": [None, "王丽"]}),
        ("view-end", "周明", {"as": [None, "王丽"]}),
    ]


def test_logging_out_ends_it_in_the_administrators_name(admin, uow_as):
    look(admin, key_of(uow_as, "clerk"))
    admin.post("/logout")
    assert admin.get("/").headers["Location"].startswith("/login")
    with uow_as("system", write=False) as uow:
        names = uow.scalars(select(AuditEntry.actor_name).where(AuditEntry.action == "logout"))
        assert list(names) == ["周明"]
    admin.post("/login", data={"username": "admin", "password": "aftersales-demo"})
    assert admin.get("/sysadmin/").status_code == 200


def test_it_is_for_administrators(login):
    leader = login("leader")
    assert leader.get("/view-as").status_code == 403
    assert look(leader, "role:clerk").status_code == 403
    assert "user:" not in leader.get("/").text


def test_who_loses_the_right_is_oneself_again(admin, uow_as):
    look(admin, key_of(uow_as, "clerk"))
    with uow_as("system") as uow:
        user = uow.scalar(select(User).where(User.username == "admin"))
        user.roles = []
    page = admin.get("/")
    assert "身份查看" not in page.text
    assert admin.get("/service/cases").status_code == 403


@pytest.mark.parametrize("key", ["", "user:", "user:999", "role:nothing", "user:x", "7"])
def test_there_must_be_somebody_to_look_through(admin, key):
    assert look(admin, key).status_code == 404
