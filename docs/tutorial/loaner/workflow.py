"""The life of a machine in the pool."""

from aftersales.i18n import _l
from aftersales.workflow import State, Transition, Workflow
from modules.loaner.manifest import KEEP, LEND
from modules.loaner.models import PoolMachine

LIFE = Workflow(
    name="loaner.machine",
    model=PoolMachine,
    initial="free",
    states=(
        State("free", _l("In the pool"), "green"),
        State("out", _l("With a customer"), "orange"),
        State("retired", _l("Out of the pool"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition("lend", _l("Lend"), ("free",), "out", LEND),
        Transition("take_back", _l("Take back"), ("out",), "free", LEND),
        Transition("retire", _l("Take out of the pool"), ("free",), "retired", KEEP),
    ),
)
