"""Who sees volumes; filed pieces follow the case they belong to."""

from aftersales.access import every_row
from aftersales.i18n import _l
from modules.archive.models import Volume

RULES = (
    every_row(Volume, "archive.volume.read", _l("All volumes")),
    every_row(Volume, "archive.volume.bind", _l("All volumes"), write=True),
)
