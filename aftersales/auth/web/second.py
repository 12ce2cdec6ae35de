"""Setting up one's second factor, its recovery codes, and taking it away."""

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue

from aftersales.auth import second_factor as verbs
from aftersales.auth.login import confirm_oneself, remove_second_factor
from aftersales.auth.models import User
from aftersales.auth.web.account import tell
from aftersales.auth.web.browser import bp, current_identity
from aftersales.auth.web.devices import mine
from aftersales.config import Settings
from aftersales.db.uow import current_uow
from aftersales.errors import DomainError
from aftersales.i18n import _, _l
from aftersales.web.limits import limited
from aftersales.web.page import Crumb, render_page

PATH = "/me/second-factor"


@bp.get(PATH)
def second_factor() -> ResponseReturnValue:
    """Whether one has a second factor; setting it up, or taking it away."""
    return second_factor_page()


def second_factor_page(error: DomainError | None = None) -> str:
    """The page as things stand, with what was wrong with the last form."""
    uow = current_uow()
    if error is not None:
        uow.start_over()
    user, identity = mine(uow), current_identity()
    waiting = verbs.pending(uow, user.id)
    return render_page(
        "auth/second_factor.html",
        title=_("Second factor"),
        crumbs=(Crumb(_("My settings"), "/me"),),
        error=error,
        owed=bool(identity and identity.owes_second_factor),
        needed=any(role.needs_second_factor for role in user.roles),
        active=verbs.active(uow, user.id),
        left=len(verbs.unused_codes(uow, user.id)),
        secret=_in_fours(verbs.secret_of(waiting)) if waiting else "",
        qr=_picture(verbs.address_of(waiting, user, _issuer())) if waiting else "",
    )


def _issuer() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.company_name or "Aftersales"


def _picture(address: str) -> str:
    import segno

    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white"))


def _in_fours(secret: str) -> str:
    """A secret as one types it over: in groups of four."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@bp.post(f"{PATH}/set-up")
def set_up_second_factor() -> ResponseReturnValue:
    """Make a secret and show it."""
    uow = current_uow()
    try:
        verbs.set_up(uow, confirm_oneself(uow, request.form.get("current", "")))
    except DomainError as error:
        return second_factor_page(error), error.status
    return redirect(PATH, 303)


@bp.post(f"{PATH}/confirm")
@limited("code")
def confirm_second_factor() -> ResponseReturnValue:
    """Take the first code; show the recovery codes."""
    uow = current_uow()
    user = mine(uow)
    try:
        codes = verbs.confirm(uow, user, request.form.get("code", ""))
    except DomainError as error:
        return second_factor_page(error), error.status
    tell(uow, user, _l("A second factor was set up for your account"))
    return _codes_page(user, codes)


@bp.post(f"{PATH}/codes")
def new_recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them."""
    uow = current_uow()
    try:
        user = confirm_oneself(uow, request.form.get("current", ""))
        codes = verbs.renew_codes(uow, user)
    except DomainError as error:
        return second_factor_page(error), error.status
    tell(uow, user, _l("New recovery codes were made for your account"))
    return _codes_page(user, codes)


def _codes_page(user: User, codes: list[str]) -> str:
    return render_page(
        "auth/recovery_codes.html",
        title=_("Recovery codes"),
        crumbs=(Crumb(_("Second factor"), PATH),),
        codes=codes,
        user=user,
        company=_issuer(),
    )


@bp.post(f"{PATH}/remove")
@limited("code")
def remove_own_second_factor() -> ResponseReturnValue:
    """Take the second factor away, for the password and a code."""
    uow = current_uow()
    form = request.form
    try:
        user = remove_second_factor(
            uow, password=form.get("current", ""), code=form.get("code", "")
        )
    except DomainError as error:
        return second_factor_page(error), error.status
    tell(uow, user, _l("The second factor of your account was removed"))
    flash(_("The second factor is removed."), "success")
    return redirect(PATH, 303)
