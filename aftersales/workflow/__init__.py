"""States and transitions as data, guarded, logged, and approved in chains."""

from typing import Any

from flask import Flask

from aftersales.integrity import Check, add_check
from aftersales.workflow.approvals import (
    Approval,
    ApprovalChain,
    ChainApproved,
    ChainMoved,
    ChainRejected,
    ChainStep,
    chain_of,
    decide,
    open_chain,
    pending_for,
    signatures_of,
    withdraw_chain,
)
from aftersales.workflow.engine import (
    Offer,
    StateSpan,
    Transitioned,
    TransitionEntry,
    advance,
    history,
    offers,
    start,
)
from aftersales.workflow.model import Guard, State, Transition, Workflow

__all__ = [
    "Approval",
    "ApprovalChain",
    "ChainApproved",
    "ChainMoved",
    "ChainRejected",
    "ChainStep",
    "Guard",
    "Offer",
    "State",
    "StateSpan",
    "Transition",
    "TransitionEntry",
    "Transitioned",
    "Workflow",
    "advance",
    "chain_of",
    "decide",
    "history",
    "offers",
    "open_chain",
    "pending_for",
    "register",
    "signatures_of",
    "start",
    "withdraw_chain",
]


def register(app: Flask, _registry: Any) -> None:
    """Add the checks of the room."""
    from aftersales.workflow.check import chains_agree, states_agree

    add_check(app, Check(name="states", find=states_agree))
    add_check(app, Check(name="approvals", find=chains_agree))
