"""The public surface of the quality module."""

from modules.quality.events import CauseJudged, ProblemClosed, ProblemOpened
from modules.quality.models import Measure, Problem
from modules.quality.queries import problems_of_case
from modules.quality.services import open_problem
from modules.quality.words import CAUSES

__all__ = [
    "CAUSES",
    "CauseJudged",
    "Measure",
    "Problem",
    "ProblemClosed",
    "ProblemOpened",
    "open_problem",
    "problems_of_case",
]
