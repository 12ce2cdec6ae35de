"""Verbs on warranty plans: the few rules a contract may refer to (C13)."""

from sqlalchemy import func, select

from aftersales.access.permissions import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from modules.customers import manifest as may
from modules.customers.models import Equipment, WarrantyPlan


@requires(may.PRODUCT_WRITE)
def create_plan(
    uow: UnitOfWork,
    *,
    code: str,
    name: str,
    start_event: str,
    months: int,
    name_en: str = "",
    note: str = "",
    is_active: bool = True,
) -> WarrantyPlan:
    """Enter a plan contracts may choose. :raises Invalid: the code is taken; names the field."""
    plan = WarrantyPlan(code=_free_code(uow, code), start_event=start_event, months=months)
    plan.name, plan.name_en, plan.note = name.strip(), name_en.strip(), note
    plan.is_active = is_active
    return uow.add(plan)


@requires(may.PRODUCT_WRITE)
def change_plan(
    uow: UnitOfWork,
    *,
    record_id: int,
    code: str,
    name: str,
    start_event: str,
    months: int,
    name_en: str = "",
    note: str = "",
    is_active: bool = True,
) -> WarrantyPlan:
    """Correct a plan; once a machine runs on it, its event and months stay (W1).

    :raises Invalid: the code is taken, or a used plan would change; names the field.
    """
    plan = uow.get(WarrantyPlan, record_id, lock=True)
    if _is_used(uow, plan):
        for field, given in (("start_event", start_event), ("months", months)):
            if getattr(plan, field) != given:
                raise Invalid(
                    _l("Machines run on this plan; enter a new one and retire this."), field=field
                )
    plan.code = _free_code(uow, code, besides=plan)
    plan.start_event, plan.months, plan.is_active = start_event, months, is_active
    plan.name, plan.name_en, plan.note = name.strip(), name_en.strip(), note
    uow.flush()
    return plan


def _is_used(uow: UnitOfWork, plan: WarrantyPlan) -> bool:
    query = select(Equipment.id).where(Equipment.warranty_plan_id == plan.id).limit(1)
    return uow.scalar(query) is not None


def _free_code(uow: UnitOfWork, code: str, besides: WarrantyPlan | None = None) -> str:
    clean = code.strip().upper()
    query = select(WarrantyPlan.id).where(func.upper(WarrantyPlan.code) == clean)
    if besides is not None:
        query = query.where(WarrantyPlan.id != besides.id)
    if uow.scalar(query) is not None:
        raise Invalid(_l("Another plan already has the code {code}.", code=clean), field="code")
    return clean
