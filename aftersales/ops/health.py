"""``/healthz`` and ``/readyz``: what a load balancer and a supervisor ask, without a login.

Alive means the process answers; it asks nobody. Ready means a person's request would succeed here:
the database answers, its tables are not older than the code, the files can be written. An instance
that is about to stop answers 503 while ``drain_file`` exists, so that traffic goes elsewhere first.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from aftersales.actor import system_actor
from aftersales.config import Settings
from aftersales.db import clock
from aftersales.db.uow import unit_of_work
from aftersales.jobs.heartbeat import last_beat
from aftersales.registry.install import pending
from aftersales.web.requests import machine

bp = Blueprint("ops", __name__)


@bp.get("/healthz")
@machine
def healthz() -> ResponseReturnValue:
    """The process is alive; nothing else is asked."""
    return jsonify(status="alive")


@bp.get("/readyz")
@machine
def readyz() -> ResponseReturnValue:
    """Whether to send people here: 200 or 503, with the checks by name."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.drain_file and Path(settings.drain_file).exists():
        return jsonify(status="draining"), 503
    checks = {
        "database": _told(_database),
        "schema": _told(_schema),
        "files": _told(lambda: _files(settings)),
    }
    ready = set(checks.values()) == {"ok"}
    answer = jsonify(status="ready" if ready else "not ready", checks=checks, info=_info(settings))
    return answer, 200 if ready else 503


def _told(check: Callable[[], bool]) -> str:
    """``ok`` or ``failed``; the reason goes to the log, this page is open to everybody."""
    try:
        return "ok" if check() else "failed"
    except (SQLAlchemyError, OSError):
        current_app.logger.exception("not ready")
        return "failed"


def _database() -> bool:
    with unit_of_work(system_actor("readiness"), write=False) as uow:
        return uow.scalar(select(func.count()).select_from(select(1).subquery())) == 1


def _schema() -> bool:
    return not pending(current_app._get_current_object())  # type: ignore[attr-defined]  # werkzeug's proxy


def _files(settings: Settings) -> bool:
    with tempfile.TemporaryFile(dir=settings.instance_path) as handle:
        handle.write(b"ready")
    return True


def _info(settings: Settings) -> dict[str, float | None]:
    """What helps a person who looks, and decides nothing."""
    free = shutil.disk_usage(settings.instance_path).free
    return {"free_mib": free // 2**20, "worker_seconds": worker_age()}


def worker_age() -> float | None:
    """Seconds since a worker last showed itself; None when none ever did or nobody can tell."""
    try:
        with unit_of_work(system_actor("readiness"), write=False) as uow:
            beat = last_beat(uow)
    except SQLAlchemyError:
        return None
    return None if beat is None else round((clock.now() - beat).total_seconds(), 1)
