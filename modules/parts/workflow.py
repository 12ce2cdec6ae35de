"""The lives of requisitions, exit permits, old parts, shipments and shortage notices (W5)."""

from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.workflow import State, Transition, Workflow
from modules.parts.models import ExitPermit, OldPart, Requisition, Shipment, ShortageNotice


def has_lines(_uow: UnitOfWork, requisition: Requisition) -> None:
    """A requisition asks for something."""
    if not requisition.lines:
        raise Refused(_l("The requisition has no line yet: add the parts that are needed."))


REQUISITION = Workflow(
    name="parts.requisition",
    model=Requisition,
    initial="draft",
    signed=True,
    states=(
        State("draft", _l("Draft"), "grey"),
        State("submitted", _l("Waiting for approval"), "orange"),
        State("approved", _l("To issue"), "blue"),
        State("issued", _l("Handed out"), "green", done=True),
        State("rejected", _l("Refused"), "red", side=True),
        State("cancelled", _l("Void"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition(
            "submit",
            _l("Submit"),
            ("draft", "rejected"),
            "submitted",
            "parts.requisition.create",
            (has_lines,),
        ),
        Transition(
            "approve", _l("Approve"), ("submitted",), "approved", "parts.requisition.approve"
        ),
        Transition("reject", _l("Refuse"), ("submitted",), "rejected", "parts.requisition.approve"),
        Transition("issue", _l("Hand out"), ("approved",), "issued", "parts.requisition.issue"),
        Transition(
            "cancel",
            _l("Void"),
            ("draft", "submitted", "rejected"),
            "cancelled",
            "parts.requisition.create",
        ),
    ),
)

EXIT_PERMIT = Workflow(
    name="parts.exit_permit",
    model=ExitPermit,
    initial="drawn",
    states=(
        State("drawn", _l("Waiting at the gate"), "orange"),
        State("released", _l("Let out already"), "green", done=True),
        State("void", _l("Void"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition("release", _l("Let out"), ("drawn",), "released", "parts.exit.release"),
        Transition("void", _l("Void"), ("drawn",), "void", "parts.exit.create"),
    ),
)

OLD_PART = Workflow(
    name="parts.old_part",
    model=OldPart,
    initial="due",
    states=(
        State("due", _l("Owed"), "orange"),
        State("received", _l("To be judged"), "blue"),
        State("judged", _l("Judged"), "green", done=True),
        State("waived", _l("Waived"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition("receive", _l("Take in"), ("due",), "received", "parts.old_part.receive"),
        Transition("judge", _l("Judge"), ("received",), "judged", "parts.old_part.judge"),
        Transition("waive", _l("Waive"), ("due",), "waived", "parts.old_part.waive"),
    ),
)

SHIPMENT = Workflow(
    name="parts.shipment",
    model=Shipment,
    initial="sent",
    states=(
        State("sent", _l("Under way"), "blue"),
        State("received", _l("Signed for"), "green", done=True),
    ),
    transitions=(
        Transition("receive", _l("Signed for"), ("sent",), "received", "parts.shipment.write"),
    ),
)

SHORTAGE = Workflow(
    name="parts.shortage",
    model=ShortageNotice,
    initial="open",
    states=(
        State("open", _l("Unanswered"), "red"),
        State("answered", _l("Answered"), "blue"),
        State("settled", _l("Settled"), "green", done=True),
    ),
    transitions=(
        Transition(
            "answer", _l("Answer"), ("open", "answered"), "answered", "parts.shortage.answer"
        ),
        Transition(
            "settle", _l("Settled"), ("open", "answered"), "settled", "parts.requisition.issue"
        ),
    ),
)

WORKFLOWS = (REQUISITION, EXIT_PERMIT, OLD_PART, SHIPMENT, SHORTAGE)
