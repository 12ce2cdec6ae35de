"""Filling an empty database: the demo company, or a new company's first administrator."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from aftersales.actor import system_actor
from aftersales.auth.demo import load_demo_organisation
from aftersales.auth.models import User
from aftersales.auth.organisation import create_user, ensure_region, ensure_role
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.duties.demo import load_demo_duties
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.jobs import JobRun
from aftersales.regulation.demo import load_demo_regulation
from aftersales.regulation.versions import adopt_preset

DEMO_COMPANY = "湖南金能机械制造有限公司"


def is_empty(app: Flask) -> bool:
    """Whether nobody can log in yet."""
    with app.app_context(), unit_of_work(system_actor("set-up"), write=False) as uow:
        return uow.scalar(select(User.id).limit(1)) is None


def demo_parts(app: Flask) -> list[tuple[str, Callable[[UnitOfWork], object]]]:
    """What the demo consists of, in order: organisation, regulation, each module's own."""
    modules = app.extensions["aftersales"].modules.values()
    return [
        ("demo organisation", load_demo_organisation),
        ("demo regulation", load_demo_regulation),
        *((f"demo {m.name}", m.contributions.demo) for m in modules if m.contributions.demo),
        ("demo duties", load_demo_duties),
    ]


def demo_waits(app: Flask) -> bool:
    """Whether the database is empty, or its demo was interrupted, or a module came since."""
    with app.app_context(), unit_of_work(system_actor("set-up"), write=False) as uow:
        if uow.scalar(select(User.id).limit(1)) is None:
            return True
        done = set(uow.scalars(select(JobRun.name).where(JobRun.name.startswith("demo "))))
    return bool(done) and any(name not in done for name, _load in demo_parts(app))


def load_demo(app: Flask, tell: Callable[[str], object] = str) -> None:
    """Load what is missing of the demo; ``tell`` hears the name of each part before it is loaded.

    Each part and the note that it is done (shown among the jobs) are one unit of work, so that an
    interrupted load goes on where it stopped.
    """
    with app.app_context():
        for name, load in demo_parts(app):
            with unit_of_work(system_actor("演示数据")) as uow:
                if uow.session.get(JobRun, name) is None:
                    tell(name)
                    began = uow.now
                    load(uow)
                    uow.session.add(JobRun(name=name, started_at=began, finished_at=uow.now))


def set_up_company(
    uow: UnitOfWork, *, username: str, name: str, password: str, preset: str, region: str = ""
) -> User:
    """Begin a company: the standard roles, its local region, a regulation, an administrator.

    :raises Refused: when somebody can log in already.
    :raises Invalid: a weak password, an unusable login name, an unknown preset.
    """
    if uow.scalar(select(User.id).limit(1)) is not None:
        raise Refused(_l("This database already belongs to a company."))
    for code in STANDARD_ROLES:
        ensure_role(uow, code)
    if region:
        ensure_region(uow, region, "local")
    user = create_user(
        uow,
        username=username,
        name=name,
        password=password,
        roles=("admin",),
        must_change_password=False,
    )
    adopt_preset(uow, preset, clock.today(), released_by_id=user.id, released_by_name=user.name)
    return user


def write_company_name(instance: Path, name: str) -> None:
    """Keep the company's name in ``config.toml`` of the instance, leaving all other lines alone."""
    file = instance / "config.toml"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    line = f"company_name = {json.dumps(name, ensure_ascii=False)}"
    text, found = re.subn(r"(?m)^\s*company_name\s*=.*$", lambda _match: line, text, count=1)
    if not found:
        text = f"{line}\n{text}"
    file.write_text(text, encoding="utf-8")
