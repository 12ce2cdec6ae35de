"""The pages of logging in and of one's own account, and who a request belongs to."""

from typing import Any

from flask import Flask, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from werkzeug.middleware.proxy_fix import ProxyFix

from aftersales.auth.login import forget_old_attempts
from aftersales.auth.web import account, devices, entry, second, view_as
from aftersales.auth.web.browser import bp, current_identity, identity_or_nobody, load_actor
from aftersales.config import Settings
from aftersales.i18n.texts import set_locale
from aftersales.jobs import KernelJob, add_job
from aftersales.web.requests import is_htmx

PAGES = (account, devices, entry, second, view_as)

ALWAYS_FREE = frozenset({"auth.logout", "web.choose_language", "static"})
FREE_OF_NEW_PASSWORD = ALWAYS_FREE | {"auth.password", "auth.save_password"}
FREE_OF_SECOND_FACTOR = ALWAYS_FREE | {
    "auth.second_factor",
    "auth.set_up_second_factor",
    "auth.confirm_second_factor",
}
"""Where somebody who must choose a password or set up a second factor first may still go."""


def register(app: Flask, registry: Any) -> None:
    """Install the room: Flask-Login, the pages, and ``load_actor`` for each request."""
    settings: Settings = app.config["SETTINGS"]
    app.extensions.setdefault("aftersales.settings", settings)
    manager = LoginManager(app)
    manager.session_protection = None  # sessions are rows of ours, with a life of their own
    manager.user_loader(identity_or_nobody)
    app.extensions["aftersales.identify"] = load_actor
    app.before_request(choose_locale)
    app.teardown_request(forget_locale)
    app.before_request(enforce_first_steps)
    app.register_blueprint(bp)
    add_job(app, KernelJob("forget old login attempts", 24 * 60, forget_old_attempts))
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def choose_locale() -> None:
    """Speak the browser's chosen language, else the company's, until the person is known."""
    settings: Settings = current_app.config["SETTINGS"]
    set_locale(request.cookies.get("locale") or settings.default_locale)


def forget_locale(_error: BaseException | None = None) -> None:
    """Leave the thread as it was found: what runs on it next speaks the company's language."""
    settings: Settings = current_app.config["SETTINGS"]
    set_locale(settings.default_locale)


def enforce_first_steps() -> ResponseReturnValue | None:
    """Send people who must choose a password or set up a second factor to that page, and no other.

    A password that somebody else knows comes first.
    """
    if request.endpoint in ALWAYS_FREE:
        return None
    identity = current_identity()
    if identity is None:
        return None
    if identity.must_change_password:
        return None if request.endpoint in FREE_OF_NEW_PASSWORD else _send_to("/password")
    if identity.owes_second_factor and request.endpoint not in FREE_OF_SECOND_FACTOR:
        return _send_to("/me/second-factor")
    return None


def _send_to(path: str) -> ResponseReturnValue:
    if is_htmx():
        return Response(status=401, headers={"HX-Redirect": path})
    return redirect(path)
