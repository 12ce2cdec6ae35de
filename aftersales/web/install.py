"""Putting the web room into an application."""

from flask import Blueprint, Flask, Response, make_response, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from aftersales.auth.models import User
from aftersales.db.uow import current_uow
from aftersales.i18n import LOCALES
from aftersales.web.assets_url import STATIC
from aftersales.web.errors import install_errors
from aftersales.web.limits import install_limits
from aftersales.web.page import install_templates
from aftersales.web.requests import current_actor, install_requests, public
from aftersales.web.security import install_security, keep_cookie
from aftersales.web.zipping import install_zipping, zip_file

csrf_protect = CSRFProtect()
bp = Blueprint("web", __name__, template_folder="templates")


def install_web(app: Flask) -> None:
    """Templates, static files, headers, errors, CSRF, and the unit of work around each request."""
    app.add_url_rule("/static/<path:filename>", "static", static_file)
    csrf_protect.init_app(app)
    install_templates(app)
    install_security(app)
    install_zipping(app)
    install_errors(app)
    install_limits(app)
    app.register_blueprint(bp)
    install_requests(app)


def static_file(filename: str) -> Response:
    """A file of the page's own; the address carries a mark of its content."""
    answer = send_from_directory(STATIC, filename, conditional=True)
    # A marked address never changes its content, so its zipped form is made once a process.
    return zip_file(answer, STATIC / filename) if "v" in request.args else answer


@bp.post("/-/language")
@public
def choose_language() -> ResponseReturnValue:
    """Switch the language, for this browser and for the person."""
    locale = request.form.get("locale", "")
    answer = make_response(redirect(safe_target(request.form.get("next", "")), 303))
    if locale in LOCALES:
        keep_cookie(answer, "locale", locale)
        if (user_id := current_actor().user_id) is not None:
            uow = current_uow()
            with uow.system("a person chooses their own language"):
                uow.get(User, user_id).locale = locale
    return answer


def safe_target(target: str) -> str:
    """``target`` if it is a page of ours, else Home.

    An address is never trusted to lead outside.
    """
    is_ours = (
        target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    )
    return target if is_ours else "/"
