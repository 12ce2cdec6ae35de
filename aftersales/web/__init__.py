"""The frame of every page.

Layout, menus, security headers, one unit of work a request, error pages.
"""

from typing import Any

from flask import Flask


def register(app: Flask, registry: Any) -> None:
    """Install the room into the application."""
    from aftersales.web.install import install_web

    install_web(app)
