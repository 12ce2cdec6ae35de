"""The approval inbox: what waits for me, what I asked for, what I decided; and many at once."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError, Invalid
from aftersales.i18n import _, _l
from aftersales.views.show import clock_shower
from aftersales.views.urls import typed_key
from aftersales.web.page import render_page
from aftersales.workflow.approvals import decide
from aftersales.workflow.chains import Approval
from aftersales.workflow.signers import waiting_count
from aftersales.workflow.web.blueprint import bp
from aftersales.workflow.web.lines import SHOWN, asked, decided, waiting

TABS = {
    "waiting": (_l("Waiting for me"), waiting),
    "asked": (_l("I asked"), asked),
    "decided": (_l("Decided by me"), decided),
}
STATES = {
    "open": (_l("Waiting for signatures"), "orange"),
    "waiting": (_l("Not its turn yet"), "grey"),
    "approved": (_l("Approved"), "green"),
    "rejected": (_l("Not agreed"), "red"),
    "returned": (_l("Returned to be changed"), "orange"),
    "superseded": (_l("Signed before it was sent back"), "grey"),
    "skipped": (_l("No longer needed"), "grey"),
    "withdrawn": (_l("Taken back"), "grey"),
}


@bp.get("/approvals")
def inbox() -> ResponseReturnValue:
    """One list over all modules."""
    uow = current_uow()
    tab = request.args.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    lines = TABS[tab][1](uow)
    full = tab != "waiting" or len(lines) >= SHOWN
    return render_page(
        "workflow/inbox.html",
        title=_("Approvals"),
        tab=tab,
        tabs={name: title for name, (title, _read) in TABS.items()},
        lines=lines,
        hidden=0 if full else waiting_count(uow) - len(lines),
        clock=clock_shower(),
        states=STATES,
        now=uow.now,
    )


@bp.post("/approvals/approve")
def approve_many() -> ResponseReturnValue:
    """Sign everything that was ticked; what is refused is told, the others go through."""
    uow = current_uow()
    typed = (typed_key(text) for text in request.form.getlist("step"))
    steps = list(dict.fromkeys(key for key in typed if key is not None))[:SHOWN]
    if not steps:
        raise Invalid(_l("Tick at least one row first."))
    done, refused = sign_many(uow, steps)
    if done:
        flash(_("Approved: {count}.", count=done), "success")
    for title, error in refused:
        flash(_("{title}: {reason}", title=title, reason=str(error)), "error")
    return redirect("/approvals", 303)


def sign_many(uow: UnitOfWork, steps: list[int]) -> tuple[int, list[tuple[str, DomainError]]]:
    """Sign each step on its own: how many were signed, and which were not and why.

    What hindered the database itself is raised: then the whole is done again.
    """
    done, refused = 0, []
    for key in steps:
        try:
            with uow.attempt():
                decide(uow, key, approve=True)
            done += 1
        except DomainError as error:
            if error.repeats:
                raise
            found = uow.find(Approval, key)
            refused.append((found.chain.title if found else str(key), error))
    return done, refused
