"""Chains a regulation asks for: order, joint groups, shares, amounts, functions, due times."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.auth.organisation import create_user, ensure_department, user_by_name
from aftersales.auth.passwords import hash_password
from aftersales.errors import Forbidden, Invalid, NotFound, Refused
from aftersales.events import EventBus, on
from aftersales.i18n import use_locale
from aftersales.regulation.snapshots import because_of
from aftersales.workflow import (
    ChainApproved,
    ChainMoved,
    ChainRejected,
    Spoken,
    decide,
    my_step,
    pending_for,
    record_spoken,
    signatures_of,
    signers,
    why_not,
)
from aftersales.workflow import ruled as ruled_room
from tests.kernel.approvals_lab import LIFE, Desk, record

FOUR = (
    {"role": "dispatcher", "title_zh": "部门经理", "title_en": "Department manager"},
    {"role": "commercial", "title_zh": "商务经理", "title_en": "Business manager"},
    {"role": "office", "title_zh": "办公室", "title_en": "Office"},
    {"role": "leader", "title_zh": "分管副总", "title_en": "Vice-president in charge"},
)
"""P2, S0-1.5: all four before the departure."""


@pytest.fixture(autouse=True)
def installed(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "aftersales.workflows", {LIFE.model: LIFE})
    with use_locale("en"):
        yield


@pytest.fixture
def heard(app, monkeypatch):
    facts = []
    kinds = (ChainMoved, ChainApproved, ChainRejected)
    bus = EventBus([on(kind, lambda _uow, fact: facts.append(fact)) for kind in kinds])
    monkeypatch.setitem(app.extensions, "aftersales.bus", bus)
    return facts


@pytest.fixture
def desk(uow_as, actor):
    return Desk(uow_as, actor)


@pytest.mark.both_databases
def test_four_levels_of_approval_one_after_the_other(heard, desk):
    """P2 (S0-1.5): 部门经理 → 商务经理 → 办公室 → 分管副总, nobody before his turn."""
    desk.ask(*FOUR)
    for done, who in enumerate(("dispatcher", "commercial", "office", "leader")):
        assert [state for _role, state in desk.shape()] == (
            ["approved"] * done + ["open"] + ["waiting"] * (3 - done)
        )
        state = desk.signs(who)
    assert state == "approved"
    assert [type(fact).__name__ for fact in heard] == ["ChainMoved"] * 3 + ["ChainApproved"]
    assert [fact.role for fact in heard[:3]] == ["commercial", "office", "leader"]


def test_a_title_is_shown_in_the_readers_language(uow_as, desk):
    desk.ask(*FOUR)
    with uow_as("dispatcher", write=False) as uow:
        step = my_step(uow, record(uow), "trip")
        for locale, title in (("zh_CN", "部门经理"), ("en", "Department manager")):
            with use_locale(locale):
                uow.known.clear()
                assert step.title == title
                assert signatures_of(uow, record(uow))[0].title == title


def test_a_step_without_a_name_bears_its_roles(uow_as, desk):
    desk.ask({"role": "quality"})
    with uow_as("system", write=False) as uow:
        (step,) = desk.chain(uow).steps
        assert (step.title_zh, step.title_en) == ("质检", "Quality")


def test_joint_neighbours_run_together_and_then_the_next(uow_as, desk):
    """技术 → (质检 + 生产 会签) → 领导."""
    joint = [{"role": role, "mode": "joint"} for role in ("quality", "production")]
    desk.ask({"role": "technical"}, *joint, {"role": "leader"})
    desk.signs("technical")
    assert [state for _role, state in desk.shape()] == ["approved", "open", "open", "waiting"]
    desk.signs("production")
    with uow_as("leader") as uow:
        assert pending_for(uow) == []
    desk.signs("quality")
    assert desk.signs("leader") == "approved"


THIRDS = [
    {"role": role, "mode": "joint", "share": "2/3"} for role in ("technical", "quality", "finance")
]


@pytest.mark.both_databases
def test_two_thirds_are_enough_and_the_rest_is_no_longer_needed(desk):
    desk.ask(*THIRDS, {"role": "leader"})
    desk.signs("finance")
    desk.signs("technical")
    assert desk.shape() == [
        ("technical", "approved"),
        ("quality", "skipped"),
        ("finance", "approved"),
        ("leader", "open"),
    ]


def test_one_no_does_not_stop_two_thirds_but_two_do(desk, heard):
    desk.ask(*THIRDS)
    assert desk.signs("finance", approve=False, note="too dear") == "open"
    assert desk.signs("quality") == "open"
    assert desk.signs("technical", approve=False, note="too late") == "rejected"
    assert (heard[-1].note, heard[-1].end) == ("too late", "rejected")


@pytest.mark.parametrize(
    ("amount", "roles"),
    [
        (None, ["dispatcher", "finance", "leader"]),
        ("4999.99", ["dispatcher"]),
        ("5000", ["dispatcher", "finance"]),
        ("19999.99", ["dispatcher", "finance"]),
        ("20000", ["dispatcher", "leader"]),
    ],
)
def test_the_amount_decides_who_is_asked(desk, amount, roles):
    """Below 5,000 the department; up to 20,000 finance as well; above it the leader instead."""
    desk.ask(
        {"role": "dispatcher"},
        {"role": "finance", "amount_from": "5000", "amount_to": "20000"},
        {"role": "leader", "amount_from": "20000"},
        amount=None if amount is None else Decimal(amount),
    )
    assert [role for role, _state in desk.shape()] == roles


def test_a_regulation_that_asks_for_nobody_opens_nothing_and_says_why(uow_as, desk):
    assert desk.ask() is None
    with uow_as("engineer", write=False) as uow:
        assert because_of(uow, record(uow), "approval") is not None


def test_the_reason_is_kept_with_the_record(uow_as, desk):
    desk.ask({"role": "leader", "amount_from": "100"}, urgent=True, amount=Decimal(300))
    with uow_as("engineer", write=False) as uow:
        told = [str(line.text.en) for line in because_of(uow, record(uow), "approval").lines]
    assert any("¥300.00" in text for text in told)
    assert any("C16" in text for text in told)


def test_each_step_is_due_from_its_turn(uow_as, desk, clock):
    desk.ask({"role": "dispatcher", "within": "4h"}, {"role": "leader", "within": "2h"})
    with uow_as("system", write=False) as uow:
        first, second = desk.chain(uow).steps
        assert (first.due_at - clock.at, second.due_at) == (timedelta(hours=4), None)
    clock.advance(hours=3)
    desk.signs("dispatcher")
    with uow_as("system", write=False) as uow:
        assert desk.chain(uow).steps[1].due_at - clock.at == timedelta(hours=2)


URGENT = (
    {"role": "commercial", "when": "normal"},
    {"role": "leader", "when": "urgent", "mode": "joint", "verbal": True, "within": "24h"},
    {"role": "commercial", "when": "urgent", "mode": "joint", "within": "24h"},
)


def test_urgent_one_spoken_yes_and_the_rest_within_24_hours_after_the_fact(
    uow_as, actor, desk, clock
):
    """C16: departed at eight on the leader's word; signed by eight next day."""
    left = clock.at
    clock.advance(minutes=50)
    leader = actor("leader")
    said = Spoken(leader.user_id, leader.name, left, "go")
    desk.ask(*URGENT, urgent=True, done_at=left, spoken=said)
    with uow_as("system", write=False) as uow:
        chain = desk.chain(uow)
        assert chain.after_the_fact
        spoken, waiting = chain.steps
        assert (spoken.state, spoken.decided_by_name, spoken.recorded_by_name) == (
            "approved", leader.name, "张伟",
        )  # fmt: skip
        assert (waiting.state, waiting.due_at - left) == ("open", timedelta(hours=24))
        with use_locale("en"):
            assert spoken.signer == "陈国强 (spoken, written down by 张伟)"
    assert desk.signs("commercial") == "approved"


def test_a_spoken_yes_counts_only_where_the_regulation_lets_it(uow_as, actor, desk):
    desk.ask({"role": "leader", "verbal": True}, {"role": "finance"})
    with uow_as("engineer") as uow:
        step = desk.step(uow, "leader").id
        with pytest.raises(Invalid) as refused:
            record_spoken(uow, step, by_id=actor("clerk").user_id)
        assert refused.value.field == "by_id"
        with pytest.raises(Invalid):
            record_spoken(uow, step, by_id=uow.actor.user_id)
    with uow_as("clerk") as uow:
        record_spoken(uow, step, by_id=actor("leader").user_id, note="on the phone")
        with pytest.raises(Refused, match="signature"):
            record_spoken(uow, desk.step(uow, "finance").id, by_id=actor("finance").user_id)
    assert desk.shape() == [("leader", "approved"), ("finance", "open")]


@pytest.fixture
def mapped(monkeypatch):
    """The map of functions: two departments dispatch, nobody at all supervises."""
    places = {"dispatch": ("AFT", "SAL"), "supervise": ("GATE",)}
    monkeypatch.setattr(
        ruled_room, "departments_for", lambda _uow, function: places.get(function, ())
    )


def second_dispatcher(uow_as, department):
    with uow_as("system") as uow:
        place = ensure_department(uow, department, department)
        user = create_user(
            uow,
            username="second",
            name="钱进",
            password_hash=hash_password("long enough to do"),
            roles=("dispatcher",),
            department=place,
            must_change_password=False,
        )
        return user.id


@pytest.mark.both_databases
def test_a_function_is_signed_by_its_departments(uow_as, desk, mapped):
    """C06: AFT and SAL dispatch; the dispatcher of the works does not sign for them."""
    second_dispatcher(uow_as, "PRD")
    desk.ask({"function": "dispatch"})
    with uow_as("second") as uow:
        assert pending_for(uow) == []
        with pytest.raises(Forbidden):
            decide(uow, desk.step(uow, "dispatcher").id, approve=True)
    assert desk.signs("dispatcher") == "approved"


def test_a_gap_in_the_map_lets_any_holder_sign_and_says_so(uow_as, desk, mapped):
    """No leader sits at the gate: the work goes on, and the reason tells of the gap."""
    desk.ask({"function": "supervise"})
    with uow_as("leader") as uow:
        (step,) = pending_for(uow)
        assert step.departments == ""
        told = [line.text.en for line in because_of(uow, record(uow), "approval").lines]
        assert any("any holder of the role" in text for text in told)


def test_who_asks_cannot_be_the_only_signer(desk):
    with pytest.raises(Refused, match="Nobody is left"):
        desk.ask({"role": "leader"}, {"role": "finance"}, who="finance")


def test_who_fills_two_roles_signs_once_and_gives_the_signature_only_he_can_give(uow_as, desk):
    """Zhao is manager and accountant; another manager exists, another accountant does not."""
    second_dispatcher(uow_as, "AFT")
    with uow_as("system") as uow:
        zhao, finance = user_by_name(uow, "dispatcher"), user_by_name(uow, "finance")
        zhao.roles.append(finance.roles[0])
        finance.is_active = False
    desk.ask({"role": "dispatcher"}, {"role": "finance"})
    with uow_as("dispatcher") as uow:
        (step,) = pending_for(uow)
        with pytest.raises(Refused, match="needed"):
            decide(uow, step.id, approve=True)
    assert desk.signs("second") == "open"
    assert desk.signs("dispatcher") == "approved"


@pytest.mark.both_databases
def test_nobody_signs_twice_unless_the_regulation_says_so(uow_as, desk):
    with uow_as("system") as uow:
        zhao, finance = user_by_name(uow, "dispatcher"), user_by_name(uow, "finance")
        zhao.roles.append(finance.roles[0])
    desk.ask({"role": "dispatcher"}, {"role": "finance"})
    desk.signs("dispatcher")
    with uow_as("dispatcher") as uow:
        assert pending_for(uow) == []
        with pytest.raises(Forbidden, match="twice"):
            decide(uow, desk.step(uow, "finance").id, approve=True)
        assert "twice" in why_not(uow, record(uow), "trip")
    assert desk.signs("finance") == "approved"


def test_the_regulation_may_let_one_person_sign_twice(uow_as, desk):
    with uow_as("system") as uow:
        zhao, finance = user_by_name(uow, "dispatcher"), user_by_name(uow, "finance")
        zhao.roles.append(finance.roles[0])
        finance.is_active = False
    steps = ({"role": "dispatcher"}, {"role": "finance"})
    with pytest.raises(Refused, match="Nobody is left"):
        desk.ask(*steps)
    chain_id = ask_allowing_two(desk, steps)
    assert chain_id
    assert desk.signs("dispatcher") == "open"
    assert desk.signs("dispatcher") == "approved"


def ask_allowing_two(desk, steps):
    original = ruled_room.resolve

    def resolve(uow, key, **options):
        found = original(uow, key, **options)
        return replace(found, value=True) if key == "approval.sign_twice" else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ruled_room, "resolve", resolve)
        return desk.ask(*steps)


def test_who_may_not_see_the_record_may_not_decide(uow_as, desk, monkeypatch):
    desk.ask({"role": "leader"})
    monkeypatch.setattr(signers, "seen", lambda _uow, _targets, _person=None: set())
    with uow_as("leader") as uow:
        assert pending_for(uow) == []
        with pytest.raises(NotFound):
            decide(uow, desk.step(uow, "leader").id, approve=True)
