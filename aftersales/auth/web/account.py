"""One's own password and settings."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from aftersales.auth import sessions
from aftersales.auth.identity import read_identity
from aftersales.auth.login import change_password, change_settings
from aftersales.auth.models import User
from aftersales.auth.web.browser import bp, current_identity, start_over, this_browser
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError
from aftersales.i18n import _, _l, current_locale
from aftersales.notify import notify
from aftersales.web.page import render_page
from aftersales.web.requests import current_actor
from aftersales.web.security import keep_cookie

NOT_YOU = _l("If this was not you, tell the administrator at once.")


def tell(uow: UnitOfWork, user: User, title: object) -> None:
    """Put a change of what protects an account into its person's inbox."""
    notify(uow, [user.id], title=title, body=NOT_YOU, url="/me/devices", kind="warning")


@bp.get("/password")
def password() -> ResponseReturnValue:
    """The page to choose a new password."""
    return password_page()


def password_page(error: DomainError | None = None) -> str:
    """The password form with what was wrong with it."""
    identity = current_identity()
    forced = bool(identity and identity.must_change_password)
    return render_page("auth/password.html", title=_("Password"), error=error, forced=forced)


@bp.post("/password")
def save_password() -> ResponseReturnValue:
    """Replace the password; this browser stays logged in, all others do not."""
    form = request.form
    uow = current_uow()
    try:
        user = change_password(
            uow,
            current=form.get("current", ""),
            new=form.get("new", ""),
            repeated=form.get("repeated", ""),
        )
    except DomainError as error:
        return password_page(error), error.status
    tell(uow, user, _l("Your password was changed"))
    browser = this_browser()
    key = sessions.begin(uow, user, address=browser.address, agent=browser.agent)
    identity = read_identity(uow, user.id)
    assert identity is not None
    start_over(identity.with_key(key))
    return redirect("/me?saved=password")


@bp.get("/me")
def settings() -> ResponseReturnValue:
    """One's own settings."""
    return settings_page()


def settings_page(error: DomainError | None = None) -> str:
    """The settings form, with what was typed when something was wrong."""
    user = current_uow().get(User, current_actor().user_id)
    kept = {"locale": current_locale(), "theme": user.theme, "phone": user.phone}
    saved = {
        "settings": _("Your settings are saved."),
        "password": _("Your password is changed. Other devices must log in again."),
    }
    return render_page(
        "auth/settings.html",
        title=_("My settings"),
        error=error,
        user=user,
        values={**kept, **request.form},
        saved=saved.get(request.args.get("saved", "")),
        locales=(("zh_CN", "中文"), ("en", "English")),
        themes=(("light", _("Light")), ("dark", _("Dark"))),
    )


@bp.post("/me")
def save_settings() -> ResponseReturnValue:
    """Save language, colours and telephone number."""
    values = {name: request.form.get(name, "") for name in ("locale", "theme", "phone")}
    try:
        user = change_settings(current_uow(), **values)
    except DomainError as error:
        return settings_page(error), error.status
    answer = make_response(redirect("/me?saved=settings"))
    keep_cookie(answer, "locale", user.locale)
    keep_cookie(answer, "theme", user.theme, script=True)
    return answer
