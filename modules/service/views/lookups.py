"""Type-ahead over cases, orders and the people who may be sent out or asked."""

from typing import Any

from sqlalchemy import Select, literal, select

from aftersales.auth.models import Role, User
from aftersales.db.uow import current_uow
from aftersales.i18n import _l
from aftersales.regulation.resolve import resolve
from aftersales.views import Lookup
from modules.customers.api import Customer, Equipment
from modules.service import manifest as may
from modules.service.models import Case, Order, ServiceReport, TripPlan
from modules.service.queries import CLOSED_STATES, cases, engineers, orders, reports, trips
from modules.service.services.trips import speakers

_DOT = literal(" · ")


def approvers() -> Select[Any]:
    """Who may say yes to a departure before the signatures, as the regulation has it (C16)."""
    uow = current_uow()
    steps = resolve(uow, "dispatch.approval_chain").chain.steps_for(urgent=True)
    holders = select(User.id).join(User.roles).where(Role.code.in_(speakers(steps)))
    return select(User).where(
        User.is_active, User.id.in_(holders), User.id.is_distinct_from(uow.actor.user_id)
    )


CASE_LOOKUP = Lookup(
    name="service.case",
    title=_l("Cases"),
    query=cases,
    key=Case.id,
    label=Case.number + _DOT + Case.summary,
    sublabel=Customer.name,
    search=(Case.number, Case.summary, Customer.name, Equipment.serial, Case.external_number),
    order=(Case.state.in_(CLOSED_STATES), Case.id.desc()),
    permission=may.READ,
    form="service.case",
    icon="headset",
    extra={
        "customer_id": Case.customer_id,
        "customer_name": Customer.name,
        "equipment_id": Case.equipment_id,
        "equipment_name": Equipment.serial,
    },
    filters={"customer_id": Case.customer_id, "equipment_id": Case.equipment_id},
    everywhere=True,
)

ORDER_LOOKUP = Lookup(
    name="service.order",
    title=_l("Service orders"),
    query=orders,
    key=Order.id,
    label=Order.number + _DOT + Case.summary,
    sublabel=Customer.name,
    search=(Order.number, Case.number, Customer.name),
    order=(Order.id.desc(),),
    permission=may.READ,
    form="service.order",
    icon="tool",
    extra={"case_id": Order.case_id, "case_number": Case.number},
    filters={"case_id": Order.case_id},
    everywhere=True,
)

TRIP_LOOKUP = Lookup(
    name="service.trip",
    title=_l("Trip plans"),
    query=trips,
    key=TripPlan.id,
    label=TripPlan.number + _DOT + TripPlan.purpose,
    sublabel=Customer.name,
    search=(TripPlan.number, Order.number, Customer.name),
    order=(TripPlan.id.desc(),),
    permission=may.READ_TRIP,
    form="service.trip",
    icon="route",
    everywhere=True,
)

REPORT_LOOKUP = Lookup(
    name="service.report",
    title=_l("Service reports"),
    query=reports,
    key=ServiceReport.id,
    label=ServiceReport.number + _DOT + ServiceReport.symptom,
    sublabel=Customer.name,
    search=(ServiceReport.number, Customer.name),
    order=(ServiceReport.id.desc(),),
    permission=may.READ_REPORT,
    form="service.report",
    icon="file-text",
    everywhere=True,
)

ENGINEER_LOOKUP = Lookup(
    name="service.engineer",
    title=_l("Engineers"),
    query=engineers,
    key=User.id,
    label=User.name,
    sublabel=User.title,
    search=(User.name, User.username),
    order=(User.name,),
    icon="user",
)

APPROVER_LOOKUP = Lookup(
    name="service.approver",
    title=_l("People who sign trips"),
    query=approvers,
    key=User.id,
    label=User.name,
    sublabel=User.title,
    search=(User.name, User.username),
    order=(User.name,),
    icon="user",
)

PERSON_LOOKUP = Lookup(
    name="service.person",
    title=_l("Colleagues"),
    query=lambda: select(User),
    key=User.id,
    label=User.name,
    sublabel=User.title,
    search=(User.name, User.username),
    order=(User.name,),
    icon="user",
)

LOOKUPS = (
    CASE_LOOKUP,
    ORDER_LOOKUP,
    REPORT_LOOKUP,
    TRIP_LOOKUP,
    ENGINEER_LOOKUP,
    APPROVER_LOOKUP,
    PERSON_LOOKUP,
)
