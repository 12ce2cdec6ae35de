"""Everything the claims module contributes: its chapter of the regulation."""

from aftersales.registry.contributions import Contributions
from modules.claims.regulation import PARAMETERS

CONTRIBUTIONS = Contributions(regulation=PARAMETERS, presets="data/presets")
