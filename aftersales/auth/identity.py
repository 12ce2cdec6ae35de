"""Who a session belongs to: read at each request in three small queries, never cached.

Rights that an administrator takes away are gone at the next click.
"""

from dataclasses import dataclass

from sqlalchemy import select

from aftersales.actor import Actor, system_actor
from aftersales.auth.models import Department, Role, RoleGrant, User, user_regions, user_roles
from aftersales.db.uow import UnitOfWork, unit_of_work


@dataclass(frozen=True, slots=True)
class Identity:
    """A logged-in person for the length of a request; the shape Flask-Login asks for."""

    actor: Actor
    epoch: int
    must_change_password: bool

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session cookie keeps: the person and the epoch of the login."""
        return f"{self.actor.user_id}:{self.epoch}"


def load_identity(token: str) -> Identity | None:
    """The person of a session, or None when the account is closed or its sessions were ended."""
    user_id, _separator, epoch = token.partition(":")
    if not (user_id.isascii() and user_id.isdigit() and epoch.isascii() and epoch.isdigit()):
        return None
    with unit_of_work(system_actor("session"), write=False) as uow:
        found = read_identity(uow, int(user_id))
    return found if found and found.epoch == int(epoch) else None


def read_identity(uow: UnitOfWork, user_id: int) -> Identity | None:
    """The active person ``user_id`` with all rights of all roles."""
    person = uow.execute(
        select(
            User.id,
            User.name,
            User.locale,
            User.session_epoch,
            User.must_change_password,
            User.department_id,
            Department.code,
        )
        .outerjoin(Department, Department.id == User.department_id)
        .where(User.id == user_id, User.is_active)
    ).one_or_none()
    if person is None:
        return None
    grants = uow.rows(
        select(Role.code, RoleGrant.permission)
        .join(user_roles, user_roles.c.role_id == Role.id)
        .outerjoin(RoleGrant, RoleGrant.role_id == Role.id)
        .where(user_roles.c.user_id == user_id)
    )
    regions = uow.rows(select(user_regions.c.region_id).where(user_regions.c.user_id == user_id))
    actor = Actor(
        name=person.name,
        user_id=person.id,
        permissions=frozenset(permission for _code, permission in grants if permission),
        roles=frozenset(code for code, _permission in grants),
        department_id=person.department_id,
        department_code=person.code or "",
        region_ids=frozenset(region_id for (region_id,) in regions),
        locale=person.locale,
    )
    return Identity(actor, person.session_epoch, person.must_change_password)
