"""Reads of the archive that its pages share."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from modules.archive.models import Filing, Volume
from modules.service.api import Case


def closed_cases() -> Select[Any]:
    """Cases that are closed and not filed."""
    return (
        select(Case)
        .join(Case.customer)
        .where(Case.state == "closed", Case.external_number.is_(None))
    )


def filings() -> Select[Any]:
    """Filed pieces with their case and volume."""
    return select(Filing).join(Filing.case).outerjoin(Filing.volume)


def bind_proposal(_uow: UnitOfWork, _args: Mapping[str, str]) -> Mapping[str, Any]:
    """The month a new volume is proposed for: this one."""
    today = clock.today()
    return {"year": today.year, "month": today.month}


def volume_pieces(volume: Volume) -> Select[Any]:
    """The pieces of a volume in order."""
    return select(Filing).join(Filing.case).where(Filing.volume_id == volume.id)
