"""The buttons of the case page."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import Action
from modules.service import manifest as may
from modules.service.forms.case import (
    AnswerForm,
    ClassifyForm,
    CloseForm,
    DelayForm,
    DispatchForm,
    OpinionForm,
    ReasonForm,
    SuspendForm,
)
from modules.service.models import Case
from modules.service.services.cases import answer_case
from modules.service.services.closing import (
    cancel_case,
    close_answered,
    close_case,
    reopen_case,
    resume_case,
    suspend_case,
)
from modules.service.services.dispatch import classify, dispatch_order
from modules.service.services.opinions import write_opinion
from modules.service.services.promises import explain_delay
from modules.service.views.sources import internal, lacks_reason, plain
from modules.service.workflow import SUSPENDABLE


def _classify_values(_uow: UnitOfWork, case: Case) -> Mapping[str, Any]:
    return plain(
        case, "chief_id", "kind", "region_class", "travel_hours", "is_emergency", "is_major"
    )


def _dispatch_values(_uow: UnitOfWork, case: Case) -> Mapping[str, Any]:
    return {"chief_id": case.chief_id, "requirements": case.description or case.summary}


def _may_send(*states: str) -> Any:
    def check(_uow: UnitOfWork, case: Case) -> bool:
        return case.state in states

    return check


EXPLAIN = {
    "reply": _l("Why the reply was late"),
    "arrive": _l("Why the arrival was late"),
    "fix": _l("Why the repair was late"),
}

ACTIONS = (
    Action(
        name="dispatch",
        title=_l("Dispatch"),
        icon="send",
        style="primary",
        permission=may.DISPATCH,
        when=_may_send("registered", "answered", "to_dispatch"),
        verb=dispatch_order,
        form=DispatchForm,
        initial=_dispatch_values,
        done=_l("The order is written; the team sees it now."),
    ),
    Action(
        name="answer",
        title=_l("Answer the customer"),
        icon="message",
        transition="answer",
        verb=answer_case,
        form=AnswerForm,
    ),
    Action(
        name="classify",
        title=_l("Classify"),
        icon="tags",
        permission=may.DISPATCH,
        when=_may_send("registered", "answered"),
        verb=classify,
        form=ClassifyForm,
        initial=_classify_values,
    ),
    Action(
        name="close_answered",
        title=_l("Close with the answer"),
        icon="check",
        transition="close_answered",
        verb=close_answered,
        form=CloseForm,
    ),
    Action(
        name="close",
        title=_l("Close the case"),
        icon="check",
        style="success",
        transition="close",
        verb=close_case,
        form=CloseForm,
    ),
    Action(
        name="dispatch_again",
        title=_l("Another order"),
        icon="send",
        permission=may.DISPATCH,
        when=_may_send("dispatched", "on_site"),
        verb=dispatch_order,
        form=DispatchForm,
        initial=_dispatch_values,
        more=True,
    ),
    *(
        Action(
            name=f"explain_{name}",
            title=title,
            icon="alarm",
            permission=may.ANSWER,
            when=lacks_reason(name),
            verb=partial(explain_delay, name=name),
            form=DelayForm,
            done=_l("The reason is recorded."),
        )
        for name, title in EXPLAIN.items()
    ),
    Action(
        name="opinion",
        title=_l("Customer opinion form"),
        icon="message-report",
        permission=may.WRITE_OPINION,
        when=lambda _uow, case: not case.is_locked,
        verb=write_opinion,
        form=OpinionForm,
        more=True,
    ),
    Action(
        name="suspend",
        title=_l("Suspend"),
        icon="player-pause",
        transition="suspend",
        verb=suspend_case,
        form=SuspendForm,
        more=True,
    ),
    *(
        Action(
            name=f"resume_{state}",
            title=_l("Resume"),
            icon="player-play",
            style="primary",
            transition=f"resume_{state}",
            verb=resume_case,
            form=CloseForm,
            when=lambda _uow, case, state=state: case.suspended_state == state,  # type: ignore[misc]  # bound early
        )
        for state in SUSPENDABLE
    ),
    Action(
        name="reopen",
        title=_l("Reopen"),
        icon="rotate",
        transition="reopen",
        verb=reopen_case,
        form=ReasonForm,
    ),
    Action(
        name="cancel",
        title=_l("Cancel the case"),
        icon="ban",
        style="danger",
        transition="cancel",
        verb=cancel_case,
        form=ReasonForm,
        more=True,
    ),
    *internal(
        "classify",
        "dispatch",
        "arrive",
        "recover",
        "continue",
        "recall",
        "submit",
        "send_back",
        "file",
    ),
)
