"""The demo company's customers, products and machines: years of Excel, imported as they are."""

from pathlib import Path

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.imports.reading import read_source
from aftersales.imports.runs import run
from modules.customers.models import Customer, Product

LEGACY = Path(__file__).parent / "legacy.xlsx"
LARGE = "球磨机"
KEY = "颚式破碎机"


def load_demo(uow: UnitOfWork) -> None:
    """Import the old lists once, good rows only, and mark the products urgent calls are about.

    The file also holds contracts and parts; they come along when their modules are enabled.
    """
    if uow.scalar(select(Customer.id).limit(1)) is not None:
        return
    run(uow, read_source(LEGACY), "good_rows")
    for product in uow.scalars(select(Product).where(Product.name.in_((LARGE, KEY)))):
        product.is_large = product.name == LARGE
        product.is_key = product.name == KEY
    uow.flush()
