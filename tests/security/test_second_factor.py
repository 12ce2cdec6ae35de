"""The second factor: no right before the code, each code once, help when the telephone is lost."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from aftersales.auth import second_factor as verbs
from aftersales.auth.attempts import PER_ACCOUNT
from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.auth.login import HALF_WAY
from aftersales.auth.logins import LoginAttempt, RecoveryCode, SecondFactor
from aftersales.auth.models import Role
from aftersales.auth.organisation import user_by_name
from aftersales.db.audit import AuditEntry

PASSWORD = {"username": "clerk", "password": DEMO_PASSWORD}
CURRENT = {"current": DEMO_PASSWORD}


@pytest.fixture
def telephone(login, clock):
    """The clerk's telephone after setting it up; its code was used, and time has gone on."""
    browser = login("clerk")
    assert browser.post("/me/second-factor/set-up", data=CURRENT).status_code == 303
    page = browser.get("/me/second-factor").text
    secret = re.search(r'enrol-key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    app = Telephone(secret, clock)
    kept = browser.post("/me/second-factor/confirm", data={"code": app.code()})
    app.recovery = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", kept.text)
    assert len(set(app.recovery)) == verbs.CODES
    clock.advance(minutes=1)
    return app


class Telephone:
    """Shows the code of the moment."""

    def __init__(self, secret, clock):
        self.totp, self.clock, self.recovery = pyotp.TOTP(secret), clock, []

    def code(self, steps=0):
        return self.totp.at(self.clock.at + timedelta(seconds=30 * steps))

    def wrong(self):
        shown = {self.code(steps) for steps in (-1, 0, 1)}
        return next(code for code in ("000000", "000001", "000002", "000003") if code not in shown)


def half_way(client):
    answer = client.post("/login", data={**PASSWORD, "next": "/me?x=1"})
    assert answer.location == "/login/code"
    return client


@pytest.mark.both_databases
def test_the_code_lets_in_and_leads_on(telephone, client):
    half_way(client)
    answer = client.post("/login/code", data={"code": telephone.code()})
    assert answer.location == "/me?x=1"
    assert client.get("/me").status_code == 200


def test_between_the_steps_nothing_is_open(telephone, client):
    half_way(client)
    for path in ("/", "/me", "/service/orders", "/me/second-factor", "/search?q=x"):
        assert client.get(path).location.startswith("/login"), path
    for path in ("/me", "/password", "/me/second-factor/remove", "/me/devices/end-others"):
        assert client.post(path, data=CURRENT).location.startswith("/login"), path
    assert client.get("/login/code").status_code == 200


def test_without_the_password_there_is_no_second_step(telephone, client):
    assert client.get("/login/code").location == "/login"
    answer = client.post("/login/code", data={"code": telephone.code()})
    assert answer.location == "/login"
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize(("steps", "comes_in"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_half_a_minute(telephone, client, steps, comes_in):
    answer = half_way(client).post("/login/code", data={"code": telephone.code(steps)})
    assert (answer.status_code == 302) == comes_in


@pytest.mark.both_databases
def test_a_code_opens_once_and_none_before_it_either(telephone, app, clock):
    first, second = app.test_client(), app.test_client()
    code, older = telephone.code(), telephone.code(-1)
    assert half_way(first).post("/login/code", data={"code": code}).status_code == 302
    for stale in (code, older):
        answer = half_way(second).post("/login/code", data={"code": stale})
        assert answer.status_code == 422
        assert "验证码不正确或已用过" in answer.text
    clock.advance(seconds=30)
    answer = second.post("/login/code", data={"code": telephone.code()})
    assert answer.status_code == 302


def test_guessing_codes_closes_the_account_for_a_while_from_everywhere(telephone, app, clock):
    guesser = half_way(app.test_client())
    for number in range(PER_ACCOUNT):
        address = {"REMOTE_ADDR": f"10.0.0.{number}"}
        answer = guesser.post("/login/code", data={"code": telephone.wrong()}, environ_base=address)
        assert answer.status_code == 422
    refused = guesser.post("/login/code", data={"code": telephone.code()})
    assert refused.status_code == 429
    assert guesser.get("/login/code").location == "/login", "the password must be typed again"
    owner = half_way(app.test_client())
    recovery = {"code": telephone.recovery[0], "with": "recovery"}
    assert owner.post("/login/code", data=recovery).status_code == 429
    clock.advance(minutes=16)
    answer = half_way(owner).post("/login/code", data={"code": telephone.code()})
    assert answer.status_code == 302


def test_the_second_step_waits_five_minutes(telephone, client, clock):
    half_way(client)
    clock.advance(seconds=HALF_WAY.total_seconds() + 1)
    answer = client.post("/login/code", data={"code": telephone.code()})
    assert answer.location == "/login"


def test_a_password_changed_between_the_steps_ends_them(telephone, client, uow_as):
    half_way(client)
    with uow_as("admin") as uow:
        user_by_name(uow, "clerk").session_epoch += 1
    answer = client.post("/login/code", data={"code": telephone.code()})
    assert answer.location == "/login"


@pytest.mark.both_databases
def test_a_recovery_code_opens_once(telephone, app, uow_as):
    with_paper = {"code": telephone.recovery[3].upper(), "with": "recovery"}
    first = half_way(app.test_client())
    assert first.post("/login/code", data=with_paper).status_code == 302
    again = half_way(app.test_client()).post("/login/code", data=with_paper)
    assert again.status_code == 422
    assert "恢复码不正确或已用过" in again.text
    assert "尚有 9 个未使用" in first.get("/me/second-factor").text


def test_neither_secret_nor_codes_lie_open_in_the_database(telephone, uow_as):
    with uow_as("system", write=False) as uow:
        kept = uow.scalar(select(SecondFactor.secret))
        hashes = uow.scalars(select(RecoveryCode.code_hash)).all()
        changes = str(uow.scalars(select(AuditEntry.changes)).all())
    assert telephone.totp.secret not in kept
    assert all(one.startswith("$argon2id$") for one in hashes)
    assert telephone.totp.secret not in changes
    assert kept not in changes


def test_new_recovery_codes_make_the_old_ones_void(telephone, login, app, client):
    browser = half_way(client)
    browser.post("/login/code", data={"code": telephone.code()})
    assert browser.post("/me/second-factor/codes", data={"current": "wrong"}).status_code == 422
    page = browser.post("/me/second-factor/codes", data=CURRENT)
    assert len(re.findall(r"<code>[a-z0-9]{5}-[a-z0-9]{5}</code>", page.text)) == verbs.CODES
    old = {"code": telephone.recovery[0], "with": "recovery"}
    assert half_way(app.test_client()).post("/login/code", data=old).status_code == 422


def test_setting_up_and_removing_take_the_password_again(telephone, login, client, clock):
    other = login("engineer")
    refused = other.post("/me/second-factor/set-up", data={"current": "wrong"})
    assert refused.status_code == 422
    assert "enrol-key" not in other.get("/me/second-factor").text
    browser = half_way(client)
    browser.post("/login/code", data={"code": telephone.code()})
    clock.advance(seconds=30)
    for wrong in ({"current": "wrong", "code": telephone.code()}, {**CURRENT, "code": "000000"}):
        assert browser.post("/me/second-factor/remove", data=wrong).status_code == 422
    right = {**CURRENT, "code": telephone.code()}
    assert browser.post("/me/second-factor/remove", data=right).status_code == 303
    assert login("clerk").get("/me").status_code == 200
    assert "您的账号已取消两步验证" in browser.get("/inbox").text


def test_a_secret_nobody_confirmed_is_shown_for_a_quarter_of_an_hour(login, clock):
    browser = login("clerk")
    browser.post("/me/second-factor/set-up", data=CURRENT)
    assert "enrol-key" in browser.get("/me/second-factor").text
    assert login("clerk").get("/me").status_code == 200, "nothing is asked for yet"
    clock.advance(minutes=16)
    assert "enrol-key" not in browser.get("/me/second-factor").text


def test_a_role_may_oblige_to_it(login, uow_as, clock):
    with uow_as("system") as uow:
        uow.scalar(select(Role).where(Role.code == "clerk")).needs_second_factor = True
    browser = login("clerk")
    for path in ("/", "/me", "/service/orders", "/me/devices"):
        assert browser.get(path).location == "/me/second-factor", path
    told = browser.get("/inbox", headers={"HX-Request": "true"})
    assert told.headers["HX-Redirect"] == "/me/second-factor"
    assert "您的角色须使用两步验证" in browser.get("/me/second-factor").text
    browser.post("/me/second-factor/set-up", data=CURRENT)
    secret = re.search(r'enrol-key">([A-Z2-7 ]+)<', browser.get("/me/second-factor").text)[1]
    code = pyotp.TOTP(secret.replace(" ", "")).at(clock.at)
    assert browser.post("/me/second-factor/confirm", data={"code": code}).status_code == 200
    assert browser.get("/me").status_code == 200
    clock.advance(minutes=1)
    code = pyotp.TOTP(secret.replace(" ", "")).at(clock.at)
    kept = browser.post("/me/second-factor/remove", data={**CURRENT, "code": code})
    assert kept.status_code == 409
    assert login("engineer").get("/me").status_code == 200, "other roles are free"


def test_an_administrator_resets_it_on_record(telephone, login, app, uow_as, client):
    inside = half_way(client)
    inside.post("/login/code", data={"code": telephone.code()})
    with uow_as("system", write=False) as uow:
        user = user_by_name(uow, "clerk")
        path = f"/sysadmin/users/edit/?id={user.id}"
        form = {
            "username": "clerk",
            "name": user.name,
            "locale": "zh_CN",
            "department": str(user.department_id),
            "roles": [str(role.id) for role in user.roles],
            "is_active": "y",
            "reset_second_factor": "y",
        }
    assert login("admin").post(path, data=form).status_code == 302
    assert inside.get("/me").status_code == 302
    assert login("clerk").get("/me").status_code == 200
    with uow_as("system", write=False) as uow:
        told = uow.rows(
            select(AuditEntry.actor_name, AuditEntry.action, AuditEntry.changes)
            .where(AuditEntry.action.in_(("2nd factor", "end login")))
            .order_by(AuditEntry.seq)
        )
        assert [(row.actor_name, row.action) for row in told] == [
            ("王丽", "2nd factor"),
            ("周明", "2nd factor"),
            ("周明", "end login"),
        ]
        assert told[1].changes == {"second_factor": ["TOTP", None]}


def test_each_step_is_in_the_log_of_logins(telephone, app, uow_as):
    browser = half_way(app.test_client())
    browser.post("/login/code", data={"code": telephone.wrong()})
    browser.post("/login/code", data={"code": telephone.code()})
    with uow_as("system", write=False) as uow:
        rows = uow.rows(
            select(LoginAttempt.event, LoginAttempt.succeeded).order_by(LoginAttempt.id)
        )
    assert [tuple(row) for row in rows][-3:] == [
        ("password", True),
        ("code", False),
        ("code", True),
    ]
    page = browser.get("/me/devices").text
    assert "验证码错误" in page
    assert "验证码正确" in page


def test_another_secret_key_leaves_no_way_round_it(telephone, app, monkeypatch):
    """A database copied to a machine with another key: the codes are unreadable, not optional."""
    browser = half_way(app.test_client())
    changed = replace(app.config["SETTINGS"], secret_key="another")
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    answer = browser.post("/login/code", data={"code": telephone.code()})
    assert answer.status_code == 409
    assert browser.get("/me").status_code == 302
