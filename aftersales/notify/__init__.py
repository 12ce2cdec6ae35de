"""The in-app inbox: short notes to people, each in the reader's language, with a link."""

from typing import Any

from flask import Flask

from aftersales.notify.messages import notify
from aftersales.notify.models import Message

__all__ = ["Message", "notify", "register"]


def register(app: Flask, registry: Any) -> None:
    """Install the inbox pages and the counter of the bell."""
    from aftersales.notify.messages import unread_count
    from aftersales.notify.web import bp

    app.register_blueprint(bp)
    app.extensions["aftersales.unread"] = unread_count
