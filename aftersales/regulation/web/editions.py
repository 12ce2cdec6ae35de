"""The editions of the regulation, and the steps of a draft until it is in force."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from aftersales.access.permissions import require
from aftersales.auth.models import User
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError, Invalid, NotFound, Refused
from aftersales.i18n import _, _l
from aftersales.regulation import drafts, life
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.compare import differences
from aftersales.regulation.models import RegulationVersion
from aftersales.regulation.resolve import SCOPE_TITLES
from aftersales.regulation.versions import (
    Edition,
    edition_before,
    edition_of,
    edition_of_preset,
    edition_on,
)
from aftersales.views.days import parse_day
from aftersales.web.page import Crumb, render_page
from aftersales.workflow import decide, history, my_step, signatures_of, why_not
from aftersales.workflow.engine import steps_of

READ = "regulation.read"
STANDINGS = {
    "draft": (_l("Being drafted"), "grey"),
    "circulating": (_l("With the departments"), "blue"),
    "countersigned": (_l("Waiting for release"), "orange"),
    "coming": (_l("Released, not yet in force"), "cyan"),
    "in_force": (_l("In force"), "green"),
    "superseded": (_l("Replaced by a newer version"), "grey"),
    "withdrawn": (_l("Withdrawn"), "grey"),
}

bp = Blueprint("editions", __name__, url_prefix="/regulation/editions")


@bp.get("")
def index() -> str:
    """All editions and drafts, the newest first."""
    return _index()


def _index(error: DomainError | None = None) -> str:
    uow = current_uow()
    require(uow.actor, READ)
    versions = uow.scalars(select(RegulationVersion).order_by(RegulationVersion.number.desc()))
    force = edition_on(uow, clock.today())
    return render_page(
        "regulation/editions.html",
        title=_("Editions of the regulation"),
        crumbs=(Crumb(_("Regulation"), "/regulation"),),
        versions=versions.all(),
        standing=lambda one: STANDINGS[life.standing(one, force.version_id if force else None)],
        names=_names(uow),
        force=force,
        presets=current_catalogue().presets.values(),
        preset_titles=_preset_titles(),
        error=error,
    )


@bp.post("")
def begin() -> ResponseReturnValue:
    """Begin a draft."""
    uow = current_uow()
    try:
        draft = drafts.begin_draft(
            uow,
            preset=request.form.get("preset", ""),
            keep_own=request.form.get("keep_own") == "1",
            note=request.form.get("note", "")[:500],
        )
    except Invalid as error:
        return _index(error), error.status
    return redirect(page_of(draft), 303)


@bp.get("/<int:version_id>")
def show(version_id: int) -> str:
    """One edition: what it changes, what is still wrong, who signed, what may be done."""
    return _show(version_id)


def _show(version_id: int, error: DomainError | None = None) -> str:
    uow = current_uow()
    if error is not None:
        uow.start_over()
    require(uow.actor, READ)
    version = version_or_404(uow, version_id)
    force = edition_on(uow, clock.today())
    own = edition_of(uow, version)
    code = life.standing(version, force.version_id if force else None)
    is_open = version.state in ("draft", "circulating", "countersigned")
    against = _against(uow, version, request.args.get("against", ""))
    return render_page(
        "regulation/edition.html",
        title=_("Regulation, version {number}", number=version.number),
        crumbs=(
            Crumb(_("Regulation"), "/regulation"),
            Crumb(_("Editions of the regulation"), "/regulation/editions"),
        ),
        version=version,
        standing=STANDINGS[code],
        code=code,
        is_open=is_open,
        spans=history(uow, version) if steps_of(uow, version) else (),
        against=against,
        differences=differences(against, own),
        problems=life.problems_of(uow, version) if is_open else (),
        releasers=life.releasers_of(uow, version) if is_open else (),
        signatures=signatures_of(uow, version),
        way=steps_of(uow, version),
        titles={state.code: state.title for state in life.REGULATION.states},
        own_step=own_step(uow, version),
        is_author=uow.actor.user_id in life.authors_of(uow, version),
        names=_names(uow),
        preset_titles=_preset_titles(),
        scope_titles=SCOPE_TITLES,
        base_title=_base_title(version),
        tomorrow=clock.today() + timedelta(days=1),
        today=clock.today(),
        a_year_ago=clock.today() - timedelta(days=365),
        error=error,
    )


def _against(uow: UnitOfWork, version: RegulationVersion, chosen: str) -> Edition | None:
    """What a version is compared with: what is in force, its preset, or what it replaced."""
    before = edition_before(uow, version)
    if chosen == "preset" or before is None:
        presets = current_catalogue().presets
        return edition_of_preset(version.preset) if version.preset in presets else None
    return before


@bp.get("/<int:version_id>/<step>")
def back(version_id: int, step: str) -> ResponseReturnValue:
    """A step's address opened again, after an answer that refused it: lead to the edition."""
    if step not in STEPS:
        raise NotFound(_l("There is no such page."))
    return redirect(f"/regulation/editions/{version_id}", 303)


@bp.post("/<int:version_id>/<step>")
def go(version_id: int, step: str) -> ResponseReturnValue:
    """Take a step: circulate, sign, refuse, rework, release, withdraw."""
    if step not in STEPS:
        raise NotFound(_l("There is no such page."))
    uow = current_uow()
    require(uow.actor, READ)
    verb, told = STEPS[step]
    try:
        verb(uow, version_or_404(uow, version_id))
    except DomainError as error:
        return _show(version_id, error), error.status
    flash(str(told), "success")
    return redirect(f"/regulation/editions/{version_id}", 303)


def _note() -> str:
    return request.form.get("note", "").strip()[:500]


def _sign(uow: UnitOfWork, version: RegulationVersion, *, approve: bool) -> None:
    step = own_step(uow, version)
    if step is None:
        raise Refused(_l("Nothing waits for your signature here."))
    decide(uow, step.id, approve=approve, note=_note())


def _release(uow: UnitOfWork, version: RegulationVersion) -> None:
    text = request.form.get("effective_on", "")
    try:
        day = parse_day(text) if text else None
    except ValueError as error:
        raise Invalid(str(error), field="effective_on") from None
    if day is None:
        raise Invalid(_l("Say from which day on it is in force."), field="effective_on")
    life.release(uow, version, day, _note())


STEPS: dict[str, tuple[Callable[[UnitOfWork, RegulationVersion], Any], Any]] = {
    "circulate": (life.circulate, _l("The draft is with the departments.")),
    "sign": (lambda uow, one: _sign(uow, one, approve=True), _l("You have countersigned.")),
    "refuse": (lambda uow, one: _sign(uow, one, approve=False), _l("The draft goes back.")),
    "rework": (lambda uow, one: life.rework(uow, one, _note()), _l("It is a draft again.")),
    "release": (_release, _l("The regulation is released.")),
    "withdraw": (lambda uow, one: life.withdraw(uow, one, _note()), _l("The draft is withdrawn.")),
}


def own_step(uow: UnitOfWork, version: RegulationVersion) -> Any:
    """The open signature that the actor may give, if any."""
    step = my_step(uow, version, life.CHAIN)
    return None if why_not(uow, version, life.CHAIN) else step


def version_or_404(uow: UnitOfWork, version_id: int) -> RegulationVersion:
    """The edition of an address (``NotFound``)."""
    return uow.get(RegulationVersion, version_id)


def page_of(version: RegulationVersion) -> str:
    """The address of an edition's page."""
    return f"/regulation/editions/{version.id}"


def _names(uow: UnitOfWork) -> dict[int, str]:
    return dict(uow.rows(select(User.id, User.name)))


def _base_title(version: RegulationVersion) -> object:
    """What a draft was begun from: a preset by its title, an edition by its number."""
    presets = current_catalogue().presets
    if version.based_on in presets:
        return presets[version.based_on].title
    return _("Version {number}", number=version.based_on.rpartition("/")[2])


def _preset_titles() -> dict[str, Any]:
    return {one.code: one.title for one in current_catalogue().presets.values()}
