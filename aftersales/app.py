"""The application factory: ordered, named steps; the first that fails says why in one sentence."""

import importlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.engine import make_url

from aftersales import __version__
from aftersales.access import guard
from aftersales.access.fields import FieldPolicy
from aftersales.access.permissions import Permission, know_permissions
from aftersales.access.rules import AccessPolicy
from aftersales.config import Settings, load_settings
from aftersales.db import clock
from aftersales.db.base import Base
from aftersales.db.session import db, prepare_engine
from aftersales.duties import rules as duty_rules
from aftersales.events import EventBus
from aftersales.i18n import _l, load_catalogues
from aftersales.registry.checks import check, check_links
from aftersales.registry.registry import Registry
from aftersales.regulation import life, notice
from aftersales.web.keys import install_keys

KERNEL_MODELS = (
    "aftersales.db.audit",
    "aftersales.db.numbers",
    "aftersales.db.outbox",
    "aftersales.auth.models",
    "aftersales.auth.logins",
    "aftersales.workflow",
    "aftersales.jobs.schedule",
    "aftersales.jobs.tasks",
    "aftersales.regulation.models",
    "aftersales.calendar.models",
    "aftersales.duties.models",
    "aftersales.files.models",
    "aftersales.documents.models",
    "aftersales.timeline.models",
    "aftersales.notify.models",
    "aftersales.imports.models",
    "aftersales.search.models",
    "aftersales.views.models",
)

KERNEL_PERMISSIONS = (
    Permission("admin.use", _l("Administer the system")),
    Permission("audit.read", _l("Read the audit trail")),
    Permission("access.explain", _l("Ask why anybody may or may not see a record")),
    Permission("access.view_as", _l("View the system as another role or person")),
    Permission("imports.use", _l("Import data from files")),
    Permission("regulation.read", _l("Read the regulation")),
    Permission("regulation.draft", _l("Draft the regulation")),
    Permission("regulation.release", _l("Release the regulation")),
    Permission("documents.issue", _l("Issue and print documents")),
    Permission("views.share", _l("Share favourites with everybody")),
)

KERNEL_GRANTS = {
    "admin": (
        "admin.use",
        "audit.read",
        "access.explain",
        "access.view_as",
        "imports.use",
        "regulation.read",
        "regulation.draft",
        "views.share",
    ),
    "leader": (
        "regulation.read",
        "regulation.draft",
        "regulation.release",
        "audit.read",
        "documents.issue",
        "views.share",
    ),
    "auditor": ("audit.read", "regulation.read"),
    **dict.fromkeys(
        ("sales", "clerk", "dispatcher", "keeper", "archivist"),
        ("imports.use", "regulation.read", "documents.issue"),
    ),
    **dict.fromkeys(
        (
            "commercial",
            "engineer",
            "technical",
            "purchasing",
            "production",
            "quality",
            "finance",
            "office",
        ),
        ("regulation.read", "documents.issue"),
    ),
    "gate": ("regulation.read",),
}
"""What the standard roles may do in the kernel's own rooms."""


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. :raises StartError: with a sentence when it cannot start."""
    settings = settings or load_settings()
    app = Flask("aftersales", instance_path=str(settings.instance_path), static_folder=None)
    app.config["SETTINGS"] = settings
    steps: tuple[Callable[[Flask, Settings], None], ...] = (
        _configure,
        _database,
        _modules,
        _texts,
        _access,
        _events,
        _rooms,
        _links,
    )
    for step in steps:
        step(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=8 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        # With __Host- a browser refuses the cookie from a neighbouring host or over plain http.
        SESSION_COOKIE_NAME="__Host-aftersales" if settings.https else "aftersales",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        # The row of the session says when it ends; the cookie is not signed anew at every click.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=settings.session_hours * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=settings.trusted_hosts,
        VERSION=__version__,
    )
    app.logger.setLevel(logging.INFO)
    clock.use_zone(settings.zone)
    install_keys(app)


def _engine_options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        return {}
    return {
        "pool_size": 10,
        "max_overflow": 20,
        # A host that is gone answers nothing at all: give up in seconds, not in minutes.
        "connect_args": {"connect_timeout": 5, "keepalives_idle": 30, "tcp_user_timeout": 30_000},
    }


def _database(app: Flask, _settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    for name in KERNEL_MODELS:
        importlib.import_module(name)


def _modules(app: Flask, settings: Settings) -> None:
    registry = Registry.load(settings)
    check(registry, (permission.code for permission in KERNEL_PERMISSIONS))
    app.extensions["aftersales"] = registry
    app.extensions["aftersales.workflows"] = {
        life.REGULATION.model: life.REGULATION,
        **registry.workflows,
    }
    app.extensions["aftersales.numbers"] = {s.code: s for s in registry.all("numbers")}


def _texts(app: Flask, _settings: Settings) -> None:
    registry: Registry = app.extensions["aftersales"]
    roots = [Path(__file__).parent, *(module.path for module in registry.modules.values())]
    load_catalogues(roots)


def _access(app: Flask, _settings: Settings) -> None:
    registry: Registry = app.extensions["aftersales"]
    permissions = [*KERNEL_PERMISSIONS, *(p for m in registry.manifests for p in m.permissions)]
    know_permissions({permission.code: permission.title for permission in permissions})
    models = [mapper.class_ for mapper in Base.registry.mappers]
    app.extensions["aftersales.permissions"] = {p.code: p for p in permissions}
    app.extensions["aftersales.access"] = AccessPolicy(
        [*duty_rules.RULES, *registry.all("rules")], models
    )
    app.extensions["aftersales.fields"] = FieldPolicy(registry.all("field_rules"))
    app.extensions["aftersales.guard"] = guard  # importing it makes it listen


def _events(app: Flask, _settings: Settings) -> None:
    registry: Registry = app.extensions["aftersales"]
    app.extensions["aftersales.bus"] = EventBus(
        [
            *life.HANDLERS,
            *notice.HANDLERS,
            *registry.all("handlers"),
            *(one.when for one in registry.all("fulfilments")),
        ]
    )


ROOMS = (
    "aftersales.integrity",
    "aftersales.jobs",
    "aftersales.workflow",
    "aftersales.search",
    "aftersales.ops",
    "aftersales.web",
    "aftersales.auth.web",
    "aftersales.views",
    "aftersales.timeline",
    "aftersales.files",
    "aftersales.documents",
    "aftersales.regulation",
    "aftersales.calendar",
    "aftersales.notify",
    "aftersales.duties",
    "aftersales.imports",
    "aftersales.admin",
)
"""Rooms that put something into the application: each has ``register(app, registry)``."""


def _rooms(app: Flask, _settings: Settings) -> None:
    registry: Registry = app.extensions["aftersales"]
    for name in ROOMS:
        room = importlib.import_module(name)
        if register := getattr(room, "register", None):
            register(app, registry)
    for module in registry.modules.values():
        for blueprint in module.contributions.blueprints:
            app.register_blueprint(blueprint)


def _links(app: Flask, _settings: Settings) -> None:
    check_links(app, app.extensions["aftersales"])
