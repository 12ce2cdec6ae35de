"""Chains at random, decided in any order: the outcome is what the signatures say, once.

A model beside the program judges each group from the votes alone: a serial step or a joint group of
all passes with every vote, one with a share with enough of them; the first group that cannot pass
any more ends the chain.
"""

import os
import random
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest

from aftersales.errors import DomainError
from aftersales.events import EventBus, on
from aftersales.i18n import use_locale
from aftersales.integrity import Examination
from aftersales.workflow import (
    ApprovalChain,
    ChainApproved,
    ChainRejected,
    ChainStep,
    decide,
    open_chain,
)
from aftersales.workflow.check import chains_agree
from aftersales.workflow.signers import pending_for, waiting_count
from tests.kernel.approvals_lab import LIFE, record

ROLES = ("dispatcher", "commercial", "technical", "quality", "finance", "office", "production")
CHAINS = int(os.environ.get("AFTERSALES_EXAMPLES", "40"))


@pytest.fixture
def outcomes(app, monkeypatch):
    facts = []
    bus = EventBus(
        [on(kind, lambda _uow, fact: facts.append(fact)) for kind in (ChainApproved, ChainRejected)]
    )
    monkeypatch.setitem(app.extensions, "aftersales.bus", bus)
    monkeypatch.setitem(app.extensions, "aftersales.workflows", {LIFE.model: LIFE})
    with use_locale("en"):
        yield facts


def random_groups(dice):
    """Roles in groups, each with how many must agree."""
    roles = dice.sample(ROLES, dice.randint(1, 6))
    groups = []
    while roles:
        size = min(dice.choice((1, 1, 2, 3)), len(roles))
        members, roles = roles[:size], roles[size:]
        share = dice.choice(((1, 1), (1, 2), (2, 3))) if size > 1 else (1, 1)
        groups.append((members, share))
    return groups


def steps_of(groups):
    return [
        ChainStep(
            role,
            role,
            joint=len(members) > 1,
            share=Fraction(*share) if len(members) > 1 and share != (1, 1) else None,
        )
        for members, share in groups
        for role in members
    ]


def expected(groups, votes):
    """The chain's state after these votes, and whose turn it is."""
    for members, (part, whole) in groups:
        needed = ceil(part * len(members) / whole)
        yes = sum(votes.get(role) is True for role in members)
        no = sum(votes.get(role) is False for role in members)
        if yes >= needed:
            continue
        if len(members) - no < needed:
            return "rejected", set()
        return "open", {role for role in members if role not in votes}
    return "approved", set()


def apart(groups):
    """Two joint groups side by side would be one; a serial step between keeps them apart."""
    return all(len(one[0]) == 1 or len(other[0]) == 1 for one, other in pairwise(groups))


def test_any_order_of_decisions_ends_as_the_votes_say(uow_as, outcomes):
    dice = random.Random(20260101)
    done = 0
    while done < CHAINS:
        groups = random_groups(dice)
        if not apart(groups):
            continue
        done += 1
        run(uow_as, dice, groups, outcomes, f"chain {done}")
    with uow_as("system", write=False) as uow:
        assert list(chains_agree(Examination(uow=uow))) == []


def run(uow_as, dice, groups, outcomes, name):
    outcomes.clear()
    votes = {}
    with uow_as("engineer") as uow:
        chain = open_chain(uow, record(uow), name, steps_of(groups))
        steps = {step.role: step.id for step in chain.steps}
    state, turns = expected(groups, votes)
    while state == "open":
        role = dice.choice(sorted(steps))
        approve = dice.random() < 0.8
        with uow_as(role) as uow:
            assert {one.role for one in pending_for(uow) if one.chain.name == name} == (
                {role} if role in turns else set()
            )
            assert waiting_count(uow) == len(pending_for(uow))
            if role in turns:
                got = decide(uow, steps[role], approve=approve, note="so").state
                votes[role] = approve
            else:
                with pytest.raises(DomainError):
                    decide(uow, steps[role], approve=approve, note="so")
                continue
        state, turns = expected(groups, votes)
        assert got == state, (groups, votes)
    assert len(outcomes) == 1, "never two outcomes"
    assert isinstance(outcomes[0], ChainApproved) is (state == "approved")
    for role, step in steps.items():
        with uow_as(role) as uow, pytest.raises(DomainError):
            decide(uow, step, approve=True)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"state": "approved"}, "its signatures say otherwise"),
        ({"state": "rejected"}, "still asks for a signature"),
        ({"opened_by": "dispatcher"}, "signed by who asked"),
        ({"second_by": "dispatcher"}, "signed twice"),
    ],
)
def test_fsck_finds_a_chain_that_does_not_agree_with_its_signatures(
    uow_as, actor, outcomes, broken, told
):
    with uow_as("engineer") as uow:
        steps = [ChainStep(role, role) for role in ("dispatcher", "commercial", "finance")]
        chain = open_chain(uow, record(uow), "trip", steps)
        first, key = chain.steps[0].id, chain.id
    with uow_as("dispatcher") as uow:
        decide(uow, first, approve=True)
    with uow_as("system") as uow:
        assert list(chains_agree(Examination(uow=uow))) == []
        chain = uow.get(ApprovalChain, key)
        chain.state = broken.get("state", "open")
        if who := broken.get("opened_by"):
            chain.opened_by_id = actor(who).user_id
        if who := broken.get("second_by"):
            chain.steps[1].state, chain.steps[2].state = "approved", "open"
            chain.steps[1].decided_by_id = actor(who).user_id
        uow.flush()
        assert any(told in found.sentence for found in chains_agree(Examination(uow=uow)))
