"""Parts and what lies in bins: every change of a stock is a move with a reason."""

from decimal import Decimal

from sqlalchemy import select

from aftersales.access import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Conflict, Invalid
from aftersales.i18n import _l
from modules.parts.models import Bin, Part, Stock, StockMove


@requires("parts.part.write")
def create_part(
    uow: UnitOfWork,
    *,
    code: str,
    name: str,
    spec: str = "",
    unit: str = "件",
    price: Decimal | None = None,
    is_important: bool = False,
    bin_code: str = "",
    quantity: Decimal | None = None,
) -> Part:
    """Put a part on the list, with its first stock when bin and quantity are given.

    :param price: yuan a unit. :raises Conflict: the part number is already used.
    """
    _require_free(uow, code)
    part = uow.add(
        Part(
            code=code,
            name=name,
            spec=spec,
            unit=unit,
            price=price or Decimal(0),
            is_important=is_important,
        )
    )
    if quantity:
        put_in_stock(
            uow, part_id=part.id, bin_code=bin_code, quantity=quantity, reason="opening stock"
        )
    return part


@requires("parts.part.write")
def change_part(uow: UnitOfWork, /, *, record_id: int, **changes: object) -> Part:
    """Change a part's master data; stock is changed by ``put_in_stock`` only."""
    part = uow.get(Part, record_id)
    if changes.get("code") not in (None, part.code):
        _require_free(uow, str(changes["code"]))
    for name in ("code", "name", "spec", "unit", "price", "is_important", "is_active"):
        if name in changes:
            setattr(part, name, changes[name])
    uow.flush()
    return part


@requires("parts.part.write")
def put_in_stock(
    uow: UnitOfWork, *, part_id: int, bin_code: str, quantity: Decimal, reason: str
) -> Stock:
    """Book a receipt (or, negative, a correction) into a bin, which is made when new.

    :raises Invalid: no bin, no quantity, or more taken out than lies there.
    """
    part = uow.get(Part, part_id)
    code = bin_code.strip()
    if not code:
        raise Invalid(_l("Say in which bin the parts lie."), field="bin_code")
    if not quantity:
        raise Invalid(_l("Say how many."), field="quantity")
    place = uow.scalar(select(Bin).where(Bin.code == code)) or uow.add(Bin(code=code))
    stock = stock_in(uow, part.id, place.id) or uow.add(Stock(part=part, bin=place))
    if stock.quantity + quantity < 0:
        raise Invalid(
            _l("Bin {bin} holds only {there}.", bin=code, there=stock.quantity), field="quantity"
        )
    move(uow, stock, quantity, reason)
    return stock


def stock_in(uow: UnitOfWork, part_id: int, bin_id: int) -> Stock | None:
    """The stock row of a part in a bin, held until the end of the unit of work."""
    return uow.scalar(
        select(Stock)
        .where(Stock.part_id == part_id, Stock.bin_id == bin_id)
        .with_for_update(of=Stock)
        .execution_options(populate_existing=True)
    )


def move(
    uow: UnitOfWork, stock: Stock, quantity: Decimal, reason: str, requisition_id: int | None = None
) -> None:
    """Change a held stock row and note the move."""
    stock.quantity += quantity
    uow.add(
        StockMove(
            part_id=stock.part_id,
            bin_id=stock.bin_id,
            quantity=quantity,
            reason=reason,
            requisition_id=requisition_id,
            moved_at=uow.now,
        )
    )


def _require_free(uow: UnitOfWork, code: str) -> None:
    if uow.scalar(select(Part.id).where(Part.code == code)):
        raise Conflict(_l("Part number {code} is already used.", code=code), field="code")
