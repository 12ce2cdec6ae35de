"""Everything the module contributes, listed once."""

from aftersales.registry.contributions import Contributions

CONTRIBUTIONS = Contributions()
