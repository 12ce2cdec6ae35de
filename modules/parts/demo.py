"""The warehouse of the demo company: parts come with the imported stock list."""

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from modules.parts.models import Part

SPECS = {"YB-01": "A10VSO45", "MF-01": "NBR 70×85", "ZC-01": "22326", "WD-01": "PT100"}


def load_demo(uow: UnitOfWork) -> None:
    """Give some imported parts the specifications a stock list rarely carries."""
    for part in uow.scalars(select(Part).where(Part.code.in_(SPECS))):
        part.spec = SPECS[part.code]
    uow.flush()
