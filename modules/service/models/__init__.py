"""The case and what hangs on it: orders, trips, visits, reports, opinion forms."""

from modules.service.models.case import Case
from modules.service.models.opinion import OpinionForm
from modules.service.models.order import Order, OrderMember
from modules.service.models.register import RegisterBook
from modules.service.models.report import ServiceReport
from modules.service.models.trip import TripPlan
from modules.service.models.visit import Visit

__all__ = [
    "Case",
    "OpinionForm",
    "Order",
    "OrderMember",
    "RegisterBook",
    "ServiceReport",
    "TripPlan",
    "Visit",
]
