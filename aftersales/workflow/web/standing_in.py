"""Under one's own account: who signs for me, and for whom I sign."""

from datetime import date

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db import clock
from aftersales.db.uow import current_uow
from aftersales.errors import DomainError, Invalid
from aftersales.i18n import _, _l
from aftersales.views.urls import typed_key
from aftersales.web.page import Crumb, render_page
from aftersales.workflow.kinds import kinds
from aftersales.workflow.substitutes import end_substitute, name_substitute, substitutes_of
from aftersales.workflow.web.blueprint import bp


@bp.get("/me/substitutes")
def substitutes() -> ResponseReturnValue:
    """Who stands in for whom, today and later."""
    return _shown()


@bp.post("/me/substitutes")
def add_substitute() -> ResponseReturnValue:
    """Name one; a refusal is shown beside what was typed."""
    uow, form = current_uow(), request.form
    try:
        name_substitute(
            uow,
            substitute_id=typed_key(form.get("substitute_id", "")) or 0,
            from_on=_day("from_on"),
            until_on=_day("until_on"),
            chains=[one for one in form.getlist("chains") if one in kinds()],
            note=form.get("note", ""),
        )
    except DomainError as error:
        if error.repeats:
            raise
        uow.start_over()
        return _shown(error), 422
    flash(_("Your substitute is named and was told."), "success")
    return redirect("/me/substitutes", 303)


@bp.post("/me/substitutes/<int:substitute_id>/end")
def end(substitute_id: int) -> ResponseReturnValue:
    """End one at once."""
    end_substitute(current_uow(), substitute_id)
    flash(_("From now on you sign yourself again."), "success")
    return redirect("/me/substitutes", 303)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Invalid(_l("Choose a day."), field=name) from None


def _shown(error: DomainError | None = None) -> str:
    uow = current_uow()
    found = substitutes_of(uow)
    people = select(User).where(User.is_active, User.id != uow.actor.user_id)
    return render_page(
        "workflow/substitutes.html",
        title=_("Substitutes"),
        crumbs=(Crumb(_("My settings"), "/me"),),
        mine=[one for one in found if one[0].person_id == uow.actor.user_id],
        theirs=[one for one in found if one[0].substitute_id == uow.actor.user_id],
        people=uow.scalars(people.order_by(User.department_id, User.id)).all(),
        kinds=kinds(),
        today=clock.today(),
        error=error,
        values=request.form,
    )
