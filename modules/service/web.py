"""Pages of the service desk no declaration covers: the way to the intake, the technician's day."""

from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from aftersales.access import require
from aftersales.db.uow import current_uow
from aftersales.i18n import _
from aftersales.web.page import render_page
from modules.service import manifest as may
from modules.service.views.my_day import cards_of, done_today

bp = Blueprint(
    "service",
    __name__,
    url_prefix="/service",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@bp.get("/intake")
def intake() -> ResponseReturnValue:
    """The intake by its short name; prefilled values ride along."""
    require(current_uow().actor, may.REGISTER)
    query = request.query_string.decode()
    return redirect(f"/service/cases/new{'?' if query else ''}{query}")


@bp.get("/my")
def my_day() -> Any:
    """The technician's orders as cards with one big button each."""
    uow = current_uow()
    require(uow.actor, may.EXECUTE)
    return render_page(
        "service/my.html",
        title=_("My day"),
        module="service",
        cards=cards_of(uow, request.args.get("order", type=int)),
        done=done_today(uow),
    )
