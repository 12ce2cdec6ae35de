"""Administration at ``/sysadmin``: people, roles, reference tables, the audit trail, the queues."""

from typing import Any

from flask import Flask


def register(app: Flask, registry: Any) -> None:
    """Install Flask-Admin with the kernel's own tables and those the modules contribute."""
    from aftersales.admin.install import install_admin

    install_admin(app, registry)
