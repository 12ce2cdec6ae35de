"""The lives of case (W2), order, trip plan (W3), report (W4) and opinion form.

Codes of transitions are the names of the verbs that take them wherever one step is one verb.
"""

from aftersales.calendar.breach import breaches_are_explained
from aftersales.i18n import _l
from aftersales.workflow import State, Transition, Workflow
from modules.service import manifest as may
from modules.service.models import Case, OpinionForm, Order, ServiceReport, TripPlan
from modules.service.services import guards

SUSPENDABLE = ("registered", "answered", "to_dispatch", "dispatched", "on_site", "to_confirm")
"""States in which a case may be made to wait."""

RESUMES = tuple(
    Transition(
        f"resume_{state}",
        _l("Resume"),
        ("suspended",),
        state,
        may.SUSPEND,
        (guards.resumes_to(state),),
    )
    for state in SUSPENDABLE
)

CASE_WORKFLOW = Workflow(
    name="service.case",
    model=Case,
    initial="registered",
    states=(
        State("registered", _l("In the register"), "blue"),
        State("answered", _l("Customer answered"), "azure"),
        State("to_dispatch", _l("To dispatch"), "orange"),
        State("dispatched", _l("Dispatched"), "cyan"),
        State("on_site", _l("On site"), "purple"),
        State("to_confirm", _l("To be confirmed"), "yellow"),
        State("to_review", _l("To be reviewed"), "orange"),
        State("closed", _l("Closed"), "green", done=True),
        State("filed", _l("Filed"), "grey", done=True, side=True),
        State("suspended", _l("Suspended"), "grey", side=True),
        State("cancelled", _l("Cancelled"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition("answer", _l("Answer the customer"), ("registered",), "answered", may.ANSWER),
        Transition(
            "classify",
            _l("Classify"),
            ("registered", "answered"),
            "to_dispatch",
            may.DISPATCH,
            (guards.chief_is_named,),
        ),
        Transition(
            "close_answered",
            _l("Close with the answer"),
            ("answered",),
            "closed",
            may.ANSWER,
            (
                guards.answer_settles_it,
                breaches_are_explained("reply"),
                guards.nothing_is_open_elsewhere,
            ),
        ),
        Transition(
            "dispatch",
            _l("Dispatch"),
            ("to_dispatch",),
            "dispatched",
            may.DISPATCH,
            (guards.chief_is_named,),
        ),
        Transition("recall", _l("Recall"), ("dispatched",), "to_dispatch", may.DISPATCH),
        Transition("arrive", _l("Check in"), ("dispatched",), "on_site", may.EXECUTE),
        Transition(
            "recover",
            _l("Recovered"),
            ("on_site",),
            "to_confirm",
            may.EXECUTE,
            (guards.machine_is_recovered,),
        ),
        Transition("continue", _l("Continue later"), ("on_site",), "dispatched", may.EXECUTE),
        Transition(
            "submit", _l("Submit the report"), ("to_confirm",), "to_review", may.WRITE_REPORT
        ),
        Transition("send_back", _l("Send back"), ("to_review",), "to_confirm", may.REVIEW_REPORT),
        Transition(
            "close",
            _l("Close the case"),
            ("to_review",),
            "closed",
            may.CLOSE,
            (
                guards.machine_is_recovered,
                guards.opinion_is_there,
                guards.report_is_reviewed,
                breaches_are_explained(),
                guards.nothing_is_open_elsewhere,
            ),
        ),
        Transition("reopen", _l("Reopen"), ("closed",), "to_dispatch", may.DISPATCH),
        Transition("file", _l("File the case"), ("closed",), "filed", may.FILE),
        Transition(
            "cancel",
            _l("Cancel the case"),
            ("registered", "answered", "to_dispatch", "dispatched", "suspended"),
            "cancelled",
            may.CANCEL,
        ),
        Transition("suspend", _l("Suspend"), SUSPENDABLE, "suspended", may.SUSPEND),
        *RESUMES,
    ),
)

ORDER_WORKFLOW = Workflow(
    name="service.order",
    model=Order,
    initial="draft",
    states=(
        State("draft", _l("Draft"), "grey", side=True),
        State("assigned", _l("Assigned"), "blue"),
        State("accepted", _l("Order taken"), "azure"),
        State("en_route", _l("On the way"), "cyan"),
        State("on_site", _l("On site"), "purple"),
        State("recovered", _l("Recovered"), "green"),
        State("reported", _l("Report handed in"), "yellow"),
        State("closed", _l("Closed"), "green", done=True),
        State("cancelled", _l("Cancelled"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition("assign", _l("Assign"), ("draft",), "assigned", may.DISPATCH),
        Transition(
            "accept",
            _l("Take the order"),
            ("assigned",),
            "accepted",
            may.EXECUTE,
            (guards.is_on_the_team,),
        ),
        Transition(
            "reassign", _l("Change the team"), ("assigned", "accepted"), "assigned", may.DISPATCH
        ),
        Transition(
            "depart",
            _l("Depart"),
            ("accepted",),
            "en_route",
            may.EXECUTE,
            (guards.is_on_the_team, guards.trip_allows_departure),
        ),
        Transition(
            "arrive",
            _l("Check in"),
            ("en_route",),
            "on_site",
            may.EXECUTE,
            (guards.is_on_the_team,),
        ),
        Transition(
            "recover",
            _l("Recovered"),
            ("on_site",),
            "recovered",
            may.EXECUTE,
            (guards.is_on_the_team, guards.visit_is_recorded),
        ),
        Transition(
            "leave",
            _l("Leave unfinished"),
            ("on_site",),
            "accepted",
            may.EXECUTE,
            (guards.is_on_the_team,),
        ),
        Transition("report", _l("Submit the report"), ("recovered",), "reported", may.WRITE_REPORT),
        Transition("send_back", _l("Send back"), ("reported",), "recovered", may.REVIEW_REPORT),
        Transition("close", _l("Close the order"), ("reported",), "closed", may.REVIEW_REPORT),
        Transition(
            "cancel",
            _l("Cancel the order"),
            ("draft", "assigned", "accepted"),
            "cancelled",
            may.DISPATCH,
        ),
    ),
)

TRIP_WORKFLOW = Workflow(
    name="service.trip",
    model=TripPlan,
    initial="draft",
    signed=True,
    states=(
        State("draft", _l("Draft"), "grey"),
        State("approving", _l("In approval"), "orange"),
        State("approved", _l("Approved"), "green"),
        State("ahead", _l("Departed, approval to follow"), "red", side=True),
        State("departed", _l("Departed"), "cyan"),
        State("returned", _l("Returned"), "blue"),
        State("settled", _l("Trip settled"), "green", done=True),
        State("irregular", _l("Approval refused afterwards"), "red", side=True),
        State("cancelled", _l("Cancelled"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition("submit", _l("Submit for approval"), ("draft",), "approving", may.PLAN_TRIP),
        Transition("approve", _l("Approve"), ("approving",), "approved", may.APPROVE_TRIP),
        Transition("reject", _l("Send back"), ("approving",), "draft", may.APPROVE_TRIP),
        Transition("depart_first", _l("Depart first"), ("draft",), "ahead", may.PLAN_TRIP),
        Transition(
            "approve_after", _l("Approve afterwards"), ("ahead",), "departed", may.APPROVE_TRIP
        ),
        Transition(
            "approve_returned", _l("Approve afterwards"), ("ahead",), "returned", may.APPROVE_TRIP
        ),
        Transition(
            "refuse_after", _l("Refuse afterwards"), ("ahead",), "irregular", may.APPROVE_TRIP
        ),
        Transition("depart", _l("Depart"), ("approved",), "departed", may.PLAN_TRIP),
        Transition(
            "return",
            _l("Back at the company"),
            ("departed", "irregular"),
            "returned",
            may.PLAN_TRIP,
        ),
        Transition(
            "settle",
            _l("Settle"),
            ("returned",),
            "settled",
            may.SETTLE_TRIP,
            (guards.slip_is_valid,),
        ),
        Transition(
            "cancel",
            _l("Cancel the trip"),
            ("draft", "approving", "approved"),
            "cancelled",
            may.PLAN_TRIP,
        ),
    ),
)

REPORT_WORKFLOW = Workflow(
    name="service.report",
    model=ServiceReport,
    initial="draft",
    signed=True,
    states=(
        State("draft", _l("Being written"), "grey"),
        State("customer", _l("With the customer"), "yellow"),
        State("dept_review", _l("Review by the department"), "orange"),
        State("leader_review", _l("Review by a leader"), "orange"),
        State("reviewed", _l("Reviewed"), "green", done=True),
        State("superseded", _l("Superseded"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition(
            "present",
            _l("Present to the customer"),
            ("draft",),
            "customer",
            may.WRITE_REPORT,
            (guards.report_is_complete,),
        ),
        Transition("rework", _l("Rework"), ("customer",), "draft", may.WRITE_REPORT),
        Transition(
            "submit",
            _l("Submit for review"),
            ("customer",),
            "dept_review",
            may.WRITE_REPORT,
            (guards.report_has_opinion,),
        ),
        Transition(
            "forward",
            _l("Pass on to the leader"),
            ("dept_review",),
            "leader_review",
            may.REVIEW_REPORT,
        ),
        Transition(
            "return_to_department",
            _l("Back to the department"),
            ("leader_review",),
            "dept_review",
            may.REVIEW_REPORT,
        ),
        Transition(
            "review",
            _l("Reviewed"),
            ("dept_review", "leader_review"),
            "reviewed",
            may.REVIEW_REPORT,
        ),
        Transition(
            "send_back",
            _l("Send back"),
            ("dept_review", "leader_review"),
            "draft",
            may.REVIEW_REPORT,
        ),
        Transition("supersede", _l("Correct"), ("reviewed",), "superseded", may.CORRECT_REPORT),
    ),
)

OPINION_WORKFLOW = Workflow(
    name="service.opinion",
    model=OpinionForm,
    initial="open",
    states=(
        State("open", _l("Open"), "orange"),
        State("handled", _l("Handled"), "blue"),
        State("confirmed", _l("Confirmed by the customer"), "green"),
        State("reviewed", _l("Reviewed"), "green", done=True),
    ),
    transitions=(
        Transition("handle", _l("Record the handling"), ("open",), "handled", may.HANDLE_OPINION),
        Transition(
            "confirm", _l("Customer confirms"), ("handled",), "confirmed", may.WRITE_OPINION
        ),
        Transition("review", _l("Leader reviews"), ("confirmed",), "reviewed", may.REVIEW_OPINION),
        Transition("reopen", _l("Customer disagrees"), ("handled",), "open", may.WRITE_OPINION),
    ),
)

WORKFLOWS = (
    CASE_WORKFLOW,
    ORDER_WORKFLOW,
    TRIP_WORKFLOW,
    REPORT_WORKFLOW,
    OPINION_WORKFLOW,
)
