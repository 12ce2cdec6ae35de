"""Two signatures of one joint chain in the same moment close it."""

import threading
from contextlib import suppress

import pytest

from aftersales.auth.organisation import ensure_region
from aftersales.testing.together import at_once
from aftersales.workflow import ChainStep, decide, open_chain, pending_for

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
