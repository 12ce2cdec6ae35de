"""Sent back, a signer added, somebody standing in, urged, withdrawn: each with its trace."""

import pytest
from sqlalchemy import select

from aftersales.auth.organisation import user_by_name
from aftersales.errors import Forbidden, Invalid, NotFound, Refused
from aftersales.events import EventBus, on
from aftersales.i18n import use_locale
from aftersales.notify import Message
from aftersales.workflow import (
    ChainApproved,
    ChainRejected,
    ChainStep,
    decide,
    end_substitute,
    open_chain,
    pending_for,
    urge,
    withdraw,
    withdraw_chain,
)
from aftersales.workflow.chains import Urge
from tests.kernel.approvals_lab import LIFE, Desk, record

THREE = ({"role": "dispatcher"}, {"role": "commercial"}, {"role": "leader"})


@pytest.fixture(autouse=True)
def installed(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "aftersales.workflows", {LIFE.model: LIFE})
    with use_locale("en"):
        yield


@pytest.fixture
def heard(app, monkeypatch):
    facts = []
    kinds = (ChainApproved, ChainRejected)
    bus = EventBus([on(kind, lambda _uow, fact: facts.append(fact)) for kind in kinds])
    monkeypatch.setitem(app.extensions, "aftersales.bus", bus)
    return facts


@pytest.fixture
def desk(uow_as, actor):
    return Desk(uow_as, actor)


@pytest.mark.both_databases
def test_sent_back_to_an_earlier_signer_and_forward_again(uow_as, desk):
    desk.ask(*THREE)
    desk.signs("dispatcher", "commercial")
    assert desk.back("leader", "leader", "dispatcher") == "open"
    assert desk.shape() == [
        ("dispatcher", "superseded"),
        ("dispatcher", "open"),
        ("commercial", "superseded"),
        ("commercial", "waiting"),
        ("leader", "returned"),
        ("leader", "waiting"),
    ]
    assert desk.signs("dispatcher", "commercial", "leader") == "approved", "the same sign again"
    with uow_as("system", write=False) as uow:
        old = desk.chain(uow).steps[0]
        assert (old.decided_by_name, old.note) == ("赵建国", "dispatcher agrees")


def test_of_a_joint_group_only_the_chosen_signature_is_asked_again(desk):
    joint = [{"role": role, "mode": "joint"} for role in ("quality", "technical")]
    desk.ask(*joint, {"role": "leader"})
    desk.signs("quality", "technical")
    desk.back("leader", "leader", "technical")
    assert [state for role, state in desk.shape() if role == "quality"] == ["approved"]
    assert desk.signs("technical", "leader") == "approved"


def test_sent_back_to_who_asked_ends_the_chain_and_he_may_ask_again(uow_as, desk, heard):
    desk.ask(*THREE)
    desk.signs("dispatcher")
    assert desk.back("commercial", "commercial", None) == "returned"
    assert (heard[-1].end, heard[-1].note) == ("returned", "the date is wrong")
    assert desk.shape() == [
        ("dispatcher", "approved"),
        ("commercial", "returned"),
        ("leader", "skipped"),
    ]
    first = desk.ask(*THREE) - 1
    with uow_as("system", write=False) as uow:
        earlier = uow.get(type(desk.chain(uow)), first)
        assert [one.state for one in earlier.steps] == ["superseded", "returned", "skipped"]
    assert desk.signs("dispatcher", "commercial", "leader") == "approved"


@pytest.mark.parametrize("to", ["leader", "commercial"])
def test_back_means_back(desk, to):
    desk.ask(*THREE)
    desk.signs("dispatcher")
    with pytest.raises(Invalid, match="earlier"):
        desk.back("commercial", "commercial", to)


def test_sending_back_needs_a_reason_and_a_turn(desk):
    desk.ask(*THREE)
    desk.signs("dispatcher")
    with pytest.raises(Invalid, match="put right"):
        desk.back("commercial", "commercial", None, note=" ")
    with pytest.raises(Refused):
        desk.back("leader", "leader", None)
    with pytest.raises(Forbidden):
        desk.back("clerk", "commercial", None)


def test_what_was_done_already_is_not_sent_back_to_who_asked(desk, clock):
    desk.ask({"role": "leader"}, done_at=clock.at)
    with pytest.raises(Refused, match="done already"):
        desk.back("leader", "leader", None)


@pytest.mark.parametrize(
    ("where", "order"),
    [
        ("before", ["quality", "dispatcher", "leader"]),
        ("after", ["dispatcher", "quality", "leader"]),
    ],
)
def test_a_signer_is_added_before_or_after(uow_as, desk, where, order):
    desk.ask({"role": "dispatcher"}, {"role": "leader"})
    desk.add("dispatcher", "quality", where)
    assert desk.signs(*order) == "approved"
    with uow_as("system", write=False) as uow:
        added = next(one for one in desk.chain(uow).steps if one.user_id)
        assert (added.added_by_name, added.asked_note) == ("赵建国", "please look")
        with use_locale("zh_CN"):
            assert added.title == "加签：冯静"


@pytest.mark.both_databases
def test_before_a_joint_step_the_whole_group_waits_and_keeps_what_it_has(desk):
    desk.ask(*[{"role": role, "mode": "joint"} for role in ("quality", "technical", "finance")])
    desk.signs("finance")
    desk.add("quality", "leader", "before")
    assert sorted(state for _role, state in desk.shape()) == [
        "approved", "open", "waiting", "waiting",
    ]  # fmt: skip
    assert desk.signs("leader", "technical", "quality") == "approved"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("engineer", "asked for himself"),
        ("dispatcher", "already"),
        ("commercial", "somebody else"),
    ],
)
def test_who_cannot_be_added(desk, who, error):
    desk.ask(*THREE)
    desk.signs("dispatcher")
    with pytest.raises(Invalid, match=error):
        desk.add("commercial", who, "after")


def test_who_is_needed_later_is_not_added(desk):
    desk.ask(*THREE)
    with pytest.raises(Refused, match="Nobody is left"):
        desk.add("dispatcher", "commercial", "before")


@pytest.mark.both_databases
def test_a_substitute_signs_and_the_trace_bears_both_names(uow_as, desk):
    desk.ask({"role": "leader"})
    desk.signs("leader")  # of another chain, which bars nobody from this one
    desk.stand_in("leader", "office")
    desk.ask({"role": "leader"})
    assert desk.signs("office") == "approved"
    with uow_as("system", write=False) as uow:
        (step,) = desk.chain(uow).steps
        assert (step.decided_by_name, step.on_behalf_name) == ("林小红", "陈国强")
        with use_locale("en"):
            assert step.signer == "林小红 for 陈国强"


@pytest.mark.parametrize(("day", "open_to_him"), [(-1, 0), (0, 1), (2, 1), (3, 0)])
def test_a_substitute_signs_on_the_days_named(desk, uow_as, clock, day, open_to_him):
    desk.stand_in("leader", "office", days=(1, 3))
    clock.advance(days=1 + day)
    desk.ask({"role": "leader"})
    with uow_as("office") as uow:
        assert len(pending_for(uow)) == open_to_him


@pytest.mark.both_databases
def test_a_substitute_for_some_chains_only(desk, uow_as):
    desk.stand_in("leader", "office", chains=["auth.Region/other"])
    desk.ask({"role": "leader"})
    with uow_as("office") as uow:
        assert pending_for(uow) == []
    desk.stand_in("leader", "office", chains=["auth.Region/trip"])
    with uow_as("office") as uow:
        assert len(pending_for(uow)) == 1


def test_there_is_no_chain_of_substitutes(desk, uow_as):
    desk.stand_in("leader", "office")
    desk.stand_in("office", "clerk")
    desk.ask({"role": "leader"})
    with uow_as("clerk") as uow:
        assert pending_for(uow) == []


@pytest.mark.parametrize(
    ("asks", "person", "substitute"),
    [
        ("office", "leader", "office"),  # B asked, B would sign for A
        ("leader", "leader", "office"),  # A asked, B would sign for A
    ],
)
def test_nobody_approves_his_own_request_through_a_substitute(
    uow_as, desk, asks, person, substitute
):
    desk.stand_in(person, substitute)
    with uow_as(asks) as uow:
        open_chain(uow, record(uow), "trip", [ChainStep("leader", "Leader")])
    with uow_as(substitute) as uow:
        assert pending_for(uow) == []
        with pytest.raises(Forbidden, match="himself"):
            decide(uow, desk.step(uow, "leader").id, approve=True)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("commercial", "commercial"),  # own signature first, then for the leader
        ("leader-by-commercial", "commercial"),  # signed for the leader, then his own
    ],
)
def test_one_hand_gives_one_signature_of_a_chain(uow_as, desk, first, then):
    desk.stand_in("leader", "commercial")
    steps = [{"role": "commercial"}, {"role": "leader"}]
    if first != "commercial":
        steps.reverse()
    desk.ask(*steps)
    with uow_as("commercial") as uow:
        (step,) = pending_for(uow)
        if first == "commercial":
            decide(uow, step.id, approve=True)
        else:
            with pytest.raises(Refused, match="needed"):
                decide(uow, step.id, approve=True)
    with uow_as(then) as uow:
        assert [one.role for one in pending_for(uow)] == (
            [] if first == "commercial" else ["leader"]
        )


@pytest.mark.both_databases
def test_a_name_stands_once_in_a_chain(uow_as, desk):
    """Lin signed for Chen: Chen himself does not give the other signature either."""
    desk.stand_in("leader", "office")
    with uow_as("system") as uow:
        leader = user_by_name(uow, "leader")
        leader.roles.append(user_by_name(uow, "finance").roles[0])
    desk.ask({"role": "leader"}, {"role": "finance"})
    desk.signs("office")
    with uow_as("leader") as uow:
        assert pending_for(uow) == []
    assert desk.signs("finance") == "approved"


@pytest.mark.parametrize(
    ("field", "substitute", "days"),
    [
        ("substitute_id", "leader", (0, 1)),
        ("until_on", "office", (1, 0)),
        ("until_on", "office", (-3, -1)),
        ("until_on", "office", (0, 400)),
    ],
)
def test_a_substitute_is_named_sensibly(desk, field, substitute, days):
    with pytest.raises(Invalid) as refused:
        desk.stand_in("leader", substitute, days=days)
    assert refused.value.field == field


def test_one_day_has_one_substitute_and_an_end(desk, uow_as):
    first = desk.stand_in("leader", "office")
    with pytest.raises(Invalid, match="already"):
        desk.stand_in("leader", "finance", days=(2, 5))
    with uow_as("office") as uow, pytest.raises(NotFound):
        end_substitute(uow, first)
    with uow_as("leader") as uow:
        end_substitute(uow, first)
    desk.ask({"role": "leader"})
    with uow_as("office") as uow:
        assert pending_for(uow) == []


def urged(uow_as, chain_id, who="engineer"):
    with uow_as(who) as uow:
        return urge(uow, chain_id)


@pytest.mark.both_databases
def test_urging_reminds_each_person_once_an_hour(desk, uow_as, actor, clock):
    """催办: the two joint signers and a substitute; who urged and when is kept."""
    chain = desk.ask(*[{"role": role, "mode": "joint"} for role in ("quality", "finance")])
    desk.stand_in("finance", "office")
    assert urged(uow_as, chain) == 3
    clock.advance(minutes=59)
    with pytest.raises(Refused, match="张伟"):
        urged(uow_as, chain, who="clerk")
    clock.advance(minutes=2)
    assert urged(uow_as, chain, who="clerk") == 3
    with uow_as("system", write=False) as uow:
        assert [one.by_name for one in uow.scalars(select(Urge).order_by(Urge.id))] == (
            ["张伟"] * 3 + ["王丽"] * 3
        )
        told = uow.scalars(select(Message).where(Message.user_id == actor("quality").user_id)).all()
        assert [one.url for one in told] == ["/approvals"] * 2


def test_only_who_asked_withdraws_and_may_ask_again(uow_as, desk, heard):
    chain = desk.ask(*THREE)
    with uow_as("clerk") as uow, pytest.raises(Forbidden):
        withdraw(uow, chain)
    with uow_as("engineer") as uow:
        withdraw(uow, chain, note="no longer needed")
    assert (desk.state(), heard[-1].end) == ("withdrawn", "withdrawn")
    with uow_as("dispatcher") as uow:
        assert pending_for(uow) == []
    with uow_as("engineer") as uow, pytest.raises(Refused, match="decided"):
        withdraw(uow, chain)
    desk.ask(*THREE)
    assert desk.state() == "open"


def test_the_records_own_verb_withdraws_without_an_event(uow_as, desk, heard):
    desk.ask(*THREE)
    with uow_as("engineer") as uow:
        withdraw_chain(uow, record(uow), "trip")
    assert (desk.state(), heard) == ("withdrawn", [])
