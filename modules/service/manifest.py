"""The identity of the service module: rights, their roles (rules 1.9) and the menu."""

from aftersales.access.permissions import Permission
from aftersales.i18n import _l
from aftersales.registry.manifest import Dependency, Grant, Manifest, MenuItem

READ = "service.case.read"
READ_ALL = "service.case.read_all"
READ_OWN = "service.case.read_own"
READ_TASK = "service.case.read_task"
REGISTER = "service.case.register"
ANSWER = "service.case.answer"
CLOSE = "service.case.close"
CANCEL = "service.case.cancel"
SUSPEND = "service.case.suspend"
FILE = "service.case.file"
DISPATCH = "service.order.dispatch"
EXECUTE = "service.order.execute"
READ_TRIP = "service.trip.read"
PLAN_TRIP = "service.trip.plan"
APPROVE_TRIP = "service.trip.approve"
SETTLE_TRIP = "service.trip.settle"
READ_REPORT = "service.report.read"
WRITE_REPORT = "service.report.write"
REVIEW_REPORT = "service.report.review"
CORRECT_REPORT = "service.report.correct"
WRITE_OPINION = "service.opinion.write"
HANDLE_OPINION = "service.opinion.handle"
REVIEW_OPINION = "service.opinion.review"
PRINT = "service.paper.print"

_SEE = (READ, READ_ALL, READ_REPORT, READ_TRIP, PRINT)

MANIFEST = Manifest(
    name="service",
    title=_l("Service"),
    summary=_l("The register of contacts, dispatch, visits, service reports."),
    version="0.1.0",
    kernel=">=0.1,<1",
    depends=(Dependency("customers", ">=0.1,<1"),),
    permissions=(
        Permission(READ, _l("See the service register")),
        Permission(READ_ALL, _l("See all cases")),
        Permission(READ_OWN, _l("See cases one is assigned to")),
        Permission(READ_TASK, _l("See cases with a trip or a report to handle")),
        Permission(REGISTER, _l("Register cases")),
        Permission(ANSWER, _l("Answer customers")),
        Permission(CLOSE, _l("Close cases")),
        Permission(CANCEL, _l("Cancel cases")),
        Permission(SUSPEND, _l("Suspend and resume cases")),
        Permission(FILE, _l("Lock filed cases")),
        Permission(DISPATCH, _l("Classify cases and dispatch orders")),
        Permission(EXECUTE, _l("Carry out service orders")),
        Permission(READ_TRIP, _l("See trip plans")),
        Permission(PLAN_TRIP, _l("Plan trips")),
        Permission(APPROVE_TRIP, _l("Approve trips")),
        Permission(SETTLE_TRIP, _l("Settle trips")),
        Permission(READ_REPORT, _l("See service reports")),
        Permission(WRITE_REPORT, _l("Write service reports")),
        Permission(REVIEW_REPORT, _l("Review service reports")),
        Permission(CORRECT_REPORT, _l("Correct reviewed service reports")),
        Permission(WRITE_OPINION, _l("Write customer opinion forms")),
        Permission(HANDLE_OPINION, _l("Handle customer opinions")),
        Permission(REVIEW_OPINION, _l("Review customer opinions")),
        Permission(PRINT, _l("Print service papers")),
    ),
    roles=(
        Grant("admin", *_SEE),
        Grant("leader", *_SEE, APPROVE_TRIP, REVIEW_REPORT, REVIEW_OPINION),
        Grant("sales", *_SEE, REGISTER, ANSWER, WRITE_OPINION),
        Grant("commercial", *_SEE, REGISTER, ANSWER, WRITE_OPINION, APPROVE_TRIP),
        Grant("clerk", *_SEE, REGISTER, ANSWER, SUSPEND, WRITE_OPINION),
        Grant(
            "dispatcher",
            *_SEE,
            REGISTER,
            ANSWER,
            CLOSE,
            CANCEL,
            SUSPEND,
            DISPATCH,
            PLAN_TRIP,
            APPROVE_TRIP,
            SETTLE_TRIP,
            REVIEW_REPORT,
            CORRECT_REPORT,
            WRITE_OPINION,
            HANDLE_OPINION,
        ),
        Grant(
            "engineer",
            READ,
            READ_OWN,
            READ_REPORT,
            READ_TRIP,
            REGISTER,
            EXECUTE,
            PLAN_TRIP,
            WRITE_REPORT,
            PRINT,
        ),
        Grant("office", READ, READ_TASK, READ_REPORT, READ_TRIP, APPROVE_TRIP, PRINT),
        Grant("finance", READ, READ_TASK, READ_REPORT, READ_TRIP),
        Grant("technical", READ, READ_REPORT),
        Grant("purchasing", READ),
        Grant("production", READ, READ_REPORT),
        Grant("keeper", READ),
        Grant("quality", READ, READ_ALL, READ_REPORT, REGISTER, PRINT),
        Grant("archivist", *_SEE, FILE),
        Grant("auditor", READ, READ_ALL, READ_REPORT, READ_TRIP),
    ),
    menu=(
        MenuItem(title=_l("New contact"), url="/service/intake", permission=REGISTER, weight=5),
        MenuItem(title=_l("My day"), url="/service/my", permission=EXECUTE, weight=3),
        MenuItem(title=_l("Register"), view="service.cases", weight=4),
        MenuItem(title=_l("Orders"), view="service.orders", weight=20),
        MenuItem(title=_l("Trip plans"), view="service.trip_plans", weight=30),
        MenuItem(title=_l("Reports"), view="service.reports", weight=40),
        MenuItem(title=_l("Opinion forms"), view="service.opinions", weight=50),
        MenuItem(title=_l("Months of the register"), view="service.register_books", weight=60),
    ),
    icon="headset",
    color="#066fd1",
    weight=20,
)
