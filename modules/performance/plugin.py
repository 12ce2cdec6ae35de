"""Everything the performance module contributes: its chapter of the regulation."""

from aftersales.registry.contributions import Contributions
from modules.performance.regulation import PARAMETERS

CONTRIBUTIONS = Contributions(regulation=PARAMETERS, presets="data/presets")
