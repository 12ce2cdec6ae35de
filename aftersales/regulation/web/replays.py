"""Replaying a draft: asking for it, and its result."""

from datetime import date

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from aftersales.access.permissions import require
from aftersales.db.uow import current_uow
from aftersales.errors import Invalid
from aftersales.i18n import _, _l, current_locale
from aftersales.regulation.drafts import DRAFT
from aftersales.regulation.models import RegulationReplay, RegulationVersion
from aftersales.regulation.replay import Span, begin_replay, replays
from aftersales.views.days import parse_day
from aftersales.web.page import Crumb, render_page

bp = Blueprint("replays", __name__, url_prefix="/regulation")


@bp.post("/editions/<int:version_id>/replay")
def begin(version_id: int) -> ResponseReturnValue:
    """Put a replay over the given days down, and lead to its progress."""
    uow = current_uow()
    version = uow.get(RegulationVersion, version_id)
    span = Span(_day("first"), _day("last"))
    return redirect(begin_replay(uow, version, span), 303)


@bp.get("/replays/<int:replay_id>")
def show(replay_id: int) -> str:
    """What would have been otherwise, in sum, for each person, with the records."""
    uow = current_uow()
    require(uow.actor, DRAFT)
    kept = uow.get(RegulationReplay, replay_id)
    version = uow.get(RegulationVersion, kept.version_id)
    titles = {one.name: one.title for one in replays()}
    return render_page(
        "regulation/replay.html",
        title=_("Replay of version {number}", number=version.number),
        crumbs=(
            Crumb(_("Regulation"), "/regulation"),
            Crumb(
                _("Regulation, version {number}", number=version.number),
                f"/regulation/editions/{version.id}",
            ),
        ),
        version=version,
        kept=kept,
        parts=[(titles.get(name, name), one) for name, one in kept.result.items()],
        lang=0 if current_locale().startswith("zh") else 1,
    )


def _day(field: str) -> date:
    try:
        return parse_day(request.form.get(field, ""))
    except ValueError as error:
        raise Invalid(str(error) or _l("Choose past days."), field=field) from None
