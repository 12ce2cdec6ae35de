"""Logging in, in one step or two, and out."""

from dataclasses import asdict

from flask import current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from aftersales.access import system_actor
from aftersales.auth.demo import DEMO_PASSWORD, DemoLogin, demo_logins
from aftersales.auth.login import Proven, admit, leave, prove_code, prove_password
from aftersales.auth.web.browser import bp, current_identity, start_over, this_browser
from aftersales.config import Settings
from aftersales.db.uow import unit_of_work
from aftersales.errors import DomainError, RateLimited
from aftersales.i18n import _
from aftersales.web.install import safe_target
from aftersales.web.limits import limited
from aftersales.web.page import render_page
from aftersales.web.requests import bare

HALF = "half_way"
"""Where the browser's session keeps who has typed the right password; it opens nothing else."""


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
@limited("login")
def enter() -> ResponseReturnValue:
    """Check name and password; begin a fresh session, or ask for the second factor."""
    form = request.form
    target = safe_target(form.get("next", ""))
    try:
        proven = prove_password(
            form.get("username", ""), form.get("password", ""), request.remote_addr or ""
        )
        if not proven.needs_code:
            return _let_in(proven, target)
    except DomainError as error:
        return login_page(error), error.status
    session.clear()
    session[HALF] = {**asdict(proven), "target": target}
    return redirect("/login/code")


def _let_in(proven: Proven, target: str) -> ResponseReturnValue:
    identity = admit(proven.user_id, this_browser())
    start_over(identity)
    g.actor = identity.actor
    return redirect(target)


@bp.get("/login/code")
@bare
def code() -> ResponseReturnValue:
    """The second step: the code from the telephone, or a recovery code."""
    if HALF not in session:
        return redirect("/login")
    return code_page()


def code_page(error: DomainError | None = None) -> str:
    """The form of the second step."""
    return render_page(
        "auth/code.html",
        title=_("Second step"),
        error=error,
        recovery=request.values.get("with") == "recovery",
    )


@bp.post("/login/code")
@bare
@limited("code")
def enter_code() -> ResponseReturnValue:
    """Check the second factor and begin the session."""
    half = dict(session.get(HALF) or {})
    target = half.pop("target", "/")
    try:
        proven = Proven(**half) if half else None
        right = proven and prove_code(
            proven,
            request.form.get("code", ""),
            request.remote_addr or "",
            recovery=request.form.get("with") == "recovery",
        )
        if not (proven and right):
            session.clear()
            return redirect("/login")
        return _let_in(proven, target)
    except RateLimited as error:
        session.clear()
        return login_page(error), error.status
    except DomainError as error:
        return code_page(error), error.status


@bp.post("/logout")
@bare
def logout() -> ResponseReturnValue:
    """Leave: the session ends here and on the server, and the browser forgets what it kept."""
    identity = current_identity()
    if identity is not None:
        leave(identity.actor, identity.key, request.remote_addr or "")
    logout_user()
    session.clear()
    answer = current_app.make_response(redirect("/login"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
