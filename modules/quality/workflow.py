"""The life of a quality problem (W7, shortened to the steps every company takes)."""

from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.workflow import State, Transition, Workflow
from modules.quality.models import Problem


def has_measures(_uow: UnitOfWork, problem: Problem) -> None:
    """There is a measure that removes the cause."""
    if not any(measure.kind == "corrective" for measure in problem.measures):
        raise Refused(_l("There is no corrective action yet."))


def measures_done(_uow: UnitOfWork, problem: Problem) -> None:
    """Every measure was carried out."""
    still_open = [measure for measure in problem.measures if measure.done_at is None]
    if still_open:
        raise Refused(_l("{n} measures are not carried out yet.", n=len(still_open)))


PROBLEM = Workflow(
    name="quality.problem",
    model=Problem,
    initial="registered",
    states=(
        State("registered", _l("Registered"), "orange"),
        State("measures", _l("Measures against it"), "blue"),
        State("verifying", _l("Verifying"), "cyan"),
        State("closed", _l("Closed"), "green", done=True),
        State("rejected", _l("No quality problem"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition(
            "judge",
            _l("Judge the cause"),
            ("registered",),
            "measures",
            "quality.problem.judge",
        ),
        Transition(
            "verify",
            _l("Submit for verification"),
            ("measures",),
            "verifying",
            "quality.problem.judge",
            (has_measures, measures_done),
        ),
        Transition(
            "close", _l("Close the problem"), ("verifying",), "closed", "quality.problem.judge"
        ),
        Transition(
            "back", _l("Not effective"), ("verifying",), "measures", "quality.problem.judge"
        ),
        Transition(
            "reject", _l("No quality problem"), ("registered",), "rejected", "quality.problem.judge"
        ),
    ),
)
