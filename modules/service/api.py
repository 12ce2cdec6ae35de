"""What other modules may use of service: types, verbs, events, slots, queries."""

from modules.service.events import (
    CaseAnswered,
    CaseClosed,
    CaseRegistered,
    CaseReopened,
    EquipmentRecovered,
    OrderAssigned,
    ReportReviewed,
    ReportSubmitted,
    TeamDeparted,
    VisitArrived,
)
from modules.service.models import (
    Case,
    OpinionForm,
    Order,
    OrderMember,
    ServiceReport,
    TripPlan,
    Visit,
)
from modules.service.papers import ReplacedPart
from modules.service.queries import (
    cases,
    last_visit,
    newest_report,
    orders_of,
    report_of,
    trip_of,
    visits_of,
)
from modules.service.services.cases import answer_case, register_case
from modules.service.services.closing import (
    cancel_case,
    close_answered,
    close_case,
    lock_case,
    mark_filed,
    reopen_case,
    resume_case,
    suspend_case,
)
from modules.service.services.dispatch import (
    accept_order,
    classify,
    depart,
    dispatch_order,
    reassign_order,
)
from modules.service.services.opinions import write_opinion
from modules.service.services.promises import explain_delay
from modules.service.services.reports import (
    customer_refuses,
    customer_signs,
    give_explanations,
    write_report,
)
from modules.service.services.review import (
    approve_report,
    correct_report,
    return_report,
    review_report,
    submit_report,
)
from modules.service.services.trips import approve_trip, depart_first, plan_trip, submit_trip
from modules.service.services.visits import check_in, check_out, record_visit, recovered
from modules.service.slots import ClosingCheck, ReportParts
from modules.service.words import CAUSE_CLASSES, CHANNELS, GRADES, KINDS

__all__ = [
    "CAUSE_CLASSES",
    "CHANNELS",
    "GRADES",
    "KINDS",
    "Case",
    "CaseAnswered",
    "CaseClosed",
    "CaseRegistered",
    "CaseReopened",
    "ClosingCheck",
    "EquipmentRecovered",
    "OpinionForm",
    "Order",
    "OrderAssigned",
    "OrderMember",
    "ReplacedPart",
    "ReportParts",
    "ReportReviewed",
    "ReportSubmitted",
    "ServiceReport",
    "TeamDeparted",
    "TripPlan",
    "Visit",
    "VisitArrived",
    "accept_order",
    "answer_case",
    "approve_report",
    "approve_trip",
    "cancel_case",
    "cases",
    "check_in",
    "check_out",
    "classify",
    "close_answered",
    "close_case",
    "correct_report",
    "customer_refuses",
    "customer_signs",
    "depart",
    "depart_first",
    "dispatch_order",
    "explain_delay",
    "give_explanations",
    "last_visit",
    "lock_case",
    "mark_filed",
    "newest_report",
    "orders_of",
    "plan_trip",
    "reassign_order",
    "record_visit",
    "recovered",
    "register_case",
    "reopen_case",
    "report_of",
    "resume_case",
    "return_report",
    "review_report",
    "submit_report",
    "submit_trip",
    "suspend_case",
    "trip_of",
    "visits_of",
    "write_opinion",
    "write_report",
]
