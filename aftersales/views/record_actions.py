"""Pressing a button of a record page: its dialog, its verb, and where the browser goes then."""

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Form

from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.errors import DomainError
from aftersales.i18n import _
from aftersales.views.actions import check_action, find_action, perform
from aftersales.views.declare_form import Action, FormView
from aftersales.views.form_data import cleaned, lookup_names, rejected_fields, take_form
from aftersales.views.once import first_answer, kept_once, once, remember_answer
from aftersales.views.record_page import load_record, open_record
from aftersales.views.record_save import outcome, start_over
from aftersales.views.urls import url_of
from aftersales.web.requests import is_htmx


def show_action(name: str, record_id: int, action: str) -> ResponseReturnValue:
    """``GET <path>/<id>/do/<action>``: the dialog."""
    view, uow, record = open_record(name, record_id)
    one = find_action(uow, view, record, action)
    check_action(uow, record, one)
    initial = dict(one.initial(uow, record)) if one.initial else {}
    form = one.form(data=initial) if one.form else None
    return _dialog(uow, view, record, one, form)


def run_action(name: str, record_id: int, action: str) -> ResponseReturnValue:
    """``POST <path>/<id>/do/<action>``."""
    view, uow, record = open_record(name, record_id)
    one = find_action(uow, view, record, action)
    token = request.form.get("_once", "")
    if (answer := first_answer(uow, token)) is not None:
        return go_to(answer or f"{view.path}/{record_id}")
    form = take_form(one.form, request.form, request.files) if one.form else None
    try:
        check_action(uow, record, one)
        if form is not None and (not form.validate() or rejected_fields(uow, form)):
            return _refused(uow, view, record_id, one, form)
        result = perform(uow, record, one, cleaned(form) if form is not None else {})
        uow.flush()
    except DomainError as error:
        if form is None:
            raise
        return _refused(uow, view, record_id, one, form, error)
    return _answer(uow, view, record_id, one, result, token)


def _answer(
    uow: UnitOfWork, view: FormView, record_id: int, one: Action, result: Any, token: str
) -> ResponseReturnValue:
    if isinstance(result, Response | AnyResponse):
        return result
    url = f"{view.path}/{record_id}"
    if isinstance(result, str) and result.startswith("/"):
        url = result
    elif isinstance(result, Base):
        url = url_of(result) or url
    remember_answer(uow, token, url)
    flash(str(one.done or _("Done: {action}.", action=one.title)), "success")
    return go_to(url)


def go_to(url: str) -> ResponseReturnValue:
    """Send the browser on, from a dialog as from a page."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def _refused(
    uow: UnitOfWork, view: FormView, record_id: int, one: Action, form: Form,
    error: DomainError | None = None,
) -> ResponseReturnValue:  # fmt: skip
    start_over(uow)
    record = load_record(uow, view, record_id, fresh=True)
    page = _dialog(uow, view, record, one, form, **outcome(form, error))
    return page, error.status if error else 422


def _dialog(
    uow: UnitOfWork, view: FormView, record: Any, one: Action, form: Form | None, **extra: Any
) -> str:
    token = kept_once(request.form.get("_once", "")) if request.method == "POST" else once()
    return render_template(
        "views/_dialog.html" if is_htmx() else "views/dialog_page.html",
        view=view,
        record=record,
        action=one,
        form=form,
        lookup_names=lookup_names(uow, form),
        once=token,
        url=f"{view.path}/{record.id}/do/{one.name}",
        **extra,
    )
