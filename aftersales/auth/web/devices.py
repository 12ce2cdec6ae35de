"""Where one is logged in, and who tried: one's own sessions and log of logins."""

from collections.abc import Sequence

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from aftersales.auth import sessions
from aftersales.auth.logins import LoginAttempt
from aftersales.auth.models import User
from aftersales.auth.show import event_title
from aftersales.auth.web.browser import bp, current_identity
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.i18n import _
from aftersales.web.page import Crumb, render_page

RECENT = 20
"""Lines of the log of logins that are shown."""


def mine(uow: UnitOfWork) -> User:
    """The account of the person at the desk."""
    return uow.get(User, uow.actor.user_id)


@bp.get("/me/devices")
def devices() -> ResponseReturnValue:
    """The browsers one is logged in with, and the last tries to log in."""
    uow = current_uow()
    user, identity = mine(uow), current_identity()
    return render_page(
        "auth/devices.html",
        title=_("Devices and logins"),
        crumbs=(Crumb(_("My settings"), "/me"),),
        sessions=sessions.live_sessions(uow, user),
        here=identity.session_id if identity else None,
        events=_recent_events(uow, user),
        event_title=event_title,
    )


def _recent_events(uow: UnitOfWork, user: User) -> Sequence[LoginAttempt]:
    newest = select(LoginAttempt).where(LoginAttempt.username == user.username)
    return uow.scalars(newest.order_by(LoginAttempt.id.desc()).limit(RECENT)).all()


@bp.post("/me/devices/<int:session_id>/end")
def end_device(session_id: int) -> ResponseReturnValue:
    """Log one of one's own browsers out."""
    uow = current_uow()
    sessions.end_one(uow, mine(uow), session_id, address=request.remote_addr or "")
    flash(_("That device is logged out."), "success")
    return redirect("/me/devices", 303)


@bp.post("/me/devices/end-others")
def end_other_devices() -> ResponseReturnValue:
    """Log all of one's own browsers out but this."""
    uow, identity = current_uow(), current_identity()
    here = identity.session_id if identity else None
    sessions.end_others(uow, mine(uow), but=here, address=request.remote_addr or "")
    flash(_("All other devices are logged out."), "success")
    return redirect("/me/devices", 303)
