"""Verbs over many rows: the ticked ones, or everything the address finds."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import Form

from aftersales.access import Actor, require
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError, Invalid, NotFound
from aftersales.i18n import _
from aftersales.views.book import book
from aftersales.views.closed import list_as_seen
from aftersales.views.declare import BulkAction, ListView
from aftersales.views.form_data import cleaned, lookup_names, rejected_fields, take_form
from aftersales.views.list_query import all_ids, matching, seen_columns
from aftersales.views.list_state import read_state
from aftersales.views.urls import typed_key
from aftersales.web.page import Crumb, render_page

BULK_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class BulkOffer:
    """A bulk verb the person may use."""

    name: str
    title: str
    icon: str
    confirm: str
    form: bool


def bulk_offers(view: ListView, actor: Actor) -> list[BulkOffer]:
    """What the actor may do to several rows at once."""
    return [
        BulkOffer(one.name, str(one.title), one.icon, str(one.confirm or ""), one.form is not None)
        for one in view.bulk
        if actor.can(one.permission)
    ]


def show_bulk(name: str, action: str) -> ResponseReturnValue:
    """``GET <path>/bulk/<action>``: the dialog of a bulk verb that asks for values."""
    view, one = _chosen(name, action)
    form = one.form() if one.form else None
    return render_template("views/_bulk_dialog.html", view=view, action=one, form=form)


def run_bulk(name: str, action: str) -> ResponseReturnValue:
    """``POST <path>/bulk/<action>``: run it; one refusal refuses all and names the row."""
    view, one = _chosen(name, action)
    uow = current_uow()
    form = take_form(one.form, request.form, request.files) if one.form else None
    if form is not None and (not form.validate() or rejected_fields(uow, form)):
        return _ask_again(uow, view, one, form)
    ids = chosen_ids(uow, view)
    answer = _run(uow, one, ids, cleaned(form) if form is not None else {})
    if isinstance(answer, Response):
        return answer
    flash(_("“{title}” was done for {count} records.", title=one.title, count=len(ids)), "success")
    return redirect(_back(view))


def _ask_again(uow: UnitOfWork, view: ListView, one: BulkAction, form: Form) -> ResponseReturnValue:
    page = render_page(
        "views/bulk_page.html",
        title=one.title,
        module=view.name.partition(".")[0],
        crumbs=(Crumb(view.title, _back(view)),),
        form=form,
        names=lookup_names(uow, form),
        ids=request.form.getlist("ids"),
        everything=request.form.get("all", ""),
        back=_back(view),
    )
    return page, 422


def _chosen(name: str, action: str) -> tuple[ListView, BulkAction]:
    view, uow = book().lists[name], current_uow()
    require(uow.actor, view.permission)
    one = next((one for one in view.bulk if one.name == action), None)
    if one is None:
        raise NotFound(_("There is no such action."))
    require(uow.actor, one.permission)
    return view, one


def chosen_ids(uow: UnitOfWork, view: ListView) -> list[int]:
    """The rows meant: ``ids`` ticked, or with ``all=1`` everything the address finds."""
    if request.form.get("all"):
        columns = seen_columns(view, uow.actor)
        state = read_state(list_as_seen(view, uow.actor), request.args, columns)
        ids = all_ids(uow, matching(state, uow.actor), view, BULK_LIMIT)
    else:
        typed = (typed_key(text) for text in request.form.getlist("ids"))
        ids = list(dict.fromkeys(key for key in typed if key is not None))
    if not ids:
        raise Invalid(_("Tick at least one row first."))
    if len(ids) > BULK_LIMIT:
        raise Invalid(_("At most {limit} rows at once; narrow the list first.", limit=BULK_LIMIT))
    return ids


def _run(uow: UnitOfWork, one: BulkAction, ids: list[int], data: dict[str, Any]) -> Any:
    if one.many is not None:
        return one.many(uow, record_ids=ids, **data)
    assert one.verb is not None
    for record_id in ids:
        try:
            one.verb(uow, record_id=record_id, **data)
        except DomainError as error:
            raise type(error)(
                _("Nothing was changed. Record {id}: {reason}", id=record_id, reason=error),
                code=error.code,
            ) from error
    return None


def _back(view: ListView) -> str:
    query = request.query_string.decode("utf-8", "replace")
    return f"{view.path}?{query}" if query else view.path
