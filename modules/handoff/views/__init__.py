"""Pages of the hand-off: contracts, clauses, what waits, what other pages show of it."""

from modules.handoff.views.clauses import CLAUSE, CLAUSES
from modules.handoff.views.contract import CONTRACT
from modules.handoff.views.contracts import CONTRACTS
from modules.handoff.views.elsewhere import ACTIONS, HOME
from modules.handoff.views.lookups import LOOKUPS

VIEWS = (CONTRACTS, CONTRACT, CLAUSES, CLAUSE)

__all__ = ["ACTIONS", "HOME", "LOOKUPS", "VIEWS"]
