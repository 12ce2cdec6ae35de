"""``aftersales users``: accounts from the command line, for the day nobody can log in."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy import select

from aftersales.access import system_actor
from aftersales.auth import second_factor
from aftersales.auth.models import Department, User
from aftersales.auth.organisation import create_user, roles_by_code, set_password, user_by_name
from aftersales.auth.sessions import end_all
from aftersales.cli.main import with_database
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.errors import NotFound
from aftersales.i18n import _l

PASSWORD = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for when not given; the person must change it at the next login.",
)


@contextmanager
def _unit(*, write: bool = True) -> Iterator[UnitOfWork]:
    with unit_of_work(system_actor("command line"), write=write) as uow:
        yield uow


def _user(uow: UnitOfWork, username: str) -> User:
    user = user_by_name(uow, username)
    if user is None:
        raise NotFound(
            _l("There is no user “{name}”. List them with: aftersales users list", name=username)
        )
    return user


@click.group()
def users() -> None:
    """Create, list and close accounts; roles and passwords."""


@users.command("list")
@with_database
def list_users(app: Flask) -> None:
    """Print everybody who has an account."""
    with _unit(write=False) as uow:
        for user in uow.scalars(select(User).order_by(User.username)):
            roles = ", ".join(sorted(role.code for role in user.roles)) or "–"
            closed = "" if user.is_active else "  (closed)"
            click.echo(f"{user.username:16}{user.name}  [{roles}]{closed}")


@users.command()
@click.argument("username")
@click.option("--name", prompt="Full name", help="Full name.")
@click.option("--role", "roles", multiple=True, help="A role code; may be repeated.")
@click.option("--department", help="A department code.")
@PASSWORD
@with_database
def create(
    app: Flask,
    *,
    username: str,
    name: str,
    roles: tuple[str, ...],
    department: str | None,
    password: str,
) -> None:
    """Make an account for USERNAME."""
    with _unit() as uow:
        place = _department(uow, department) if department else None
        user = create_user(
            uow, username=username, name=name, password=password, roles=roles, department=place
        )
        click.echo(f"{user.username} can log in now and will be asked for a new password.")


def _department(uow: UnitOfWork, code: str) -> Department:
    found = uow.scalar(select(Department).where(Department.code == code))
    if found is None:
        known = ", ".join(uow.scalars(select(Department.code).order_by(Department.code)))
        raise NotFound(
            _l("There is no department “{code}”. Known: {known}.", code=code, known=known or "–")
        )
    return found


@users.command("reset-password")
@click.argument("username")
@PASSWORD
@with_database
def reset_password(app: Flask, username: str, password: str) -> None:
    """Give USERNAME a temporary password and end all sessions."""
    with _unit() as uow:
        user = _user(uow, username)
        set_password(user, password, temporary=True)
        click.echo(f"{user.username} must choose a new password at the next login.")


@users.command()
@click.argument("username")
@click.argument("codes", nargs=-1)
@with_database
def roles(app: Flask, username: str, codes: tuple[str, ...]) -> None:
    """Replace the roles of USERNAME by CODES; without CODES, print them."""
    with _unit(write=bool(codes)) as uow:
        user = _user(uow, username)
        if codes:
            user.roles = roles_by_code(uow, *codes)
            uow.flush()
        held = ", ".join(sorted(role.code for role in user.roles))
        click.echo(f"{user.username}: {held or 'no roles'}")


@users.command("logout")
@click.argument("username")
@with_database
def log_out(app: Flask, username: str) -> None:
    """End all sessions of USERNAME at once; the account stays open."""
    with _unit() as uow:
        user = _user(uow, username)
        end_all(uow, user)
        click.echo(f"{user.username} is logged out everywhere.")


@users.command("reset-second-factor")
@click.argument("username")
@with_database
def reset_second_factor(app: Flask, username: str) -> None:
    """Remove the second factor of USERNAME (a lost telephone) and end all sessions."""
    with _unit() as uow:
        user = _user(uow, username)
        second_factor.remove(uow, user)
        end_all(uow, user)
        click.echo(f"{user.username} logs in with the password alone now.")


@users.command()
@click.argument("username")
@with_database
def deactivate(app: Flask, username: str) -> None:
    """Close the account of USERNAME; what the person did stays."""
    with _unit() as uow:
        user = _user(uow, username)
        user.is_active = False
        user.session_epoch += 1
        click.echo(f"{user.username} can no longer log in.")


@users.command()
@click.argument("username")
@with_database
def activate(app: Flask, username: str) -> None:
    """Open a closed account again."""
    with _unit() as uow:
        user = _user(uow, username)
        user.is_active = True
        click.echo(f"{user.username} can log in again.")
