"""Sessions: rows on the server that their person, an administrator or time can end."""

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import func, select

from aftersales.actor import system_actor
from aftersales.auth.attempts import PER_ACCOUNT
from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.auth.login import forget_old_attempts
from aftersales.auth.logins import LoginAttempt, UserSession
from aftersales.auth.organisation import user_by_name
from aftersales.auth.sessions import device_of
from aftersales.db.audit import AuditEntry
from aftersales.db.uow import unit_of_work

RIGHT = {"username": "clerk", "password": DEMO_PASSWORD}
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def cookie_of(browser):
    return browser.get_cookie("aftersales").value


def with_cookie(app, value):
    thief = app.test_client()
    thief.set_cookie("aftersales", value)
    return thief


def test_a_session_planted_before_the_login_is_worth_nothing(app):
    """Fixation: who gave the victim a cookie does not share the login."""
    victim = app.test_client()
    victim.get("/login")
    planted = cookie_of(victim)
    assert victim.post("/login", data=RIGHT).status_code == 302
    assert cookie_of(victim) != planted
    assert with_cookie(app, planted).get("/me").status_code == 302


@pytest.mark.both_databases
def test_a_copied_cookie_dies_with_the_logout(app, login):
    browser = login("clerk")
    copied = cookie_of(browser)
    assert with_cookie(app, copied).get("/me").status_code == 200
    left = browser.post("/logout")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert with_cookie(app, copied).get("/me").status_code == 302
    assert login("clerk").get("/me").status_code == 200


def test_each_login_is_a_session_of_its_own(app, login, uow_as):
    first, second = login("clerk"), login("clerk")
    assert cookie_of(first) != cookie_of(second)
    first.post("/logout")
    assert second.get("/me").status_code == 200


def test_the_table_of_sessions_opens_no_door(app, login, uow_as):
    """Whoever reads the database finds hashes; a hash in the cookie is no key."""
    login("clerk")
    with uow_as("system", write=False) as uow:
        kept = uow.scalar(select(UserSession.key_hash))
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = kept
    assert client.get("/me").status_code == 302


def test_a_cookie_signed_with_another_key_is_nobodys(app, login):
    browser = login("clerk")
    sign = SecureCookieSessionInterface().get_signing_serializer(app)
    content = sign.loads(cookie_of(browser))
    app_key, app.secret_key = app.secret_key, "guessed"
    forged = SecureCookieSessionInterface().get_signing_serializer(app).dumps(content)
    app.secret_key = app_key
    assert with_cookie(app, forged).get("/me").status_code == 302


def test_an_idle_session_ends(make_app, clock):
    browser = make_app(session_hours=12, session_idle_minutes=120).test_client()
    browser.post("/login", data=RIGHT)
    for _hour in range(3):
        clock.advance(minutes=90)
        assert browser.get("/me").status_code == 200
    clock.advance(minutes=121)
    assert browser.get("/me").status_code == 302


def test_no_session_outlives_the_working_day(make_app, clock):
    browser = make_app(session_hours=12, session_idle_minutes=120).test_client()
    browser.post("/login", data=RIGHT)
    for _hour in range(11):
        clock.advance(hours=1)
        assert browser.get("/me").status_code == 200
    clock.advance(hours=1)
    assert browser.get("/me").status_code == 302


def test_being_there_is_written_down_now_and_then_only(app, login, clock, count_queries):
    browser = login("clerk")
    browser.get("/me")
    with count_queries() as counter:
        browser.get("/me")
    assert not any("UPDATE auth_session" in one for one in counter.statements)
    clock.advance(minutes=6)
    with count_queries() as counter:
        browser.get("/me")
    assert sum("UPDATE auth_session" in one for one in counter.statements) == 1


def test_one_sees_where_one_is_logged_in_and_ends_it(app, login):
    here = login("clerk")
    there = app.test_client()
    there.post("/login", data=RIGHT, headers={"User-Agent": WINDOWS})
    page = here.get("/me/devices").text
    assert "Chrome · Windows" in page
    assert page.count("/end") == 2, "one other device, and all others"
    link = page.split('action="/me/devices/')[2].split('"')[0]
    assert here.post(f"/me/devices/{link}").status_code == 303
    assert there.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


def test_all_others_at_once(login):
    here, *others = (login("clerk") for _turn in range(3))
    assert here.post("/me/devices/end-others").status_code == 303
    assert [one.get("/me").status_code for one in others] == [302, 302]
    assert here.get("/me").status_code == 200


def test_nobody_ends_somebody_elses_session(login, uow_as):
    victim, meddler = login("engineer"), login("clerk")
    with uow_as("system", write=False) as uow:
        owner = user_by_name(uow, "engineer").id
        session_id = uow.scalar(select(UserSession.id).where(UserSession.user_id == owner))
    assert meddler.post(f"/me/devices/{session_id}/end").status_code == 404
    assert victim.get("/me").status_code == 200
    assert "engineer" not in meddler.get("/me/devices").text


def test_an_administrator_logs_somebody_out_everywhere(login, uow_as):
    desk, telephone = login("clerk"), login("clerk")
    with uow_as("system", write=False) as uow:
        user = user_by_name(uow, "clerk")
        form = {
            "username": "clerk",
            "name": user.name,
            "locale": "zh_CN",
            "department": str(user.department_id),
            "roles": [str(role.id) for role in user.roles],
            "is_active": "y",
            "end_sessions": "y",
        }
        path = f"/sysadmin/users/edit/?id={user.id}"
    admin = login("admin")
    assert admin.post(path, data=form).status_code == 302
    assert [desk.get("/me").status_code, telephone.get("/me").status_code] == [302, 302]
    with uow_as("system", write=False) as uow:
        entry = uow.scalar(select(AuditEntry).where(AuditEntry.action == "end login"))
        assert (entry.actor_name, entry.record_id) == ("周明", path.rsplit("=", 1)[1])
    assert "被强制下线" in admin.get("/sysadmin/logins/").text
    assert "被强制下线" in login("clerk").get("/me/devices").text


def test_a_lock_is_written_down_once(client, uow_as, clock):
    for _turn in range(PER_ACCOUNT + 4):
        client.post("/login", data={**RIGHT, "password": "wrong"})
    with uow_as("system", write=False) as uow:
        events = uow.rows(select(LoginAttempt.event, func.count()).group_by(LoginAttempt.event))
    assert dict(tuple(row) for row in events) == {"password": PER_ACCOUNT, "lock": 1}


def test_old_sessions_are_forgotten(make_app, clock):
    app = make_app(session_hours=12)
    app.test_client().post("/login", data=RIGHT)
    clock.advance(days=32)
    with app.app_context(), unit_of_work(system_actor("test")) as uow:
        forget_old_attempts(uow)
        assert uow.scalar(select(func.count(UserSession.id))) == 0


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (WINDOWS, "Chrome · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130 MicroMessenger/8.0.50", "WeChat · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", "Edge · Windows"),
        ("curl/8", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_device_is_named_in_two_words(agent, device):
    assert device_of(agent) == device
