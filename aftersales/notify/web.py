"""The inbox page."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from aftersales.db.uow import current_uow
from aftersales.i18n import _
from aftersales.notify.messages import PAGE, inbox, open_message, read_all
from aftersales.web.install import safe_target
from aftersales.web.page import render_page

bp = Blueprint("notify", __name__, template_folder="templates")

ICONS = {
    "info": "info-circle",
    "task": "checklist",
    "approval": "rubber-stamp",
    "warning": "alert-triangle",
    "done": "circle-check",
}


@bp.get("/inbox")
def show() -> ResponseReturnValue:
    """The reader's notes, newest first."""
    unread = request.args.get("show") == "unread"
    before = request.args.get("before", type=int)
    messages = inbox(current_uow(), unread=unread, before=before)
    return render_page(
        "notify/inbox.html",
        title=_("Inbox"),
        messages=messages[:PAGE],
        older=messages[PAGE - 1].id if len(messages) > PAGE else None,
        unread=unread,
        icons=ICONS,
    )


@bp.post("/inbox/<int:message_id>/open")
def open_one(message_id: int) -> ResponseReturnValue:
    """Mark a note as read and go where it points."""
    message = open_message(current_uow(), message_id)
    return redirect(safe_target(message.url) if message.url else "/inbox", 303)


@bp.post("/inbox/read-all")
def mark_all() -> ResponseReturnValue:
    """Mark everything as read."""
    read_all(current_uow())
    return redirect("/inbox", 303)
