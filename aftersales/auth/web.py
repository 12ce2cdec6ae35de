"""Logging in and out, one's own password and settings, and who a request belongs to."""

from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.middleware.proxy_fix import ProxyFix

from aftersales.access import system_actor
from aftersales.actor import Actor
from aftersales.auth.demo import DEMO_PASSWORD, DemoLogin, demo_logins
from aftersales.auth.identity import Identity, load_identity
from aftersales.auth.login import (
    change_password,
    change_settings,
    forget_old_attempts,
    log_in,
    note_logout,
)
from aftersales.auth.models import User
from aftersales.config import Settings
from aftersales.db.uow import current_uow, unit_of_work
from aftersales.errors import DomainError
from aftersales.i18n import _
from aftersales.i18n.texts import set_locale
from aftersales.jobs import KernelJob, add_job
from aftersales.web.install import safe_target
from aftersales.web.page import render_page
from aftersales.web.requests import bare, current_actor, is_htmx
from aftersales.web.security import YEAR

bp = Blueprint("auth", __name__, template_folder="templates")

FREE_OF_NEW_PASSWORD = frozenset(
    {"auth.password", "auth.save_password", "auth.logout", "web.choose_language", "static"}
)
"""Where somebody who must choose a new password may still go."""


def register(app: Flask, registry: Any) -> None:
    """Install the room: Flask-Login, the pages, and ``load_actor`` for each request."""
    settings: Settings = app.config["SETTINGS"]
    app.extensions.setdefault("aftersales.settings", settings)
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(load_identity)
    app.extensions["aftersales.identify"] = load_actor
    app.before_request(choose_locale)
    app.teardown_request(forget_locale)
    app.before_request(enforce_new_password)
    app.register_blueprint(bp)
    add_job(app, KernelJob("forget old login attempts", 24 * 60, forget_old_attempts))
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def current_identity() -> Identity | None:
    """Who this browser's session belongs to; None for nobody."""
    identity = current_user._get_current_object()
    return identity if isinstance(identity, Identity) else None


def load_actor() -> Actor | None:
    """The person of this request, for ``aftersales.web.requests``."""
    identity = current_identity()
    return identity.actor if identity else None


def choose_locale() -> None:
    """Speak the browser's chosen language, else the company's, until the person is known."""
    settings: Settings = current_app.config["SETTINGS"]
    set_locale(request.cookies.get("locale") or settings.default_locale)


def forget_locale(_error: BaseException | None = None) -> None:
    """Leave the thread as it was found: what runs on it next speaks the company's language."""
    settings: Settings = current_app.config["SETTINGS"]
    set_locale(settings.default_locale)


def enforce_new_password() -> ResponseReturnValue | None:
    """Send people whose password is temporary to the page where they choose their own."""
    if request.endpoint in FREE_OF_NEW_PASSWORD:
        return None
    identity = current_identity()
    if identity is None or not identity.must_change_password:
        return None
    if is_htmx():
        return Response(status=401, headers={"HX-Redirect": "/password"})
    return redirect("/password")


@bp.get("/login")
@bare
def login() -> ResponseReturnValue:
    """The login page; people who are in already go on."""
    if current_identity():
        return redirect(safe_target(request.args.get("next", "")))
    return login_page()


def login_page(error: DomainError | None = None) -> str:
    """The form, with what was typed and what was wrong with it."""
    settings: Settings = current_app.config["SETTINGS"]
    people: list[DemoLogin] = []
    chosen = request.args.get("as", "")
    if settings.demo:
        with unit_of_work(system_actor("demo logins"), write=False) as uow:
            people = demo_logins(uow)
    return render_page(
        "auth/login.html",
        title=_("Log in"),
        error=error,
        username=request.form.get("username", "") or chosen,
        password=DEMO_PASSWORD if chosen in {person.username for person in people} else "",
        target=request.values.get("next", ""),
        people=people,
        demo_password=DEMO_PASSWORD,
        company=settings.company_name,
    )


@bp.post("/login")
@bare
def enter() -> ResponseReturnValue:
    """Check name and password and begin a fresh session."""
    form = request.form
    try:
        identity = log_in(
            form.get("username", ""), form.get("password", ""), request.remote_addr or ""
        )
    except DomainError as error:
        return login_page(error), error.status
    begin_session(identity)
    g.actor = identity.actor
    return redirect(safe_target(form.get("next", "")))


def begin_session(identity: Identity) -> None:
    """Start over: nothing that was in the browser's session before survives (fixation)."""
    session.clear()
    session.permanent = True
    login_user(identity)


@bp.post("/logout")
@bare
def logout() -> ResponseReturnValue:
    """Leave; the session's cookie is emptied."""
    actor = load_actor()
    if actor is not None:
        note_logout(actor)
    logout_user()
    session.clear()
    return redirect("/login")


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
    try:
        user = change_password(
            current_uow(),
            current=form.get("current", ""),
            new=form.get("new", ""),
            repeated=form.get("repeated", ""),
        )
    except DomainError as error:
        return password_page(error), error.status
    begin_session(Identity(user.actor(), user.session_epoch, must_change_password=False))
    return redirect("/me?saved=password")


@bp.get("/me")
def settings() -> ResponseReturnValue:
    """One's own settings."""
    return settings_page()


def settings_page(error: DomainError | None = None) -> str:
    """The settings form, with what was typed when something was wrong."""
    user = current_uow().get(User, current_actor().user_id)
    kept = {"locale": user.locale, "theme": user.theme, "phone": user.phone}
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
    answer.set_cookie("locale", user.locale, max_age=YEAR, httponly=True, samesite="Lax")
    answer.set_cookie("theme", user.theme, max_age=YEAR, samesite="Lax")
    return answer
