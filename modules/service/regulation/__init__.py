"""What a company's regulation fixes about intake, clocks, trips, papers and upkeep.

Read by key with ``aftersales.regulation.resolve``; figures of a company stand in ``data/presets``.
"""

from modules.service.regulation import intake, papers, promises, trips, upkeep

PARAMETERS = (
    *intake.PARAMETERS,
    *promises.PARAMETERS,
    *trips.PARAMETERS,
    *papers.PARAMETERS,
    *upkeep.PARAMETERS,
)
