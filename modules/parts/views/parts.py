"""Parts and stock."""

from typing import Any

from sqlalchemy import Select, func, select

from aftersales.i18n import _l
from aftersales.views import (
    Action,
    Column,
    EmptyState,
    Facet,
    Filter,
    FormView,
    Group,
    LinesView,
    ListView,
    Lookup,
    Tab,
    Verb,
)
from modules.parts import services
from modules.parts.forms import NewPartForm, PartForm, StockForm
from modules.parts.models import Bin, Part, Stock, StockMove

IN_STOCK = (
    select(func.coalesce(func.sum(Stock.quantity), 0))
    .where(Stock.part_id == Part.id)
    .correlate(Part)
    .scalar_subquery()
)


def parts() -> Select[Any]:
    """Active parts and those taken off the list."""
    return select(Part)


def change_stock(uow: Any, *, record_id: int, **data: Any) -> None:
    """Book a receipt or a correction from the part's page."""
    services.put_in_stock(uow, part_id=record_id, **data)


PARTS = ListView(
    name="parts.parts",
    title=_l("Parts and stock"),
    model=Part,
    path="/parts/parts",
    permission="parts.part.read",
    query=parts,
    form="parts.part",
    order="code",
    columns=(
        Column(
            name="code", title=_l("Part number"), source=Part.code, kind="link", mobile="secondary"
        ),
        Column(name="name", title=_l("Name"), source=Part.name, mobile="primary"),
        Column(name="spec", title=_l("Specification"), source=Part.spec, sort=False, hidden=True),
        Column(
            name="quantity",
            title=_l("In stock"),
            source=IN_STOCK,
            kind="quantity",
            sort=False,
            mobile="side",
        ),
        Column(name="unit", title=_l("Unit"), source=Part.unit, sort=False),
        Column(name="price", title=_l("Unit price"), source=Part.price, kind="money", sort=False),
        Column(
            name="is_important",
            title=_l("Old part due"),
            source=Part.is_important,
            kind="bool",
            sort=False,
        ),
    ),
    filters=(
        Filter(name="important", title=_l("Important parts"), where=Part.is_important.is_(True)),
        Filter(name="empty", title=_l("Out of stock"), where=IN_STOCK == 0),
    ),
    facets=(Facet(name="price", title=_l("Unit price"), source=Part.price, kind="number"),),
    search=(Part.code, Part.name, Part.spec),
    search_hint=_l("Part number, name, specification"),
    empty=EmptyState(
        sentence=_l("No part on the list yet. Import the stock list, or write the first part."),
        button=_l("New part"),
    ),
)

PART = FormView(
    name="parts.part",
    title=_l("Part"),
    model=Part,
    path="/parts/parts",
    permission="parts.part.read",
    list="parts.parts",
    form=PartForm,
    create_form=NewPartForm,
    heading=lambda part: part.name,
    subheading=lambda part: part.code,
    groups=(
        Group(
            fields=("code", "name", "spec", "unit", "price", "is_important", "bin_code", "quantity")
        ),
    ),
    tabs=(
        Tab(
            name="stock",
            title=_l("Stock"),
            on_create=False,
            lines=LinesView(
                query=lambda part: select(Stock).join(Stock.bin).where(Stock.part_id == part.id),
                order="bin",
                columns=(
                    Column(name="bin", title=_l("Bin"), source=Bin.code),
                    Column(
                        name="quantity",
                        title=_l("Quantity"),
                        source=Stock.quantity,
                        kind="quantity",
                        sum=True,
                    ),
                ),
            ),
        ),
        Tab(
            name="moves",
            title=_l("Movements"),
            on_create=False,
            lines=LinesView(
                query=lambda part: (
                    select(StockMove).join(StockMove.bin).where(StockMove.part_id == part.id)
                ),
                order="-moved_at",
                columns=(
                    Column(
                        name="moved_at",
                        title=_l("When"),
                        source=StockMove.moved_at,
                        kind="datetime",
                    ),
                    Column(name="bin", title=_l("Bin"), source=Bin.code),
                    Column(
                        name="quantity",
                        title=_l("Quantity"),
                        source=StockMove.quantity,
                        kind="quantity",
                    ),
                    Column(name="reason", title=_l("Reason"), source=StockMove.reason),
                ),
            ),
        ),
    ),
    create=Verb(permission="parts.part.write", fn=services.create_part),
    update=Verb(permission="parts.part.write", fn=services.change_part),
    actions=(
        Action(
            name="stock",
            title=_l("Receipt or correction"),
            verb=change_stock,
            form=StockForm,
            permission="parts.part.write",
            icon="building-warehouse",
        ),
    ),
)

PART_LOOKUP = Lookup(
    name="parts.part",
    title=_l("Parts"),
    query=lambda: select(Part).where(Part.is_active),
    key=Part.id,
    label=Part.name,
    sublabel=Part.code,
    search=(Part.code, Part.name, Part.spec),
    form="parts.part",
    icon="package",
    everywhere=True,
)

__all__ = ["PART", "PARTS", "PART_LOOKUP"]
