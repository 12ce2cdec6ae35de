"""Everything the feedback module contributes: its chapter of the regulation."""

from aftersales.registry.contributions import Contributions
from modules.feedback.regulation import PARAMETERS

CONTRIBUTIONS = Contributions(regulation=PARAMETERS, presets="data/presets")
