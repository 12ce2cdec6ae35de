"""Logging in: who comes in, how guesses are slowed, what a session survives and what ends it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from aftersales.auth import login as verbs
from aftersales.auth.attempts import PER_ACCOUNT, PER_ADDRESS
from aftersales.auth.demo import DEMO_PASSWORD, PEOPLE
from aftersales.auth.identity import read_identity
from aftersales.auth.logins import LoginAttempt
from aftersales.auth.models import User
from aftersales.auth.organisation import create_user, set_password, user_by_name
from aftersales.auth.passwords import hash_password, verify_password
from aftersales.db.audit import AuditEntry
from aftersales.errors import Conflict, Invalid

RIGHT = {"username": "clerk", "password": DEMO_PASSWORD}
WRONG = {"username": "clerk", "password": "not the password"}


def try_in(client, data, address="10.0.0.1"):
    return client.post("/login", data=data, environ_base={"REMOTE_ADDR": address})


def test_pages_ask_for_a_login_and_return_afterwards(client):
    answer = client.get("/me?x=1")
    assert answer.status_code == 302
    assert answer.location == "/login?next=%2Fme%3Fx%3D1"
    answer = client.post("/login", data={**RIGHT, "next": "/me?x=1"})
    assert answer.location == "/me?x=1"
    assert "王丽" in client.get("/me").text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\n//evil.example",
        "",
    ],
)
def test_the_way_back_never_leads_outside(client, target):
    answer = client.post("/login", data={**RIGHT, "next": target})
    assert answer.status_code == 302
    assert re.fullmatch(r"/(?![/\\\s])\S*|/", answer.location), answer.location
    assert "evil" not in answer.location


def test_the_login_name_is_not_sensitive_to_case_or_blanks(client):
    assert try_in(client, {**RIGHT, "username": " Clerk "}).status_code == 302


def test_a_wrong_password_keeps_the_name_and_says_so_without_detail(client):
    known = try_in(client, WRONG)
    unknown = try_in(client, {**WRONG, "username": "nobody"})
    assert known.status_code == unknown.status_code == 422
    sentence = "用户名或密码不正确。"
    assert sentence in known.text
    assert sentence in unknown.text
    assert 'value="clerk"' in known.text
    assert "not the password" not in known.text


def test_a_closed_account_answers_like_an_unknown_one(client, uow_as):
    with uow_as("admin") as uow:
        user_by_name(uow, "clerk").is_active = False
    assert "用户名或密码不正确。" in try_in(client, RIGHT).text


def test_the_fifth_failure_closes_the_door_for_a_while(client, clock):
    for _turn in range(PER_ACCOUNT):
        assert try_in(client, WRONG).status_code == 422
    refused = try_in(client, RIGHT)
    assert refused.status_code == 429
    assert "2026-11-21 08:2" in refused.text
    assert try_in(client, RIGHT, "10.0.0.2").status_code == 302, "others are not locked out"
    clock.advance(minutes=16)
    assert try_in(client, RIGHT).status_code == 302


def test_a_success_forgives_earlier_failures(client, clock):
    for _turn in range(PER_ACCOUNT - 1):
        try_in(client, WRONG)
    assert try_in(client, RIGHT).status_code == 302
    client.post("/logout")
    for _turn in range(PER_ACCOUNT - 1):
        assert try_in(client, WRONG).status_code == 422
    assert try_in(client, RIGHT).status_code == 302


def test_many_names_from_one_address_are_stopped_as_well(client, clock):
    for number in range(PER_ADDRESS):
        assert try_in(client, {**WRONG, "username": f"guess{number}"}).status_code == 422
    assert try_in(client, RIGHT).status_code == 429


@pytest.mark.both_databases
def test_every_process_counts_alike(make_app, clock):
    """The count lies in the database: what one server saw, the other knows."""
    first, second = make_app(), make_app()
    del first
    one, other = second.test_client(), second.test_client()
    for _turn in range(PER_ACCOUNT):
        try_in(one, WRONG)
    assert try_in(other, RIGHT).status_code == 429


def test_logins_are_on_record(client, uow_as):
    try_in(client, WRONG)
    try_in(client, RIGHT)
    client.post("/logout")
    with uow_as("system", write=False) as uow:
        tries = uow.rows(select(LoginAttempt.address, LoginAttempt.event, LoginAttempt.succeeded))
        assert [tuple(row) for row in tries] == [
            ("10.0.0.1", "password", False),
            ("10.0.0.1", "password", True),
            ("127.0.0.1", "logout", True),
        ]
        told = uow.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.model == "auth.User")
            .order_by(AuditEntry.seq)
        ).all()
        assert told[-2:] == ["login", "logout"]
        assert uow.scalar(select(User.last_login_at).where(User.username == "clerk"))


def test_old_tries_are_forgotten(client, uow_as, clock):
    try_in(client, WRONG)
    clock.advance(days=200)
    with uow_as("system") as uow:
        verbs.forget_old_attempts(uow)
        assert uow.scalar(select(func.count(LoginAttempt.id))) == 0


def test_what_was_in_the_session_before_does_not_survive_the_login(client):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["csrf_token"] = "known to somebody else"
    try_in(client, RIGHT)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "known to somebody else"
        assert session.permanent


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client):
    cookie = try_in(client, RIGHT).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("path", ["/login", "/logout", "/me", "/password", "/inbox/read-all"])
def test_every_form_needs_its_token(client, login, path):
    browser = login("clerk")
    browser.csrf = False
    assert browser.post(path, data=RIGHT).status_code == 400


def test_leaving_needs_a_form_and_ends_the_session(login):
    browser = login("clerk")
    assert browser.get("/logout").status_code == 405
    assert browser.post("/logout").location == "/login"
    assert browser.get("/me").location.startswith("/login")


def test_rights_taken_away_are_gone_at_the_next_click(login, uow_as):
    browser = login("admin")
    assert browser.get("/sysadmin/users/").status_code == 200
    with uow_as("system") as uow:
        user_by_name(uow, "admin").roles = []
    assert browser.get("/sysadmin/users/").status_code == 403


@pytest.mark.parametrize("end", ["close", "epoch"])
def test_sessions_can_be_ended_from_afar(login, uow_as, end):
    browser = login("clerk")
    with uow_as("admin") as uow:
        user = user_by_name(uow, "clerk")
        if end == "close":
            user.is_active = False
        else:
            user.session_epoch += 1
    assert browser.get("/me").status_code == 302


def test_a_forged_session_is_nobodys(client):
    for token in ("1", "1:x", "x:1", "²:1", "999:1", "1:999"):
        with client.session_transaction() as session:
            session["_user_id"] = token
        assert client.get("/me").status_code == 302, token


def test_a_temporary_password_must_be_changed_first(login, uow_as):
    with uow_as("admin") as uow:
        set_password(user_by_name(uow, "clerk"), "given by admin", temporary=True)
    browser = login("clerk", "given by admin")
    assert browser.get("/inbox").location == "/password"
    assert browser.get("/inbox", headers={"HX-Request": "true"}).headers["HX-Redirect"]
    assert browser.get("/password").status_code == 200
    changed = {"current": "given by admin", "new": "my own secret", "repeated": "my own secret"}
    assert browser.post("/password", data=changed).status_code == 302
    assert browser.get("/inbox").status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"current": "wrong password"}, "current"),
        ({"repeated": "something else"}, "repeated"),
        ({"new": "short", "repeated": "short"}, "new"),
        ({"new": "aaaaaaaaaaaaaa", "repeated": "aaaaaaaaaaaaaa"}, "new"),
        ({"new": DEMO_PASSWORD, "repeated": DEMO_PASSWORD}, "new"),
    ],
)
def test_a_new_password_must_be_new_long_and_typed_twice(login, change, field):
    good = {"current": DEMO_PASSWORD, "new": "my own secret", "repeated": "my own secret"}
    answer = login("clerk").post("/password", data={**good, **change})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_new_password_ends_the_other_sessions_but_not_this_one(login):
    here, there = login("clerk"), login("clerk")
    good = {"current": DEMO_PASSWORD, "new": "my own secret", "repeated": "my own secret"}
    assert here.post("/password", data=good).status_code == 302
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 302


def test_settings_are_kept_and_speak_at_once(login):
    browser = login("clerk")
    answer = browser.post("/me", data={"locale": "en", "theme": "dark", "phone": "0736 123-4567"})
    assert answer.status_code == 302
    page = browser.get(answer.location)
    assert "Your settings are saved." in page.text
    assert 'data-bs-theme="dark"' in page.text
    assert "0736 123-4567" in page.text


@pytest.mark.parametrize(
    "change", [{"locale": "fr"}, {"theme": "pink"}, {"phone": "<script>"}, {"phone": "1" * 31}]
)
def test_unusable_settings_are_refused_and_kept_on_the_page(login, change):
    good = {"locale": "en", "theme": "dark", "phone": "123"}
    browser = login("clerk")
    answer = browser.post("/me", data={**good, **change})
    assert answer.status_code == 422
    assert "My settings" not in browser.get("/me").text


def test_the_anonymous_page_speaks_the_companys_then_the_browsers_language(client):
    assert "登录" in client.get("/login").text
    client.set_cookie("locale", "en")
    assert "Log in" in client.get("/login").text
    client.set_cookie("locale", "xx")
    assert "登录" in client.get("/login").text


def test_demo_logins_are_shown_in_demo_mode_only(client, make_app):
    assert DEMO_PASSWORD not in client.get("/login?as=clerk").text
    demo = make_app(demo=True).test_client()
    page = demo.get("/login?as=clerk").text
    assert page.count('class="demo-login') == 1 + len(PEOPLE)  # the list and its people
    assert f'value="{DEMO_PASSWORD}"' in page
    assert DEMO_PASSWORD not in demo.get("/login?as=%3Cscript%3E").text.replace(
        f"密码均为 {DEMO_PASSWORD}", ""
    )


def test_behind_a_proxy_the_persons_own_address_counts(make_app, clock):
    browser = make_app(proxies=1).test_client()
    for _turn in range(PER_ACCOUNT):
        browser.post("/login", data=WRONG, headers={"X-Forwarded-For": "9.9.9.9"})
    forwarded = {"X-Forwarded-For": "9.9.9.9"}
    assert browser.post("/login", data=RIGHT, headers=forwarded).status_code == 429
    forwarded = {"X-Forwarded-For": "8.8.8.8"}
    assert browser.post("/login", data=RIGHT, headers=forwarded).status_code == 302


def test_without_a_proxy_nobody_invents_an_address(client, clock):
    for number in range(PER_ACCOUNT):
        client.post("/login", data=WRONG, headers={"X-Forwarded-For": f"9.9.9.{number}"})
    assert client.post("/login", data=RIGHT).status_code == 429


@pytest.mark.both_databases
def test_the_quick_identity_equals_the_full_one(uow_as):
    with uow_as("system", write=False) as uow:
        for user in uow.scalars(select(User)):
            assert read_identity(uow, user.id).actor == user.actor()


def test_passwords_are_hashed_slowly_and_never_the_same_way():
    first, second = hash_password("a good password"), hash_password("a good password")
    assert first != second
    assert first.startswith("$argon2id$")
    assert verify_password(first, "a good password")
    assert not verify_password(first, "a bad password")
    assert not verify_password(None, "nobody has this password")
    assert not verify_password("not a hash", "x")


def test_accounts_are_made_once_with_names_one_can_type(uow_as):
    with uow_as("admin") as uow:
        made = create_user(
            uow, username=" Neu.1 ", name="新人", password="first password", roles=("clerk",)
        )
        assert (made.username, made.must_change_password) == ("neu.1", True)
        with pytest.raises(Conflict):
            create_user(uow, username="NEU.1", name="又一个", password="first password")
        for bad in ("", "a", "张伟", "a b", "x" * 61):
            with pytest.raises(Invalid):
                create_user(uow, username=bad, name="x", password="first password")
        with pytest.raises(Invalid, match="没有"):
            create_user(uow, username="ok", name="x", password="first password", roles=("king",))


def test_the_wait_ends_fifteen_minutes_after_the_oldest_failure(client, clock):
    try_in(client, WRONG)
    clock.advance(minutes=10)
    for _turn in range(PER_ACCOUNT - 1):
        try_in(client, WRONG)
    assert try_in(client, RIGHT).status_code == 429
    clock.move_to(clock.at + timedelta(minutes=5, seconds=1))
    assert try_in(client, RIGHT).status_code == 302


def test_the_language_chosen_before_the_login_stays(client, login):
    client.post("/-/language", data={"locale": "en", "next": "/login"})
    assert "Log in" in client.get("/login").text
    try_in(client, RIGHT)
    assert 'lang="en"' in client.get("/me").text
    assert 'lang="zh' in login("clerk").get("/me").text
