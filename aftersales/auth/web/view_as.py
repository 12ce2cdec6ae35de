"""The pages of looking through another's eyes: choose, begin, end."""

from flask import redirect, request, session
from flask.typing import ResponseReturnValue

from aftersales.access import require
from aftersales.auth.view_as import VIEW_AS, begin_view, choices, end_view
from aftersales.auth.web.browser import GUISE, bp, current_identity
from aftersales.db.uow import current_uow, unit_of_work
from aftersales.i18n import _
from aftersales.web.page import render_page
from aftersales.web.requests import bare


@bp.get("/view-as")
def view_as() -> ResponseReturnValue:
    """The roles and people to choose from."""
    uow = current_uow()
    require(uow.actor, VIEW_AS)
    roles, people = choices(uow)
    return render_page("auth/view_as.html", title=_("View as another"), roles=roles, people=people)


@bp.post("/view-as")
def begin_view_as() -> ResponseReturnValue:
    """From the next page on, until it is ended."""
    guise = begin_view(current_uow(), key=request.form.get("as", "")[:80])
    session[GUISE] = guise.key
    return redirect("/", 303)


@bp.post("/view-as/end")
@bare
def end_view_as() -> ResponseReturnValue:
    """Back to oneself."""
    key, identity = session.pop(GUISE, None), current_identity()
    if not key or identity is None:
        return redirect("/", 303)
    with unit_of_work(identity.actor) as uow:
        end_view(uow, key=str(key))
    return redirect("/view-as" if identity.actor.can(VIEW_AS) else "/", 303)
