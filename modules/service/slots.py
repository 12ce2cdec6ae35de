"""Places this module opens to others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modules.service.models.case import Case
from modules.service.models.order import Order
from modules.service.papers import ReplacedPart

if TYPE_CHECKING:
    from aftersales.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingCheck:
    """Slot ``service.closing_check``: what another module still misses before a case may close.

    ``check(uow, case)`` returns one sentence a thing that is open (*the old hydraulic pump of
    LL-202611-0003 is not back*), nothing when all is settled. It runs in the system's name, so it
    sees rows the closing person may not.
    """

    name: str
    check: "Callable[[UnitOfWork, Case], Sequence[object]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParts:
    """Slot ``service.report_parts``: the replaced parts a service report of this order prints."""

    name: str
    collect: "Callable[[UnitOfWork, Order], Sequence[ReplacedPart]]"
