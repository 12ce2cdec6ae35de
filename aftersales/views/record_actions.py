"""Pressing a button of a record page: its dialog, its verb, and where the browser goes then."""

from dataclasses import dataclass, replace
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
from aftersales.views.once import first_answer, form_token, remember_answer
from aftersales.views.record_page import load_record, open_record
from aftersales.views.record_save import outcome, start_over
from aftersales.views.urls import url_of
from aftersales.web.requests import is_htmx


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed on a record's page."""

    uow: UnitOfWork
    view: FormView
    record: Any
    action: Action

    @property
    def url(self) -> str:
        """The record's page."""
        return f"{self.view.path}/{self.record.id}"


def _pressed(name: str, record_id: int, action: str) -> Press:
    view, uow, record = open_record(name, record_id)
    return Press(uow, view, record, find_action(uow, view, record, action))


def show_action(name: str, record_id: int, action: str) -> ResponseReturnValue:
    """``GET <path>/<id>/do/<action>``: the dialog."""
    press = _pressed(name, record_id, action)
    one = press.action
    check_action(press.uow, press.record, one)
    initial = dict(one.initial(press.uow, press.record)) if one.initial else {}
    return _dialog(press, one.form(data=initial) if one.form else None)


def run_action(name: str, record_id: int, action: str) -> ResponseReturnValue:
    """``POST <path>/<id>/do/<action>``."""
    press = _pressed(name, record_id, action)
    uow, one, token = press.uow, press.action, request.form.get("_once", "")
    if (answer := first_answer(uow, token)) is not None:
        return go_to(answer or press.url)
    form = take_form(one.form, request.form, request.files) if one.form else None
    try:
        check_action(uow, press.record, one)
        if form is not None and (not form.validate() or rejected_fields(uow, form)):
            return _refused(press, form)
        result = perform(uow, press.record, one, cleaned(form) if form is not None else {})
        uow.flush()
    except DomainError as error:
        if form is None:
            raise
        return _refused(press, form, error)
    return _answer(press, result, token)


def _answer(press: Press, result: Any, token: str) -> ResponseReturnValue:
    if isinstance(result, AnyResponse):
        return result
    url = press.url
    if isinstance(result, str) and result.startswith("/"):
        url = result
    elif isinstance(result, Base):
        url = url_of(result) or url
    remember_answer(press.uow, token, url)
    flash(str(press.action.done or _("Done: {action}.", action=press.action.title)), "success")
    return go_to(url)


def go_to(url: str) -> ResponseReturnValue:
    """Send the browser on, from a dialog as from a page."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def _refused(press: Press, form: Form, error: DomainError | None = None) -> ResponseReturnValue:
    record_id = press.record.id
    start_over(press.uow)
    fresh = load_record(press.uow, press.view, record_id, fresh=True)
    page = _dialog(replace(press, record=fresh), form, **outcome(form, error))
    return page, error.status if error else 422


def _dialog(press: Press, form: Form | None, **extra: Any) -> str:
    return render_template(
        "views/_dialog.html" if is_htmx() else "views/dialog_page.html",
        view=press.view,
        record=press.record,
        action=press.action,
        form=form,
        lookup_names=lookup_names(press.uow, form),
        once=form_token(),
        url=f"{press.url}/do/{press.action.name}",
        about=press.action.about(press.uow, press.record) if press.action.about else None,
        **extra,
    )
