"""What other modules may use of this one."""

from modules.loaner.events import MachineLent, MachineReturned
from modules.loaner.models import Loan, PoolMachine
from modules.loaner.services import lend, take_back

__all__ = ["Loan", "MachineLent", "MachineReturned", "PoolMachine", "lend", "take_back"]
