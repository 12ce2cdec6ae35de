"""Passwords: what is guessed soon is refused with the reason; guessing costs the same for all."""

import pytest
from sqlalchemy import select

from aftersales.auth import login as verbs
from aftersales.auth import passwords
from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.auth.logins import LoginAttempt
from aftersales.auth.organisation import user_by_name
from aftersales.auth.passwords import LONGEST, hash_password
from aftersales.auth.strength import check_strength
from aftersales.errors import Invalid
from aftersales.i18n.texts import use_locale

KNOWN = ("王丽", "clerk", "13900000003", "湖南金能机械制造有限公司")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "密码至少 10 个字符"),
        ("x" * (LONGEST + 1), "密码最多 128 个字符"),
        ("password123456", "最常见的密码"),
        ("qwertyuiop12", "最常见的密码"),
        ("aaaaaaaaaaaaaaaa", "重复的字符"),
        ("王丽王丽王丽王丽王丽", "重复的字符"),
        ("abcdefghijklmnop", "连续字符"),
        ("13900000003", "姓名、用户名或公司名称"),
        ("jinnengjixie1", "姓名、用户名或公司名称"),
        ("wangli1234", "姓名、用户名或公司名称"),
        ("2024-11-21", "日期和年份"),
    ],
)
def test_what_is_guessed_soon_is_refused_with_its_reason(app, password, reason):
    with use_locale("zh_CN"), pytest.raises(Invalid, match=reason):
        check_strength(password, known=KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "三根螺栓松动了两根半",
        "my own secret",
        "nB7#kq2!vLx0",
        "é" * 4 + "weld torque 9",
    ],
)
def test_any_characters_make_a_good_password(password):
    check_strength(password, known=KNOWN)


def test_the_reason_stands_beside_the_field_in_the_readers_language(login):
    browser = login("clerk")
    weak = {"current": DEMO_PASSWORD, "new": "wangli1234", "repeated": "wangli1234"}
    answer = browser.post("/password", data=weak)
    assert answer.status_code == 422
    assert 'id="new-error"' in answer.text
    browser.post("/me", data={"locale": "en", "theme": "light", "phone": ""})
    told = browser.post(
        "/password", data={**weak, "new": "aaaaaaaaaaaa", "repeated": "aaaaaaaaaaaa"}
    )
    assert "over and over" in told.text


def test_a_giant_password_keeps_nobody_busy(client, monkeypatch):
    """Hashing is slow on purpose; what is too long to be a password is not hashed."""
    hashed = []
    real = passwords._hasher.verify

    class Counting:
        def verify(self, stored, password):
            hashed.append(len(password))
            return real(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    answer = client.post("/login", data={"username": "clerk", "password": "x" * 1_000_000})
    assert answer.status_code == 422
    assert hashed == []


@pytest.mark.parametrize("case", ["unknown", "closed", "wrong"])
def test_every_refusal_takes_the_same_work(client, uow_as, case, monkeypatch, count_queries):
    """The same statements and one hash, with the same settings, whoever is asked for."""
    work, settings = [], hash_password("any other password").rsplit("$", 2)[0]
    real = passwords._hasher.verify

    class Counting:
        def verify(self, stored, password):
            work.append(stored.rsplit("$", 2)[0])
            return real(stored, password)

    with uow_as("admin") as uow:
        user_by_name(uow, "clerk").is_active = case != "closed"
    monkeypatch.setattr(passwords, "_hasher", Counting())
    name = "nobody" if case == "unknown" else "clerk"
    with count_queries() as counter:
        answer = client.post("/login", data={"username": name, "password": "wrong password"})
    assert answer.status_code == 422
    assert "用户名或密码不正确" in answer.text
    assert work == [settings]
    before = [one for one in counter.statements if "auth_" in one]
    monkeypatch.undo()
    with count_queries() as counter:
        client.post("/login", data={"username": "somebody", "password": "wrong password"})
    assert before == [one for one in counter.statements if "auth_" in one]


def test_a_name_is_not_learnt_from_the_lock(client, uow_as):
    """Unknown names are locked like known ones."""
    answers = {}
    for name in ("clerk", "nobody"):
        for _turn in range(6):
            answer = client.post("/login", data={"username": name, "password": "wrong"})
        answers[name] = answer.status_code
    assert answers == {"clerk": 429, "nobody": 429}


def test_a_name_of_any_length_fits_the_log(client, uow_as):
    client.post("/login", data={"username": "n" * 5000 + "\x00", "password": "wrong"})
    with uow_as("system", write=False) as uow:
        assert len(uow.scalar(select(LoginAttempt.username))) == 60


def test_the_demo_password_is_no_exception_for_people(login):
    browser = login("clerk")
    same = {"current": DEMO_PASSWORD, "new": DEMO_PASSWORD, "repeated": DEMO_PASSWORD}
    assert browser.post("/password", data=same).status_code == 422


def test_a_changed_password_is_told_to_its_owner(login):
    browser = login("clerk")
    good = {"current": DEMO_PASSWORD, "new": "my own secret", "repeated": "my own secret"}
    assert browser.post("/password", data=good).status_code == 302
    assert "您的密码已修改" in browser.get("/inbox").text


def test_the_verb_refuses_without_a_page_too(uow_as):
    with uow_as("clerk") as uow, pytest.raises(Invalid):
        verbs.change_password(uow, current=DEMO_PASSWORD, new="aaaaaaaaaaa", repeated="aaaaaaaaaaa")
