"""The demo company's service desk: years of an old register, and cases of every state today."""

from pathlib import Path

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.imports.reading import read_source
from aftersales.imports.runs import run
from modules.service.demo.stories import tell_stories
from modules.service.models import Case

REGISTER = Path(__file__).parent / "register.csv"


def load_demo(uow: UnitOfWork) -> None:
    """Import the old register (good rows only), then live through some days of the desk."""
    if uow.scalar(select(Case.id).limit(1)) is not None:
        return
    run(uow, read_source(REGISTER), "good_rows")
    tell_stories(uow)
