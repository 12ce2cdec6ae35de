"""Headers every answer carries, and the nonce of the page's own styles and scripts."""

import secrets

from flask import Flask, Response, g, request

YEAR = 365 * 24 * 3600


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
    """Strict by default; a view that needs more sets its own policy first."""
    policy = (
        f"default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
        f"style-src 'self' 'nonce-{nonce()}'; object-src 'none'; base-uri 'self'; "
        f"form-action 'self'; frame-ancestors 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self)")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
