"""The page that shows the regulation in force; changing it comes with drafts and release."""

from datetime import date

from flask import Blueprint, request

from aftersales.access.permissions import require
from aftersales.db import clock
from aftersales.db.uow import current_uow
from aftersales.errors import Invalid
from aftersales.i18n import _, _l
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.overview import DEFAULT, overview
from aftersales.regulation.resolve import SCOPE_TITLES
from aftersales.web.page import render_page

blueprint = Blueprint("regulation", __name__, template_folder="templates")


@blueprint.get("/regulation")
def show() -> str:
    """Every parameter in force on a day (``on``), or only the open questions (``open=1``)."""
    uow = current_uow()
    require(uow.actor, "regulation.read")
    only_chosen = request.args.get("open") == "1"
    found = overview(uow, on=_day(request.args.get("on", "")), only_chosen=only_chosen)
    return render_page(
        "regulation/show.html",
        title=_("Regulation in force"),
        regulation=found,
        preset_titles={one.code: one.title for one in current_catalogue().presets.values()},
        only_chosen=only_chosen,
        scope_titles={**SCOPE_TITLES, DEFAULT: _l("default of the program")},
    )


def _day(text: str) -> date:
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            _l("“{text}” is not a date; write 2026-11-21.", text=text), field="on"
        ) from None
