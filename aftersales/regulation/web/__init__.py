"""The pages of the regulation: what is in force, its editions, a draft and its figures."""

from datetime import date

from flask import Blueprint, request

from aftersales.access.permissions import require
from aftersales.db import clock
from aftersales.db.uow import current_uow
from aftersales.errors import Invalid
from aftersales.i18n import _, _l
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.overview import DEFAULT, orphans_of, overview
from aftersales.regulation.resolve import SCOPE_TITLES
from aftersales.regulation.web import editions, figures
from aftersales.web.page import render_page

READ = "regulation.read"

blueprint = Blueprint("regulation", __name__, template_folder="../templates")
blueprint.register_blueprint(editions.bp)
blueprint.register_blueprint(figures.bp)


@blueprint.get("/regulation")
def show() -> str:
    """Every parameter in force on a day (``on``), the open questions (``open=1``), a search."""
    uow = current_uow()
    require(uow.actor, READ)
    only_chosen = request.args.get("open") == "1"
    words = request.args.get("q", "").strip()[:100]
    on = day_of(request.args.get("on", ""), "on") or clock.today()
    found = overview(uow, on=on, only_chosen=only_chosen, words=words)
    return render_page(
        "regulation/show.html",
        title=_("Regulation in force"),
        regulation=found,
        orphans={} if words or only_chosen else orphans_of(found.edition),
        preset_titles={one.code: one.title for one in current_catalogue().presets.values()},
        only_chosen=only_chosen,
        words=words,
        scope_titles={**SCOPE_TITLES, DEFAULT: _l("default of the program")},
    )


def day_of(text: str, field: str) -> date | None:
    """A day from an address or a form; :raises Invalid: what is no date."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            _l("“{text}” is not a date; write 2026-11-21.", text=text), field=field
        ) from None
