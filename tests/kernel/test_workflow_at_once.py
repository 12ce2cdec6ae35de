"""Two signatures of one joint chain in the same moment close it."""

import threading
from contextlib import suppress
from fractions import Fraction

import pytest

from aftersales.auth.organisation import ensure_region, user_by_name
from aftersales.errors import Refused
from aftersales.testing.together import at_once
from aftersales.workflow import ChainStep, chain_of, decide, open_chain, pending_for

pytestmark = pytest.mark.both_databases
STEPS = (ChainStep("dispatcher", "Department head"), ChainStep("leader", "Leader"))


def test_the_second_signer_sees_what_the_first_signed(uow_as):
    both_have_read = threading.Barrier(2)
    with uow_as("engineer") as uow:
        open_chain(uow, ensure_region(uow, "长沙"), "trip", STEPS, mode="parallel")

    def sign(who):
        def signing():
            with uow_as(who) as uow:
                (step,) = pending_for(uow)
                # SQLite lets one in after the other: then they never meet.
                with suppress(threading.BrokenBarrierError):
                    both_have_read.wait(timeout=0.5)
                return decide(uow, step.id, approve=True).state

        return signing

    results = at_once(sign("dispatcher"), sign("leader"))
    assert sorted(map(str, results)) == ["approved", "open"]


def test_of_two_holders_of_a_role_one_signs(uow_as):
    with uow_as("system") as uow:
        region = ensure_region(uow, "长沙")
        roles = user_by_name(uow, "leader").roles
        second = user_by_name(uow, "dispatcher")
        second.roles.extend(roles)
    with uow_as("engineer") as uow:
        step = open_chain(uow, region, "trip", STEPS[1:]).steps[0].id

    def sign(who):
        def signing():
            with uow_as(who) as uow:
                try:
                    return decide(uow, step, approve=True).state
                except Refused:
                    return "refused"

        return signing

    results = at_once(sign("dispatcher"), sign("leader"))
    assert sorted(map(str, results)) == ["approved", "refused"]


def test_the_last_of_a_share_and_a_late_no_meet(uow_as):
    """Two of three agree while the third refuses: one outcome, whoever comes last."""
    joint = [
        ChainStep(role, role, joint=True, share=Fraction(2, 3))
        for role in ("quality", "technical", "finance")
    ]
    with uow_as("engineer") as uow:
        chain = open_chain(uow, ensure_region(uow, "长沙"), "trip", joint)
        steps = {step.role: step.id for step in chain.steps}

    def sign(who, approve):
        def signing():
            with uow_as(who) as uow:
                try:
                    return decide(uow, steps[who], approve=approve, note="so").state
                except Refused:
                    return "late"

        return signing

    at_once(sign("quality", True), sign("technical", True), sign("finance", False))
    with uow_as("system", write=False) as uow:
        chain = chain_of(uow, ensure_region(uow, "长沙"), "trip")
        assert chain.state == "approved"
        finance = next(step for step in chain.steps if step.role == "finance")
        assert finance.state in ("rejected", "skipped")
