"""What the warehouse imports: the stock list, parts and what lies in their bins."""

from decimal import Decimal

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.imports.declare import Figure, Importer, ImportField, Row
from modules.parts.models import Bin, Part, Stock, StockMove


def apply_part(uow: UnitOfWork, *, row: Row, existing: Part | None) -> Part:
    """Write one row of a stock list: the part, its bin, and the difference to what lies there."""
    part = existing or Part(code=row["code"], name=row["name"])
    row.fill(part, "name", "spec", "unit", "price")
    if row.get("is_important") is not None:
        part.is_important = row["is_important"]
    elif existing is None:
        part.is_important = False
    if existing is None:
        uow.add(part)
    if row.get("bin") and row.get("quantity") is not None:
        _count(uow, part, row["bin"], row["quantity"])
    return part


def _count(uow: UnitOfWork, part: Part, bin_code: str, counted: Decimal) -> None:
    """Book the difference between the list and the bin, so that a second run books nothing."""
    place = uow.scalar(select(Bin).where(Bin.code == bin_code)) or uow.add(Bin(code=bin_code))
    stock = uow.scalar(select(Stock).where(Stock.part_id == part.id, Stock.bin_id == place.id))
    if stock is None:
        stock = uow.add(Stock(part=part, bin=place, quantity=Decimal(0)))
    if difference := counted - stock.quantity:
        stock.quantity = counted
        uow.add(
            StockMove(
                part_id=part.id,
                bin_id=place.id,
                quantity=difference,
                moved_at=uow.now,
                reason="import",
            )
        )


PARTS = Importer(
    kind="parts",
    title=_l("Parts and stock"),
    model=Part,
    key=("code",),
    order=20,
    sheets=("配件", "库存", "备件", "parts", "stock"),
    permission="parts.part.write",
    apply=apply_part,
    fields=(
        ImportField(
            name="code",
            title=_l("Part number"),
            kind="code",
            required=True,
            max_length=40,
            synonyms=("料号", "配件编号", "物料编码", "图号", "part number", "code"),
        ),
        ImportField(
            name="name",
            title=_l("Name"),
            required=True,
            max_length=120,
            synonyms=("名称", "配件名称", "物料名称", "品名", "name"),
        ),
        ImportField(
            name="spec",
            title=_l("Specification"),
            max_length=120,
            synonyms=("规格", "规格型号", "型号", "specification"),
        ),
        ImportField(
            name="unit", title=_l("Unit"), max_length=20, synonyms=("单位", "计量单位", "unit")
        ),
        ImportField(
            name="price", title=_l("Unit price"), kind="money", synonyms=("单价", "价格", "price")
        ),
        ImportField(
            name="quantity",
            title=_l("Quantity in stock"),
            kind="quantity",
            synonyms=("库存数量", "库存", "数量", "结存", "stock", "quantity"),
        ),
        ImportField(
            name="bin",
            title=_l("Bin"),
            kind="code",
            max_length=40,
            synonyms=("库位", "货位", "bin"),
        ),
        ImportField(
            name="is_important",
            title=_l("Important part"),
            kind="bool",
            synonyms=("重要件", "须返旧", "重要件(须返旧)", "important"),
        ),
    ),
    figures=(
        Figure(
            name="stock_units",
            title=_l("Units in stock"),
            measure=lambda row: row.get("quantity") or Decimal(0),
        ),
    ),
)

IMPORTERS = (PARTS,)
