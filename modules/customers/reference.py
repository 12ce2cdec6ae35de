"""The warranty plans a company starts with (C13); it edits them as it likes."""

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from modules.customers.models import WarrantyPlan

PLANS = (
    ("ACC12", "验收合格之日起12个月", "12 months from acceptance", "acceptance", 12),
    ("ACC18", "验收合格之日起18个月", "18 months from acceptance", "acceptance", 18),
    ("ACC24", "验收合格之日起24个月", "24 months from acceptance", "acceptance", 24),
    ("COM12", "投运之日起12个月", "12 months from commissioning", "commissioning", 12),
    ("DEL18", "发货之日起18个月", "18 months from delivery", "delivery", 18),
)


def load_reference(uow: UnitOfWork) -> None:
    """Enter the plans that are not there yet; a changed one is left as the company made it."""
    known = set(uow.scalars(select(WarrantyPlan.code)))
    for code, name, name_en, event, months in PLANS:
        if code not in known:
            uow.add(
                WarrantyPlan(
                    code=code, name=name, name_en=name_en, start_event=event, months=months
                )
            )
