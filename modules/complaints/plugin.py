"""Everything the complaints module contributes: its chapter of the regulation."""

from aftersales.registry.contributions import Contributions
from modules.complaints.regulation import PARAMETERS

CONTRIBUTIONS = Contributions(regulation=PARAMETERS, presets="data/presets")
