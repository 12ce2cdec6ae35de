"""The search box of the top bar.

Every look-up marked *everywhere*, and the providers of modules.
"""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.i18n import _
from aftersales.views.book import book
from aftersales.views.declare import Lookup
from aftersales.views.declare_slots import SearchHit
from aftersales.views.lookup_query import find
from aftersales.web.page import render_page
from aftersales.web.requests import is_htmx

QUICK, FULL = 5, 30
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Answers:
    """The hits of one kind."""

    title: str
    hits: list[SearchHit]


def show_search() -> ResponseReturnValue:
    """``GET /search?q=``: a page, or for the box itself a short fragment."""
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:LONGEST]
    uow = current_uow()
    found = answers(uow, words, QUICK if is_htmx() else FULL) if words else []
    if is_htmx():
        return render_template("views/_search.html", words=words, found=found)
    return render_page("views/search.html", title=_("Search"), words=words, found=found)


def answers(uow: UnitOfWork, words: str, limit: int) -> list[Answers]:
    """What each kind of record answers, kinds without a hit left out."""
    found = [
        Answers(str(lookup.title), _hits(uow, lookup, words, limit))
        for lookup in book().lookups.values()
        if lookup.everywhere and (not lookup.permission or uow.actor.can(lookup.permission))
    ]
    found.extend(
        Answers(str(provider.title), list(provider.fn(uow, words, limit)))
        for provider in book().searches
        if not provider.permission or uow.actor.can(provider.permission)
    )
    return [one for one in found if one.hits]


def _hits(uow: UnitOfWork, lookup: Lookup, words: str, limit: int) -> list[SearchHit]:
    return [
        SearchHit(title=hit.label, url=hit.url, detail=hit.detail, icon=lookup.icon)
        for hit in find(uow, lookup, words, limit=limit)
        if hit.url
    ]
