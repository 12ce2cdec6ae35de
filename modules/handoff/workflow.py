"""The life of a contract (W1): from the draft to the machine in service's care."""

from aftersales.i18n import _l
from aftersales.workflow import State, Transition, Workflow
from modules.handoff import guards
from modules.handoff import manifest as may
from modules.handoff.models import Contract

OPEN = ("draft", "review", "decomposing", "executing", "ready", "in_transit", "delivered")

CONTRACT_WORKFLOW = Workflow(
    name="handoff.contract",
    model=Contract,
    initial="draft",
    signed=True,
    states=(
        State("draft", _l("Draft"), "grey"),
        State("review", _l("Joint review"), "blue"),
        State("decomposing", _l("Being broken down"), "azure"),
        State("executing", _l("In execution"), "cyan"),
        State("ready", _l("Ready to ship"), "yellow"),
        State("in_transit", _l("In transit"), "orange"),
        State("delivered", _l("Delivered"), "purple"),
        State("accepted", _l("Accepted"), "purple"),
        State("handed_over", _l("Handed over to service"), "green", done=True),
        State("terminated", _l("Terminated"), "red", done=True, side=True),
    ),
    transitions=(
        Transition(
            "submit",
            _l("Submit to joint review"),
            ("draft",),
            "review",
            may.WRITE,
            (guards.has_items,),
        ),
        Transition(
            "pass_review",
            _l("Pass review"),
            ("review",),
            "decomposing",
            may.READ,
            (guards.review_signed,),
        ),
        Transition(
            "send_back",
            _l("Send back to sales"),
            ("review",),
            "draft",
            may.READ,
            (guards.review_refused,),
        ),
        Transition(
            "decomposed",
            _l("Release to the departments"),
            ("decomposing",),
            "executing",
            may.WRITE,
            (guards.every_clause_placed,),
        ),
        Transition(
            "kit_ok",
            _l("Kit complete"),
            ("executing",),
            "ready",
            may.KIT,
            (guards.kit_complete,),
        ),
        Transition("shortage", _l("Report a shortage"), ("ready",), "executing", may.SHIP),
        Transition(
            "ship",
            _l("Ship the machines"),
            ("ready",),
            "in_transit",
            may.SHIP,
            (guards.serials_complete,),
        ),
        Transition("deliver", _l("Register arrival"), ("in_transit",), "delivered", may.SHIP),
        Transition("accept", _l("Record acceptance"), ("delivered",), "accepted", may.ACCEPTANCE),
        Transition(
            "hand_over",
            _l("Accept the hand-off"),
            ("delivered", "accepted"),
            "handed_over",
            may.RECEIVE,
            (guards.ready_for_service,),
        ),
        Transition("terminate", _l("Terminate the contract"), OPEN, "terminated", may.TERMINATE),
    ),
)
