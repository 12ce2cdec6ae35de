"""Running it for real: health, log lines for machines, metrics.

What a load balancer, a log collector and a monitoring system ask, none of which is a person:
their pages need no login and open no session (``machine``).
"""

from typing import Any

from flask import Flask

from aftersales.config import Settings


def register(app: Flask, registry: Any) -> None:
    """Install the room."""
    from aftersales.ops import health, log

    settings: Settings = app.config["SETTINGS"]
    log.install(app)
    if settings.metrics:  # the library belongs to the extra `server`
        from aftersales.ops import metrics

        metrics.install(app)
    app.register_blueprint(health.bp)
