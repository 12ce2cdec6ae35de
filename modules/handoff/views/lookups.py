"""Type-ahead over contracts and departments."""

from typing import Any

from sqlalchemy import Boolean, Select, bindparam, case, literal, select

from aftersales.auth.models import Department
from aftersales.i18n import _l, current_locale
from aftersales.views import Lookup
from modules.customers.api import Customer
from modules.handoff import manifest as may
from modules.handoff.models import Contract
from modules.handoff.queries import contracts


def department_title() -> Any:
    """The department's name in the reader's language."""
    english = bindparam(
        "handoff_english", callable_=lambda: current_locale() == "en", type_=Boolean()
    )
    return case((english & (Department.name_en != ""), Department.name_en), else_=Department.name)


def _departments() -> Select[Any]:
    return select(Department)


LOOKUPS = (
    Lookup(
        name="handoff.contract",
        title=_l("Contracts"),
        query=contracts,
        key=Contract.id,
        label=Contract.number,
        sublabel=Customer.name,
        search=(Contract.number, Customer.name),
        order=(Contract.signed_on.desc(), Contract.number.desc()),
        permission=may.READ,
        form="handoff.contract",
        icon="file-text",
        extra={
            "number": Contract.number,
            "customer_id": Customer.id,
            "customer_name": Customer.name,
        },
        filters={"customer_id": Contract.customer_id},
        everywhere=True,
    ),
    Lookup(
        name="handoff.department",
        title=_l("Responsible departments"),
        query=_departments,
        key=Department.id,
        label=department_title(),
        sublabel=literal("") + Department.code,
        search=(Department.name, Department.name_en, Department.code),
        order=(Department.id,),
        where=Department.is_active.is_(True),
        icon="users-group",
    ),
)
