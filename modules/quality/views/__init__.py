"""Lists and record pages of quality."""

from modules.quality.views.measures import MEASURE, MEASURE_LIST
from modules.quality.views.places import EXTRA_ACTIONS, HOME, LOOKUPS
from modules.quality.views.problems import PROBLEM, PROBLEMS

VIEWS = (PROBLEMS, PROBLEM, MEASURE_LIST, MEASURE)

__all__ = ["EXTRA_ACTIONS", "HOME", "LOOKUPS", "VIEWS"]
