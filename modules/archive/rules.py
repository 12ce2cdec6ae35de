"""Who sees volumes; filed pieces follow the case they belong to."""

from aftersales.access import RecordRule
from aftersales.i18n import _l
from modules.archive.models import Volume

RULES = (
    RecordRule(
        name="archive.Volume.read",
        model=Volume,
        permission="archive.volume.read",
        title=_l("All volumes"),
    ),
    RecordRule(
        name="archive.Volume.bind",
        model=Volume,
        permission="archive.volume.bind",
        title=_l("All volumes"),
        write=True,
    ),
)
