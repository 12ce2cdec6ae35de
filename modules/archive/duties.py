"""What fulfils the archive's periodic duties by itself: a bound volume the month's binding."""

from datetime import date

from aftersales.db.uow import UnitOfWork
from aftersales.duties import Fulfilment, fulfil
from aftersales.events import on
from aftersales.i18n import _l
from modules.archive.events import VolumeBound
from modules.archive.models import Volume


def volume_was_bound(uow: UnitOfWork, event: VolumeBound) -> None:
    """Mark the duty to bind done for the month whose cases the volume holds (S3-2.5a)."""
    volume = uow.get(Volume, event.volume_id)
    fulfil(
        uow,
        parameter="duties.archive",
        code="binding",
        day=date(volume.year, volume.month, 1),
        proof=volume.number,
        link=f"/archive/volumes/{volume.id}",
    )


FULFILMENTS = (
    Fulfilment(
        parameter="duties.archive",
        code="binding",
        by=_l("The volume of the month is bound."),
        when=on(VolumeBound, volume_was_bound, "after"),
    ),
)
