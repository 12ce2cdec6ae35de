"""The list page: one context for screen, print and the rows of an opened group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from aftersales.access import Actor, require
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.i18n import _
from aftersales.views.board import board_columns
from aftersales.views.book import book
from aftersales.views.bulk import BulkOffer, bulk_offers
from aftersales.views.cells import Head, Row, heads, rows_of, totals_of
from aftersales.views.chips import Chip, chips_of
from aftersales.views.closed import list_as_seen
from aftersales.views.declare import Column, ListView
from aftersales.views.favourites import FavouriteLink, default_address, favourites_of
from aftersales.views.groups import GroupLine, group_lines, path_conditions
from aftersales.views.list_count import Found, count_rows, found_rows
from aftersales.views.list_query import (
    first_rows,
    matching,
    page_rows,
    seen_columns,
    shown_columns,
    sums,
)
from aftersales.views.list_state import ListState, read_state
from aftersales.views.panel import Panel, panel_of
from aftersales.views.sections import sections_of
from aftersales.web.page import render_page


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything the template of a list needs, in plain values."""

    view: ListView
    state: ListState
    heads: list[Head]
    rows: list[Row]
    groups: list[GroupLine]
    totals: list[str]
    found: Found
    first: int
    last: int
    chips: list[Chip]
    panel: Panel
    favourites: list[FavouriteLink]
    bulk: list[BulkOffer]
    create_url: str
    board: list[Any]
    exports: Mapping[str, str]


def open_list(view: ListView) -> tuple[UnitOfWork, tuple[Column, ...], ListState]:
    """Check the permission and read the address."""
    uow = current_uow()
    require(uow.actor, view.permission)
    view = list_as_seen(view, uow.actor)
    columns = seen_columns(view, uow.actor)
    return uow, columns, read_state(view, request.args, columns)


def show_list(name: str) -> ResponseReturnValue:
    """``GET <path>``: the page; without any parameter, the person's default favourite."""
    view = book().lists[name]
    uow, columns, state = open_list(view)
    if not request.args and (address := default_address(uow, view)):
        return redirect(f"{view.path}?{address}")
    page = build_page(uow, columns, state)
    return render_page(
        "views/list.html",
        title=view.title,
        module=view.name.partition(".")[0],
        page=page,
        sections=sections_of(uow, f"{view.name}.head", None),
    )


def show_print(name: str) -> ResponseReturnValue:
    """``GET <path>/print``: the same rows for paper, up to 1,000, without the frame."""
    view = book().lists[name]
    uow, columns, state = open_list(view)
    page = build_page(uow, columns, state, limit=1000)
    return render_template("views/print.html", page=page, title=view.title)


def show_group(name: str) -> ResponseReturnValue:
    """``GET <path>/group``: what is inside one group, as a fragment."""
    view = book().lists[name]
    uow, columns, state = open_list(view)
    path = tuple(request.args.getlist("in"))
    base = matching(state, uow.actor).where(*path_conditions(state, path))
    shown = shown_columns(state, columns)
    if len(path) < len(state.groups):
        lines = group_lines(uow, state, base, shown, path)
        return render_template(
            "views/_groups.html",
            groups=lines,
            heads=heads(shown),
            selectable=bool(bulk_offers(view, uow.actor)),
        )
    found = page_rows(uow, state, base, shown, view.page_size)
    more = (
        len(found) == view.page_size
        and count_rows(uow, base, view).count - state.page * view.page_size
    )
    rows = rows_of(found, shown, uow.actor, view.form)
    url = state.tail_url("/group", page=state.page + 1)
    return render_template(
        "views/_rows.html",
        rows=rows,
        heads=heads(shown),
        more=max(int(more), 0),
        path=path,
        url=url,
        selectable=bool(bulk_offers(view, uow.actor)),
    )


def build_page(
    uow: UnitOfWork, columns: Sequence[Column], state: ListState, limit: int = 0
) -> ListPage:
    """Run the statements and prepare every word on the page."""
    view, shown = state.view, shown_columns(state, columns)
    limit = limit or view.page_size
    base = matching(state, uow.actor)
    found = found_rows(uow, state, base)
    state = _corrected(state, found, limit)
    is_board = state.mode == "board"
    grouped = bool(state.groups) and not is_board
    rows: Sequence[Any] = []
    if found.count and not grouped and not is_board:
        rows = first_rows(uow, state, shown, limit)
    first = (state.page - 1) * limit + 1 if rows else 0
    return ListPage(
        view=view,
        state=state,
        heads=heads(shown),
        rows=rows_of(rows, shown, uow.actor, view.form),
        groups=group_lines(uow, state, base, shown, ()) if grouped else [],
        totals=_totals(uow, base, shown, found, is_board),
        found=found,
        first=first,
        last=first + len(rows) - 1 if rows else 0,
        chips=chips_of(uow, state),
        panel=panel_of(uow, state, columns, shown),
        favourites=favourites_of(uow, state),
        bulk=bulk_offers(view, uow.actor),
        create_url=create_url(view, uow.actor),
        board=board_columns(uow, state, base, columns) if is_board else [],
        exports=_exports(state),
    )


def _corrected(state: ListState, found: Found, limit: int) -> ListState:
    last = max(1, -(-found.count // limit))
    if state.page <= last or (found.capped and state.page * limit <= 10 * found.count):
        return state
    note = _("There are only {last} pages; the last one is shown.", last=last)
    return replace(state, page=last, notes=(*state.notes, note))


def _totals(
    uow: UnitOfWork, base: Any, shown: Sequence[Column], found: Found, is_board: bool
) -> list[str]:
    if is_board or found.capped or not found.count or not any(column.sum for column in shown):
        return []
    return totals_of(sums(uow, base, shown), shown)


def create_url(view: ListView, actor: Actor) -> str:
    """Where the *New* button leads; empty when the person may not create."""
    form = book().forms.get(view.form or "")
    if form is None or form.create is None or not actor.can(form.create.permission):
        return ""
    return f"{form.path}/new"


def _exports(state: ListState) -> dict[str, str]:
    if not state.view.export:
        return {}
    return {
        "xlsx": state.tail_url("/export.xlsx", page=1),
        "csv": state.tail_url("/export.csv", page=1),
        "print": state.tail_url("/print", page=1),
    }
