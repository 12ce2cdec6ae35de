"""States and transitions as data, guarded, logged, and approved in chains."""

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
    "start",
]
