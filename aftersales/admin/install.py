"""Putting Flask-Admin into the application."""

import warnings
from typing import Any

from flask import Blueprint, Flask
from flask_admin import Admin
from flask_babel import Babel

from aftersales.admin.base import Home
from aftersales.admin.people import Departments, Regions, Roles, Users
from aftersales.admin.records import AuditTrail, Jobs, Logins, Outbox, reference_table
from aftersales.auth.logins import LoginAttempt
from aftersales.auth.models import Department, Region, Role, User
from aftersales.db.audit import AuditEntry
from aftersales.db.outbox import OutboxMessage
from aftersales.i18n import _l, current_locale
from aftersales.jobs import JobRun


def admin_locale() -> str:
    """The reader's language under the name Flask-Admin's own catalogues go by."""
    return "zh_Hans_CN" if current_locale() == "zh_CN" else "en"


def install_admin(app: Flask, registry: Any) -> None:
    """Add the pages; what Flask-Admin says itself comes in the reader's language."""
    # Our own `_` stays in the templates: Flask-Babel would put its own there.
    Babel(app, locale_selector=admin_locale, configure_jinja=False)
    app.register_blueprint(Blueprint("sysadmin_pages", __name__, template_folder="templates"))
    home = Home(name=_l("Administration"), url="/sysadmin", endpoint="sysadmin")
    home.static_folder = None  # our templates need none of its styles and scripts
    admin = Admin(app, name="sysadmin", index_view=home, url="/sysadmin", endpoint="sysadmin")
    with warnings.catch_warnings():
        # Columns that a form leaves out on purpose (stamps, hashes) are warned of one by one.
        warnings.filterwarnings("ignore", "Fields missing from ruleset", UserWarning)
        admin.add_views(
            Users(User, _l("People"), "users"),
            Roles(Role, _l("Roles"), "roles"),
            Departments(Department, _l("Departments"), "departments"),
            Regions(Region, _l("Regions"), "regions"),
            *(reference_table(declared) for declared in registry.all("admin_views")),
            AuditTrail(AuditEntry, _l("Audit trail"), "audit"),
            Outbox(OutboxMessage, _l("Outbox"), "outbox"),
            Logins(LoginAttempt, _l("Logins"), "logins"),
            Jobs(JobRun, _l("Jobs"), "jobs"),
        )
