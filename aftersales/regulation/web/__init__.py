"""The pages of the regulation: what is in force, its editions, a draft and its figures."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, Flask, request

from aftersales.access.permissions import require
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import Invalid
from aftersales.i18n import _, _l
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.overview import DEFAULT, chapters_of, orphans_of, overview
from aftersales.regulation.resolve import SCOPE_TITLES
from aftersales.regulation.versions import edition_of
from aftersales.regulation.web import editions, figures, replays
from aftersales.regulation.web.finding import SEARCH
from aftersales.views.book import book
from aftersales.views.urls import typed_key
from aftersales.web.page import render_page

READ = "regulation.read"

blueprint = Blueprint("regulation", __name__, template_folder="../templates")
blueprint.register_blueprint(editions.bp)
blueprint.register_blueprint(figures.bp)
blueprint.register_blueprint(replays.bp)


def install_pages(app: Flask) -> None:
    """Give an application the pages, and the search box what they show."""
    app.register_blueprint(blueprint)
    with app.app_context():
        book().searches.append(SEARCH)


@blueprint.get("/regulation")
def show() -> str:
    """Every parameter in force on a day (``on``), the open questions (``open=1``), a search."""
    uow = current_uow()
    require(uow.actor, READ)
    only_chosen = request.args.get("open") == "1"
    words = request.args.get("q", "").strip()[:100]
    on = day_of(request.args.get("on", ""), "on") or clock.today()
    found = overview(uow, on=on, only_chosen=only_chosen, words=words)
    draft = _draft(uow, request.args.get("draft", ""))
    if draft is not None:
        own = edition_of(uow, draft)
        chapters = chapters_of(own, only_chosen=only_chosen, words=words)
        found = replace(found, edition=own, chapters=chapters)
    return render_page(
        "regulation/show.html",
        title=_("Figures of the draft") if draft else _("Regulation in force"),
        draft=draft,
        regulation=found,
        orphans={} if words or only_chosen else orphans_of(found.edition),
        preset_titles={one.code: one.title for one in current_catalogue().presets.values()},
        only_chosen=only_chosen,
        words=words,
        scope_titles={**SCOPE_TITLES, DEFAULT: _l("default of the program")},
    )


def _draft(uow: UnitOfWork, text: str) -> RegulationVersion | None:
    """The draft whose figures are to be chosen from, if the address names one."""
    key = typed_key(text)
    version = uow.find(RegulationVersion, key) if key is not None else None
    return version if version is not None and version.state == "draft" else None


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
