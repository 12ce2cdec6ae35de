"""The duty calendar, and the page of one duty: its clause, its proof, its reason."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from aftersales.access import require
from aftersales.db import clock
from aftersales.db.base import ref
from aftersales.db.uow import current_uow
from aftersales.duties.done import PROOF, give_reason, mark_done
from aftersales.duties.models import OwedDuty
from aftersales.duties.rules import READ, may_write
from aftersales.duties.web.month import AHEAD, WHOSE, Asked, entries_of, is_day_off, late_now, weeks
from aftersales.duties.words import STATES, owner_words, period_words
from aftersales.errors import DomainError
from aftersales.files import attachments_of
from aftersales.i18n import _, _l
from aftersales.i18n.formats import WEEKDAYS
from aftersales.i18n.texts import current_locale
from aftersales.regulation.duty import period_of
from aftersales.regulation.models import RegulationVersion
from aftersales.views.fields import BaseForm, LongField, TextField, UploadField
from aftersales.views.form_data import take_form
from aftersales.web.page import Crumb, render_page

EARLIEST = date(2000, 1, 1)

blueprint = Blueprint("duties", __name__, url_prefix="/duties", template_folder="../templates")


@blueprint.get("")
def calendar() -> str:
    """The duties of a month (``month=2026-11``), by ``whose`` and ``state``."""
    uow = current_uow()
    require(uow.actor, READ)
    asked = _asked()
    entries = entries_of(uow, asked)
    return render_page(
        "duties/calendar.html",
        title=_("Periodic duties"),
        crumbs=(Crumb(_("Regulation"), "/regulation"),),
        asked=asked,
        entries=sorted(entries, key=lambda one: one.state == "done"),
        weeks=weeks(uow, asked, entries) if asked.state != "missed" else (),
        weekdays=WEEKDAYS[current_locale()],
        before=asked.first - timedelta(days=1),
        after=asked.last + timedelta(days=1),
        this_month=clock.today(),
        whose=WHOSE,
        states=STATES,
    )


def _asked() -> Asked:
    """What the address asks for; what it does not say, or says wrongly, is this month and all."""
    try:
        day = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        day = clock.today()
    day = min(max(day, EARLIEST), clock.today() + AHEAD)
    whose, state = request.args.get("whose", ""), request.args.get("state", "")
    return Asked(
        first=period_of("monthly", day)[0],
        whose=whose if whose in WHOSE else "all",
        state=state if state in STATES else "",
    )


@blueprint.get("/<int:duty_id>")
def show(duty_id: int) -> str:
    """One duty in one period."""
    require(current_uow().actor, READ)
    return _page(duty_id)


@blueprint.get("/<int:duty_id>/why")
def why(duty_id: int) -> str:
    """The clause that made it a duty, as a fragment."""
    uow = current_uow()
    require(uow.actor, READ)
    return render_template("views/_why.html", because=uow.get(OwedDuty, duty_id).why)


@blueprint.post("/<int:duty_id>/done")
def done(duty_id: int) -> ResponseReturnValue:
    """Mark it done."""
    form = take_form(DoneForm, request.form, request.files)
    try:
        mark_done(current_uow(), record_id=duty_id, **form.data)
    except DomainError as error:
        return _refused(duty_id, form, error)
    flash(_("The duty is marked as done."), "success")
    return redirect(f"/duties/{duty_id}", 303)


@blueprint.post("/<int:duty_id>/reason")
def reason(duty_id: int) -> ResponseReturnValue:
    """Say why it was missed, without doing it."""
    form = take_form(DoneForm, request.form)
    try:
        give_reason(current_uow(), record_id=duty_id, reason=form.data["reason"])
    except DomainError as error:
        return _refused(duty_id, form, error)
    flash(_("The reason is noted."), "success")
    return redirect(f"/duties/{duty_id}", 303)


class DoneForm(BaseForm):
    """What shows that a duty was done, and why it was missed before."""

    proof = LongField(_l("What was done"), rows=3)
    link = TextField(
        _l("Link of a record"), help=_l("Copied from the address bar, e.g. /archive/volumes/12")
    )
    files = UploadField(_l("Files"))
    reason = LongField(_l("Why it was missed"), rows=2)


def _refused(duty_id: int, form: Any, error: DomainError) -> ResponseReturnValue:
    """The page again with what was typed; the sentence stands beside its field, else above."""
    current_uow().start_over()
    beside = error.field in form
    if beside:
        form[error.field].errors = [str(error)]
    return _page(duty_id, form, "" if beside else str(error)), error.status


def _page(duty_id: int, form: Any = None, problem: str = "") -> str:
    uow = current_uow()
    duty = uow.get(OwedDuty, duty_id)
    edition = uow.find(RegulationVersion, duty.version_id)
    return render_page(
        "duties/duty.html",
        title=str(duty),
        crumbs=(Crumb(_("Regulation"), "/regulation"), Crumb(_("Periodic duties"), "/duties")),
        duty=duty,
        state=STATES[duty.state],
        owner=owner_words(uow, duty.role, duty.departments),
        period=period_words(duty.start, duty.end, number=duty.number, times=duty.times),
        edition=edition,
        is_day_off=is_day_off(uow, duty.due_on),
        late_now=late_now(duty),
        by=current_app.extensions["aftersales.fulfilments"].get((duty.parameter, duty.code)),
        files=attachments_of(uow, ref(duty), kind=PROOF),
        may_write=may_write(uow.actor, duty),
        form=form if form is not None else DoneForm(),
        problem=problem,
    )
