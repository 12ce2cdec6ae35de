"""Creating and editing.

Input is never lost, a stale save shows both values, a double click is one.
"""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import FieldList, Form

from aftersales.access import field_mode, require
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError, NotFound, Refused, StaleRecord
from aftersales.i18n import _
from aftersales.jobs import Task
from aftersales.views.book import book
from aftersales.views.declare_form import Field, FormView
from aftersales.views.form_data import (
    cleaned,
    has_errors,
    place_error,
    prefilled,
    rejected_fields,
    take_form,
)
from aftersales.views.once import first_answer, form_token, remember_answer
from aftersales.views.record_page import (
    bound_form,
    crumbs_of,
    load_record,
    lock_reason,
    open_record,
    open_tabs,
    render_record,
)
from aftersales.views.record_values import Presenter
from aftersales.views.urls import url_of
from aftersales.web.page import render_page


def show_new(name: str) -> ResponseReturnValue:
    """``GET <path>/new``."""
    view, uow = _creatable(name)
    form_class = _create_class(view)
    initial = dict(view.initial(uow, request.args) if view.initial else {})
    initial.update(prefilled(form_class, request.args))
    return _render_new(uow, view, form_class(data=initial))


def save_new(name: str) -> ResponseReturnValue:
    """``POST <path>/new``."""
    view, uow = _creatable(name)
    form = take_form(_create_class(view), request.form, request.files)
    _keep_from(form, allowed_names(uow, view, form))
    token = request.form.get("_once", "")
    if (answer := first_answer(uow, token)) is not None:
        return redirect(answer or view.path, 303)
    try:
        if not form.validate() or rejected_fields(uow, form):
            return _refused_new(uow, view, form)
        assert view.create is not None
        record = view.create.fn(uow, **cleaned(form))
        uow.flush()
    except DomainError as error:
        return _refused_new(uow, view, form, error)
    if isinstance(record, Task):  # too long for a request
        remember_answer(uow, token, record.page)
        return redirect(record.page, 303)
    url = url_of(record) if record is not None else view.path
    remember_answer(uow, token, url)
    flash(_("{noun} {name} was created.", noun=view.title, name=view.heading(record)), "success")
    return redirect(url, 303)


def _creatable(name: str) -> tuple[FormView, UnitOfWork]:
    view, uow = book().forms[name], current_uow()
    if view.create is None or _create_class(view) is None:
        raise NotFound(_("Records of this kind are not created by hand."))
    require(uow.actor, view.create.permission)
    return view, uow


def _create_class(view: FormView) -> type[Form]:
    found = view.create_form or view.form
    assert found is not None
    return found


def _refused_new(
    uow: UnitOfWork, view: FormView, form: Form, error: DomainError | None = None
) -> ResponseReturnValue:
    start_over(uow)
    return _render_new(uow, view, form, **outcome(form, error)), error.status if error else 422


def _render_new(uow: UnitOfWork, view: FormView, form: Form, **extra: Any) -> str:
    presenter = Presenter(uow, view, None, form, True)
    title = view.create_title or _("New: {noun}", noun=view.title)
    return render_page(
        "views/record_new.html",
        title=title,
        module=view.name.partition(".")[0],
        crumbs=crumbs_of(view),
        view=view,
        form=form,
        presenter=presenter,
        blocks=presenter.blocks(view.groups),
        tabs=open_tabs(uow, view, None, presenter),
        once=form_token(),
        **extra,
    )


def show_edit(name: str, record_id: int) -> ResponseReturnValue:
    """``GET <path>/<id>/edit``."""
    view, uow, record = _editable(name, record_id)
    return render_record(uow, view, record, bound_form(uow, view, record), editing=True)


def save_edit(name: str, record_id: int) -> ResponseReturnValue:
    """``POST <path>/<id>/edit``."""
    # Held before the versions are compared: a verb that locks the record only then would read
    # what somebody else has just saved, and save over it.
    view, uow, record = _editable(name, record_id, lock=True)
    assert view.form is not None
    assert view.update is not None
    form = take_form(view.form, request.form, request.files, obj=record)
    _keep_from(form, allowed_names(uow, view, form, record))
    token, url = request.form.get("_once", ""), f"{view.path}/{record_id}"
    if (answer := first_answer(uow, token)) is not None:
        return redirect(answer or url, 303)
    try:
        _check_version(record, view)
        if not form.validate() or rejected_fields(uow, form):
            return _refused_edit(uow, view, record_id, form)
        view.update.fn(uow, record_id=record_id, **cleaned(form))
        uow.flush()
    except DomainError as error:
        return _refused_edit(uow, view, record_id, form, error)
    remember_answer(uow, token, url)
    flash(_("Saved."), "success")
    return redirect(url, 303)


def _editable(name: str, record_id: int, *, lock: bool = False) -> tuple[FormView, UnitOfWork, Any]:
    view, uow, record = open_record(name, record_id, lock=lock)
    if view.update is None or view.form is None:
        raise NotFound(_("Records of this kind are not edited by hand."))
    require(uow.actor, view.update.permission)
    if reason := lock_reason(uow, view, record):
        raise Refused(reason)
    return view, uow, record


def _check_version(record: Any, view: FormView) -> None:
    version = getattr(record, "version", None)
    if version is not None and request.form.get("version") != str(version):
        raise StaleRecord(
            _(
                "Somebody else saved this record while you were editing. Your input is kept; "
                "where it differs, the stored value is shown beside it. "
                "Save again to keep yours."
            )
        )


def _refused_edit(
    uow: UnitOfWork, view: FormView, record_id: int, form: Form, error: DomainError | None = None
) -> ResponseReturnValue:
    start_over(uow)
    record = load_record(uow, view, record_id, fresh=True)
    extra = outcome(form, error)
    if isinstance(error, StaleRecord):
        extra["theirs"] = _their_values(uow, view, record, form)
    page = render_record(uow, view, record, form, editing=True, **extra)
    return page, error.status if error else 422


def _their_values(uow: UnitOfWork, view: FormView, record: Any, form: Form) -> dict[str, str]:
    """The stored values that differ from what was sent, ready to show."""
    stored = bound_form(uow, view, record)
    assert stored is not None
    presenter = Presenter(uow, view, record, stored, False)
    differing = [
        entry.name
        for entry in form
        if not isinstance(entry, FieldList) and entry.data != stored[entry.name].data
    ]
    nothing = _("(empty)")
    return {n: presenter.shown(Field(name=n), stored[n]) or nothing for n in differing}


def outcome(form: Form, error: DomainError | None) -> dict[str, Any]:
    """What the page says above the form: the refusal itself, or that some fields need a look."""
    if error is not None and not place_error(form, error):
        return {"problem": str(error)}
    marked = _("Please correct the marked fields; nothing was saved yet.")
    if error is not None:
        return {"problem": f"{error} {marked}"}
    if has_errors(form):
        return {"problem": marked}
    return {}


def start_over(uow: UnitOfWork) -> None:
    """Take back what the refused verb did, so that the page shows what is stored."""
    uow.start_over()


def allowed_names(uow: UnitOfWork, view: FormView, form: Form, record: Any = None) -> set[str]:
    """The inputs the actor may send: shown by the page and open by the field rules."""
    shown: dict[str, Field] = {}
    groups = [*view.groups, *(group for tab in view.tabs for group in tab.groups)]
    for one in (item for group in groups for item in group.fields):
        spec = Field(name=one) if isinstance(one, str) else one
        shown[spec.name] = spec
    return {
        entry.name
        for entry in form
        if field_mode(uow.actor, view.model, entry.name) == "open"
        and _is_sent(shown.get(entry.name), uow, record)
    }


def _is_sent(spec: Field | None, uow: UnitOfWork, record: Any) -> bool:
    if spec is None:
        return True
    if spec.only == "read" or (spec.only == "create" and record is not None):
        return False
    return spec.when is None or spec.when(uow, record)


def _keep_from(form: Form, names: set[str]) -> None:
    for name in [entry.name for entry in form if entry.name not in names]:
        del form[name]


def remove_record(name: str, record_id: int) -> ResponseReturnValue:
    """``POST <path>/<id>/delete``."""
    view, uow, _record = open_record(name, record_id)
    if view.delete is None:
        raise NotFound(_("Records of this kind are not deleted by hand."))
    require(uow.actor, view.delete.permission)
    view.delete.fn(uow, record_id=record_id)
    uow.flush()
    parent = book().lists.get(view.list or "")
    flash(_("Deleted."), "success")
    return redirect(parent.path if parent else "/", 303)


def show_live(name: str, panel: str) -> ResponseReturnValue:
    """``POST <path>/live/<panel>``: what a live panel says to the form as it stands."""
    view, uow = book().forms[name], current_uow()
    require(uow.actor, view.permission)
    found = next((one for one in view.live if one.name == panel), None)
    if found is None:
        raise NotFound(_("There is nothing to show here."))
    form = take_form(_create_class(view), request.form)
    values: Mapping[str, Any] = cleaned(form)
    return str(found.render(uow, values))
