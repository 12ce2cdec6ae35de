"""Workflows on a record: steps, guards, what is offered, the log; and chains of signatures.

Regions stand for a record with a life of its own; rights and roles are those of the demo people.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.auth.organisation import ensure_region
from aftersales.db.base import ref
from aftersales.errors import Forbidden, Invalid, Refused, StartError
from aftersales.events import EventBus, on
from aftersales.workflow import (
    ApprovalChain,
    ChainApproved,
    ChainRejected,
    ChainStep,
    State,
    Transition,
    Transitioned,
    TransitionEntry,
    Workflow,
    advance,
    chain_of,
    decide,
    history,
    offers,
    open_chain,
    pending_for,
    start,
)

pytestmark = pytest.mark.both_databases


def needs_english(uow, region):
    if not region.name_en:
        raise Refused("the English name is missing")


LIFE = Workflow(
    name="auth.region",
    model=Region,
    states=(
        State("draft", "Draft"),
        State("open", "Open", "green"),
        State("closed", "Closed", "grey", done=True),
        State("lost", "Lost", "red", done=True, side=True),
    ),
    transitions=(
        Transition("open", "Open it", ("draft", "closed"), "open", "t.open", (needs_english,)),
        Transition("close", "Close it", ("open",), "closed", "t.close"),
        Transition("lose", "Lose it", ("draft", "open"), "lost", "t.lose"),
    ),
    initial="draft",
    signed=True,
    field="region_class",
)


@pytest.fixture(autouse=True)
def installed(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "aftersales.workflows", {Region: LIFE})


@pytest.fixture
def heard(app, monkeypatch):
    facts = []
    kinds = (Transitioned, ChainApproved, ChainRejected)
    bus = EventBus([on(kind, lambda _uow, fact: facts.append(fact)) for kind in kinds])
    monkeypatch.setitem(app.extensions, "aftersales.bus", bus)
    return facts


@pytest.fixture
def clerk(actor):
    return replace(actor("clerk"), permissions=frozenset({"t.open", "t.close"}))


def new_region(uow, name="长沙"):
    region = ensure_region(uow, name)
    start(uow, region)
    return region


def test_a_step_changes_the_state_logs_and_tells(uow_as, clerk, heard):
    with uow_as(clerk) as uow:
        region = new_region(uow)
        region.name_en = "Changsha"
        advance(uow, region, "open", note="since today")
        log = uow.scalars(select(TransitionEntry).order_by(TransitionEntry.id)).all()
        assert [(entry.source, entry.target) for entry in log] == [("", "draft"), ("draft", "open")]
        assert (log[1].actor_name, log[1].note) == ("王丽", "since today")
        assert heard == [
            Transitioned(
                model="auth.Region",
                record_id=region.id,
                workflow="auth.region",
                code="open",
                source="draft",
                target="open",
            )
        ]


def test_a_guard_names_what_is_missing(uow_as, clerk):
    with uow_as(clerk) as uow:
        region = new_region(uow)
        with pytest.raises(Refused, match="English name"):
            advance(uow, region, "open")
        assert region.region_class == "draft"


def test_a_step_from_the_wrong_state_is_refused_with_both_names(uow_as, clerk):
    with uow_as(clerk) as uow:
        with pytest.raises(Refused) as refused:
            advance(uow, new_region(uow), "close")
        assert "Close it" in str(refused.value)
        assert "Draft" in str(refused.value)


def test_a_step_without_the_right_is_forbidden(uow_as, clerk):
    with uow_as(clerk) as uow, pytest.raises(Forbidden, match=r"t\.lose"):
        advance(uow, new_region(uow), "lose")


def test_only_steps_of_the_state_and_the_person_are_offered(uow_as, clerk):
    with uow_as(clerk) as uow:
        region = new_region(uow)
        offered = offers(uow, region)
        assert [(one.transition.code, one.refusal) for one in offered] == [
            ("open", "the English name is missing")
        ]
        region.name_en = "Changsha"
        assert offers(uow, region)[0].refusal is None


def test_the_status_bar_knows_how_long_each_state_lasted(uow_as, clerk, clock):
    with uow_as(clerk) as uow:
        region = new_region(uow)
        region.name_en = "Changsha"
        for step, hours in (("open", 2), ("close", 3), ("open", 5)):
            clock.advance(hours=hours)
            advance(uow, region, step)
        clock.advance(hours=1)
        spans = {span.state.code: span for span in history(uow, region)}
        assert "lost" not in spans, "side states stand outside the line"
        assert spans["draft"].spent == timedelta(hours=2)
        assert spans["open"].spent == timedelta(hours=3 + 1), "both stays count"
        assert spans["closed"].spent == timedelta(hours=5)
        assert spans["open"].current
        assert spans["draft"].passed


def test_a_workflow_with_a_hole_stops_the_start():
    LIFE.check()
    with pytest.raises(StartError, match="'nowhere'"):
        replace(LIFE, transitions=(Transition("x", "X", ("draft",), "nowhere", "t"),)).check()
    with pytest.raises(StartError, match="cannot be reached"):
        replace(LIFE, transitions=LIFE.transitions[:1]).check()


STEPS = (ChainStep("dispatcher", "Department head"), ChainStep("leader", "Leader"))


def ask(uow, name="trip", **options):
    return open_chain(uow, ensure_region(uow, "长沙"), name, STEPS, **options)


def test_a_serial_chain_asks_one_after_the_other(uow_as, heard):
    with uow_as("engineer") as uow:
        ask(uow)
    with uow_as("leader") as uow:
        assert pending_for(uow) == []
    with uow_as("dispatcher") as uow:
        (step,) = pending_for(uow)
        assert decide(uow, step.id, approve=True).state == "open"
    with uow_as("leader") as uow:
        (step,) = pending_for(uow)
        chain = decide(uow, step.id, approve=True, note="go")
        assert chain.state == "approved"
        assert [one.decided_by_name for one in chain.steps] == ["赵建国", "陈国强"]
        assert pending_for(uow) == []
        assert heard == [
            ChainApproved(model="auth.Region", record_id=chain.record_id, chain="trip")
        ]


def test_a_joint_chain_asks_all_at_once(uow_as):
    with uow_as("engineer") as uow:
        ask(uow, mode="parallel")
    for who, state in (("leader", "open"), ("dispatcher", "approved")):
        with uow_as(who) as uow:
            (step,) = pending_for(uow)
            assert decide(uow, step.id, approve=True).state == state


def test_a_no_needs_a_reason_and_ends_the_chain(uow_as, heard):
    with uow_as("engineer") as uow:
        ask(uow)
    with uow_as("dispatcher") as uow:
        (step,) = pending_for(uow)
        with pytest.raises(Invalid) as refused:
            decide(uow, step.id, approve=False, note=" ")
        assert refused.value.field == "note"
        assert decide(uow, step.id, approve=False, note="too dear").state == "rejected"
        assert heard[-1].note == "too dear"
    with uow_as("leader") as uow:
        assert pending_for(uow) == []
    with uow_as("engineer") as uow:
        assert ask(uow).state == "open", "one may ask again after a no"


def test_nobody_signs_for_another_role_or_out_of_turn(uow_as):
    with uow_as("engineer") as uow:
        first, second = ask(uow).steps
        ids = first.id, second.id
    with uow_as("clerk") as uow, pytest.raises(Forbidden, match="Department head"):
        decide(uow, ids[0], approve=True)
    with uow_as("leader") as uow, pytest.raises(Refused):
        decide(uow, ids[1], approve=True)


def test_nobody_approves_what_he_asked_for(uow_as):
    with uow_as("dispatcher") as uow:
        step = ask(uow).steps[0].id
        assert pending_for(uow) == []
        with pytest.raises(Forbidden):
            decide(uow, step, approve=True)


def test_a_step_is_signed_once(uow_as):
    with uow_as("engineer") as uow:
        step = ask(uow).steps[0].id
    with uow_as("dispatcher") as uow:
        decide(uow, step, approve=True)
        with pytest.raises(Refused):
            decide(uow, step, approve=False, note="changed my mind")


def test_one_question_at_a_time(uow_as):
    with uow_as("engineer") as uow:
        ask(uow)
        with pytest.raises(Refused):
            ask(uow)
        assert ask(uow, name="another matter").state == "open"
        with pytest.raises(Invalid):
            open_chain(uow, ensure_region(uow, "长沙"), "empty", [])


def test_approval_after_the_fact_keeps_its_own_deadline(uow_as, clock):
    """C16: urgent departures are approved within 24 hours afterwards."""
    with uow_as("engineer") as uow:
        due = uow.now + timedelta(hours=24)
        ask(uow, after_the_fact=True, due_at=due)
    with uow_as("dispatcher", write=False) as uow:
        region = ensure_region(uow, "长沙")
        chain = chain_of(uow, region, "trip")
        assert chain.after_the_fact
        assert chain.due_at == due
        assert (chain.model, chain.record_id) == (ref(region).model, region.id)
        assert uow.scalar(select(ApprovalChain.id)) == chain.id
