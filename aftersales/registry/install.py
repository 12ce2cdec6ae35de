"""Bringing a database up to the code: migrations, roles, reference data."""

from collections.abc import Iterable, Mapping

from flask import Flask
from sqlalchemy import inspect, select

from aftersales.actor import system_actor
from aftersales.auth.models import Role, RoleGrant, RoleOffer
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.calendar.recount import recount_year
from aftersales.calendar.seed import seed as seed_calendar
from aftersales.db import migrate
from aftersales.db.session import db
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.errors import StartError
from aftersales.i18n import _l
from aftersales.registry.discovery import module_names
from aftersales.registry.registry import Registry
from aftersales.search.fill import prepare

OFFER = (RoleOffer.role_id, RoleOffer.permission)


def trees(registry: Registry) -> list[migrate.Tree]:
    """The migration trees of the kernel and the enabled modules, in order."""
    names = sorted({*registry.modules, *module_names()})
    modules = [
        migrate.Tree(module.name, module.path / "migrations")
        for module in registry.modules.values()
    ]
    return [migrate.kernel_tree(names), *modules]


def sync(app: Flask, kernel_grants: Mapping[str, Iterable[str]]) -> None:
    """Migrate kernel then modules, grant permissions, load reference data. Repeatable.

    :raises StartError: a newer release has migrated already; its code is the one to run this with.
    """
    with app.app_context(), migrate.one_at_a_time(db.engine):
        if newer := _standing(app, "ahead"):
            raise StartError(
                f"the database is newer than this code ({', '.join(newer)}); "
                "run this command with the newer release"
            )
        for tree in trees(app.extensions["aftersales"]):
            migrate.upgrade(db.engine, tree)
        fill(app, kernel_grants)


def fill(app: Flask, kernel_grants: Mapping[str, Iterable[str]]) -> None:
    """Put roles, permissions, reference data and indexes into migrated tables. Repeatable."""
    registry: Registry = app.extensions["aftersales"]
    with unit_of_work(system_actor("module sync")) as uow:
        _grant(uow, "kernel", kernel_grants)
        for year in seed_calendar(uow):
            recount_year(uow, year, _l("The calendar of {year} was taken in", year=str(year)))
        for module in registry.modules.values():
            grants: dict[str, list[str]] = {}
            for grant in module.manifest.roles:
                grants.setdefault(grant.role, []).extend(grant.permissions)
            _grant(uow, module.name, grants)
            if module.contributions.reference:
                module.contributions.reference(uow)
    prepare()


def pending(app: Flask) -> list[str]:
    """Trees whose tables are older than their code; empty when the application may serve.

    Tables that a newer release has migrated already are not among them: during a rolling upgrade
    the older release goes on serving (``migrate.standing``).

    :raises StartError: a module with tables and no migration that makes them.
    """
    registry: Registry = app.extensions["aftersales"]
    for module in registry.modules.values():
        if module.contributions.models and not any((module.path / "migrations").glob("*.py")):
            raise StartError(
                f"modules/{module.name}/migrations: no migration makes the module's tables; run: "
                f"aftersales modules revision {module.name}"
            )
    return _standing(app, "empty", "behind")


def _standing(app: Flask, *which: migrate.Standing) -> list[str]:
    registry: Registry = app.extensions["aftersales"]
    with app.app_context(), db.engine.connect() as connection:
        return [
            tree.module or "kernel"
            for tree in trees(registry)
            if migrate.standing(connection, tree) in which
        ]


def refuse_if_pending(app: Flask) -> None:
    """:raises StartError: when tables are older than the code, with the command that mends it."""
    if not (behind := pending(app)):
        return
    registry: Registry = app.extensions["aftersales"]
    if len(behind) == len(trees(registry)):
        raise StartError("this database is still empty; set up your company: aftersales init")
    raise StartError(
        f"the database is older than the code ({', '.join(behind)}); run: aftersales modules sync"
    )


def left_behind(app: Flask) -> list[str]:
    """Modules whose tables are in the database and whose code is not on this machine.

    They harm nobody; their rows wait for the code to come back.
    """
    with app.app_context():
        tables = inspect(db.engine).get_table_names()
    prefix = "schema_version_"
    present = {"kernel", *app.extensions["aftersales"].modules, *module_names()}
    names = {name.removeprefix(prefix) for name in tables if name.startswith(prefix)}
    return sorted(names - present)


def _grant(uow: UnitOfWork, source: str, grants: Mapping[str, Iterable[str]]) -> None:
    """Give roles what ``source`` grants them, once: what a company took away later stays away."""
    roles = {role.code: role for role in uow.scalars(select(Role))}
    offered = {(role, right) for role, right in uow.rows(select(*OFFER))}
    for code, permissions in grants.items():
        role = roles.get(code)
        if role is None:
            name, name_en = STANDARD_ROLES.get(code, (code, code))
            role = roles[code] = uow.add(Role(code=code, name=name, name_en=name_en))
            uow.flush()
        known = {grant.permission for grant in role.grants}
        for permission in dict.fromkeys(permissions):
            if (role.id, permission) in offered:
                continue
            uow.session.add(RoleOffer(role_id=role.id, permission=permission))
            if permission not in known:
                role.grants.append(RoleGrant(permission=permission, source=source))
    uow.flush()
