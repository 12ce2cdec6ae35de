"""Verbs on products and warranty plans."""

from sqlalchemy import func, select

from aftersales.access.permissions import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from modules.customers import manifest as may
from modules.customers.models import Product


@requires(may.PRODUCT_WRITE)
def create_product(
    uow: UnitOfWork,
    *,
    code: str,
    name: str,
    model: str,
    unit: str = "",
    warranty_months: int | None = None,
    is_key: bool = False,
    is_large: bool = False,
    note: str = "",
) -> Product:
    """Enter a model of the catalogue. :raises Invalid: code or model is taken; names the field."""
    product = Product()
    _set_names(uow, product, code=code, model=model)
    product.name, product.unit = name.strip(), unit.strip() or "台"
    product.warranty_months, product.note = warranty_months, note
    product.is_key, product.is_large = is_key, is_large
    return uow.add(product)


@requires(may.PRODUCT_WRITE)
def change_product(
    uow: UnitOfWork,
    *,
    record_id: int,
    code: str,
    name: str,
    model: str,
    unit: str = "",
    warranty_months: int | None = None,
    is_key: bool = False,
    is_large: bool = False,
    note: str = "",
) -> Product:
    """Correct a model; warranties already running keep the dates they have.

    :raises Invalid: code or model is taken; names the field.
    """
    product = uow.get(Product, record_id, lock=True)
    _set_names(uow, product, code=code, model=model)
    product.name, product.unit = name.strip(), unit.strip() or "台"
    product.warranty_months, product.note = warranty_months, note
    product.is_key, product.is_large = is_key, is_large
    uow.flush()
    return product


def _set_names(uow: UnitOfWork, product: Product, *, code: str, model: str) -> None:
    """Set code and model, each of which is one product's alone."""
    for field, value in (("code", code.strip()), ("model", model.strip())):
        same = func.upper(getattr(Product, field)) == value.upper()
        query = select(Product.id).where(same, Product.id != (product.id or 0))
        if uow.scalar(query) is not None:
            raise Invalid(_l("Another product already has “{value}”.", value=value), field=field)
        setattr(product, field, value)
