"""What other modules may use of the hand-off: the contract, its facts and verbs."""

from modules.handoff.events import ClauseCompleted, ContractDecomposed, HandedOver
from modules.handoff.models import Contract
from modules.handoff.services.contracts import decompose, register_contract
from modules.handoff.services.handover import accept_handoff

__all__ = [
    "ClauseCompleted",
    "Contract",
    "ContractDecomposed",
    "HandedOver",
    "accept_handoff",
    "decompose",
    "register_contract",
]
