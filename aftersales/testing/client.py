"""A test client that behaves like a browser with our pages: it sends the form token back."""

import hashlib
import os
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class BrowserClient(FlaskClient):
    """Adds the CSRF token to writing requests; set ``csrf = False`` to forget it on purpose."""

    csrf = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request; see ``werkzeug.test.Client.open``."""
        if self.csrf and str(kwargs.get("method", "GET")).upper() in UNSAFE:
            headers = dict(kwargs.pop("headers", None) or {})
            headers.setdefault("X-CSRFToken", self.token())
            kwargs["headers"] = headers
        return super().open(*args, **kwargs)

    def token(self) -> str:
        """The signed token of this session, as a page would carry it."""
        with self.session_transaction() as session:
            secret = session.setdefault("csrf_token", hashlib.sha1(os.urandom(64)).hexdigest())  # noqa: S324  # Flask-WTF's own form
        signer = URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token")
        return str(signer.dumps(secret))
