"""States and transitions as data, guarded, logged, and approved in chains."""

from typing import Any

from flask import Flask

from aftersales.integrity import Check, add_check
from aftersales.workflow.approvals import (
    ChainStep,
    Spoken,
    chain_of,
    decide,
    my_step,
    open_chain,
    sign,
    why_not,
    withdraw_chain,
)
from aftersales.workflow.chains import (
    Approval,
    ApprovalChain,
    ChainApproved,
    ChainMoved,
    ChainRejected,
    Substitute,
)
from aftersales.workflow.detours import add_signer, record_spoken, send_back, withdraw
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
from aftersales.workflow.kinds import ApprovalKind, Matter, add_kind
from aftersales.workflow.model import Guard, State, Transition, Workflow
from aftersales.workflow.ruled import open_ruled_chain
from aftersales.workflow.signatures import Signature, signatures_of
from aftersales.workflow.signers import pending_for
from aftersales.workflow.substitutes import end_substitute, name_substitute
from aftersales.workflow.urges import urge

__all__ = [
    "Approval",
    "ApprovalChain",
    "ApprovalKind",
    "ChainApproved",
    "ChainMoved",
    "ChainRejected",
    "ChainStep",
    "Guard",
    "Matter",
    "Offer",
    "Signature",
    "Spoken",
    "State",
    "StateSpan",
    "Substitute",
    "Transition",
    "TransitionEntry",
    "Transitioned",
    "Workflow",
    "add_kind",
    "add_signer",
    "advance",
    "chain_of",
    "decide",
    "end_substitute",
    "history",
    "my_step",
    "name_substitute",
    "offers",
    "open_chain",
    "open_ruled_chain",
    "pending_for",
    "record_spoken",
    "register",
    "send_back",
    "sign",
    "signatures_of",
    "start",
    "urge",
    "why_not",
    "withdraw",
    "withdraw_chain",
]


def register(app: Flask, registry: Any) -> None:
    """Add the checks of the room, the kinds of chains of the modules, and the approval pages."""
    from aftersales.workflow.check import chains_agree, states_agree
    from aftersales.workflow.signers import waiting_count
    from aftersales.workflow.web import bp

    app.extensions["aftersales.waiting"] = waiting_count
    app.extensions["aftersales.approvals"] = {}
    for kind in registry.all("approvals"):
        add_kind(app, kind)
    app.register_blueprint(bp)
    add_check(app, Check(name="states", find=states_agree))
    add_check(app, Check(name="approvals", find=chains_agree))
