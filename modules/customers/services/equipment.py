"""Verbs on equipment: put a machine on the books, correct it, correct its site data."""

from datetime import date

from sqlalchemy import func, select

from aftersales.access.permissions import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l, format_date
from modules.customers import manifest as may
from modules.customers.models import Customer, Equipment, Product, WarrantyPlan
from modules.customers.services.warranty import reckon_warranty


@requires(may.EQUIPMENT_WRITE)
def register_equipment(
    uow: UnitOfWork,
    *,
    serial: str,
    product_id: int,
    customer_id: int,
    contract_number: str = "",
    site_address: str = "",
    technical_data: str = "",
    shipped_on: date | None = None,
    accepted_on: date | None = None,
    commissioned_on: date | None = None,
    invoiced_on: date | None = None,
    warranty_plan_id: int | None = None,
    note: str = "",
) -> Equipment:
    """Put a machine on the books under its serial number and reckon its warranty (S0-5.2, C13).

    :raises Invalid: the serial number is taken, the dates contradict each other, or product,
        customer or plan do not exist; each names its field.
    """
    equipment = Equipment(serial=_free_serial(uow, serial))
    dates = (shipped_on, accepted_on, commissioned_on, invoiced_on)
    _set_owner(uow, equipment, product_id, customer_id)
    _set_dates(equipment, *dates)
    equipment.contract_number = contract_number
    equipment.site_address = site_address or equipment.customer.address
    equipment.technical_data = technical_data
    equipment.note = note
    _set_plan(uow, equipment, warranty_plan_id)
    return uow.add(equipment)


@requires(may.EQUIPMENT_WRITE)
def change_equipment(
    uow: UnitOfWork,
    *,
    record_id: int,
    serial: str,
    product_id: int,
    customer_id: int,
    contract_number: str = "",
    site_address: str = "",
    technical_data: str = "",
    shipped_on: date | None = None,
    accepted_on: date | None = None,
    commissioned_on: date | None = None,
    invoiced_on: date | None = None,
    warranty_plan_id: int | None = None,
    note: str = "",
) -> Equipment:
    """Correct a machine; the warranty is reckoned anew unless it was frozen at hand-off (W1).

    :raises Invalid: as ``register_equipment``; or a frozen date, plan or serial would change.
    """
    equipment = uow.get(Equipment, record_id, lock=True)
    dates = (shipped_on, accepted_on, commissioned_on, invoiced_on)
    if equipment.is_handed_over:
        _keep_frozen(equipment, serial, product_id, dates, warranty_plan_id)
    equipment.serial = _free_serial(uow, serial, besides=equipment)
    _set_owner(uow, equipment, product_id, customer_id)
    equipment.contract_number = contract_number
    equipment.site_address = site_address
    equipment.technical_data = technical_data
    equipment.note = note
    if not equipment.is_handed_over:
        _set_dates(equipment, *dates)
        _set_plan(uow, equipment, warranty_plan_id)
    uow.flush()
    return equipment


@requires(may.EQUIPMENT_WRITE)
def confirm_equipment(
    uow: UnitOfWork,
    *,
    equipment_id: int,
    contract_number: str,
    site_address: str = "",
    shipped_on: date | None = None,
    accepted_on: date | None = None,
) -> Equipment:
    """Complete a machine that was on the books before its contract was handed over (W1).

    Given dates and address replace what stands there; what is not given stays.
    """
    equipment = uow.get(Equipment, equipment_id, lock=True)
    equipment.contract_number = contract_number
    equipment.site_address = site_address or equipment.site_address
    _set_dates(
        equipment,
        shipped_on or equipment.shipped_on,
        accepted_on or equipment.accepted_on,
        equipment.commissioned_on,
        equipment.invoiced_on,
    )
    uow.flush()
    return equipment


@requires(may.EQUIPMENT_SITE)
def correct_site(
    uow: UnitOfWork, *, record_id: int, site_address: str, technical_data: str = ""
) -> Equipment:
    """Correct where a machine stands and its technical data, as found on site (rules 1.9)."""
    equipment = uow.get(Equipment, record_id, lock=True)
    equipment.site_address = site_address
    equipment.technical_data = technical_data
    uow.flush()
    return equipment


def _free_serial(uow: UnitOfWork, serial: str, besides: Equipment | None = None) -> str:
    """The serial number, cleaned; refused when another machine has it in any spelling."""
    clean = serial.strip()
    if not clean:
        raise Invalid(_l("Enter the serial number."), field="serial")
    query = select(Equipment.id).where(func.upper(Equipment.serial) == clean.upper())
    if besides is not None:
        query = query.where(Equipment.id != besides.id)
    with uow.system("a serial number is unique over all rows, seen or not"):
        taken = uow.scalar(query)
    if taken is not None:
        raise Invalid(
            _l("Another machine already has the serial number {serial}.", serial=clean),
            field="serial",
        )
    return clean


def _set_owner(uow: UnitOfWork, equipment: Equipment, product_id: int, customer_id: int) -> None:
    product, customer = uow.find(Product, product_id), uow.find(Customer, customer_id)
    if product is None:
        raise Invalid(_l("Choose the product from the list."), field="product_id")
    if customer is None:
        raise Invalid(_l("Choose the customer from the list."), field="customer_id")
    equipment.product, equipment.customer = product, customer


def _set_plan(uow: UnitOfWork, equipment: Equipment, plan_id: int | None) -> None:
    plan = uow.find(WarrantyPlan, plan_id)
    if plan_id is not None and plan is None:
        raise Invalid(_l("Choose the warranty plan from the list."), field="warranty_plan_id")
    equipment.warranty_plan = plan
    reckon_warranty(uow, equipment)


def _set_dates(
    equipment: Equipment,
    shipped_on: date | None,
    accepted_on: date | None,
    commissioned_on: date | None,
    invoiced_on: date | None,
) -> None:
    if shipped_on and accepted_on and accepted_on < shipped_on:
        raise Invalid(
            _l("Accepted before it was shipped ({day})?", day=format_date(shipped_on)),
            field="accepted_on",
        )
    if shipped_on and commissioned_on and commissioned_on < shipped_on:
        raise Invalid(
            _l("Commissioned before it was shipped ({day})?", day=format_date(shipped_on)),
            field="commissioned_on",
        )
    equipment.shipped_on, equipment.accepted_on = shipped_on, accepted_on
    equipment.commissioned_on, equipment.invoiced_on = commissioned_on, invoiced_on


def _keep_frozen(
    equipment: Equipment,
    serial: str,
    product_id: int,
    dates: tuple[date | None, ...],
    plan_id: int | None,
) -> None:
    """Refuse to change by hand what was fixed when sales handed the machine over."""
    names = ("shipped_on", "accepted_on", "commissioned_on", "invoiced_on")
    changed = [n for n, new in zip(names, dates, strict=True) if new != getattr(equipment, n)]
    given = {"serial": serial.strip(), "product_id": product_id, "warranty_plan_id": plan_id}
    changed += [name for name, new in given.items() if new != getattr(equipment, name)]
    if changed:
        raise Invalid(
            _l(
                "Fixed when sales handed the machine over (contract {number}); it stays as it was.",
                number=equipment.contract_number,
            ),
            field=changed[0],
        )
