"""Headers every answer carries, and the nonce of the page's own styles and scripts."""

import secrets
from http import HTTPStatus

from flask import Flask, Response, current_app, g, request

from aftersales.config import Settings

YEAR = 365 * 24 * 3600
RETRY_SECONDS = 5
"""When a program may come back after 503."""

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-{nonce}'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
"""What a page of ours may load and do; no page is exempt, and no script stands inside one."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def nonce() -> str:
    """One value a request, for the rare inline style or script of our own."""
    if not hasattr(g, "nonce"):
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


def install_security(app: Flask) -> None:
    """Set the headers after each request."""
    app.jinja_env.globals["nonce"] = nonce
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Strict by default; a view that needs other headers sets its own first."""
    policy = "; ".join(POLICY).format(nonce=nonce())
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.setdefault("Retry-After", str(RETRY_SECONDS))
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def keep_cookie(response: Response, name: str, value: str, *, script: bool = False) -> None:
    """Let the browser keep a choice for a year.

    :param script: our own scripts change it as well.
    """
    settings: Settings = current_app.config["SETTINGS"]
    response.set_cookie(
        name, value, max_age=YEAR, httponly=not script, samesite="Lax", secure=settings.https
    )
