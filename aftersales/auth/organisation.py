"""Making departments, regions and people: what set-up, demo, import and administration share."""

from typing import Literal

from flask import current_app
from sqlalchemy import select

from aftersales.auth.models import Department, Region, Role, User
from aftersales.auth.passwords import hash_password
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.auth.strength import check_strength
from aftersales.config import Settings
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Conflict, Invalid
from aftersales.i18n import _l
from aftersales.i18n.pinyin import syllables

RegionClass = Literal["local", "domestic", "remote"]

REGION_CLASSES: dict[str, object] = {
    "local": _l("Local"),
    "domestic": _l("Domestic"),
    "remote": _l("Remote"),
}
"""Code to title: the class decides how soon somebody must be on site (rule C01)."""

_DEPARTMENTS = "auth.departments"


def department_names(uow: UnitOfWork) -> dict[str, tuple[str, str]]:
    """Code of every department to its Chinese and English name; read once a unit of work."""
    known: dict[str, tuple[str, str]] | None = uow.session.info.get(_DEPARTMENTS)
    if known is None:
        rows = uow.rows(
            select(Department.code, Department.name, Department.name_en).order_by(Department.id)
        )
        known = {code: (name, name_en or name) for code, name, name_en in rows}
        uow.session.info[_DEPARTMENTS] = known
    return known


def ensure_department(uow: UnitOfWork, code: str, name: str, name_en: str = "") -> Department:
    """The department ``code``, made when there is none."""
    found = uow.scalar(select(Department).where(Department.code == code))
    return found or uow.add(Department(code=code, name=name, name_en=name_en))


def ensure_region(
    uow: UnitOfWork, name: str, region_class: RegionClass = "domestic", name_en: str = ""
) -> Region:
    """The region called ``name``, made with ``region_class`` when there is none.

    An existing region keeps its class: the regulation's hours hang on it.
    """
    name = name.strip()
    if not name:
        raise Invalid(_l("A region needs a name."), field="region")
    found = uow.scalar(select(Region).where(Region.name == name))
    if found:
        return found
    code = _region_code(uow, name)
    return uow.add(Region(code=code, name=name, name_en=name_en, region_class=region_class))


def _region_code(uow: UnitOfWork, name: str) -> str:
    word = "".join(part for part in syllables(name) if part.isascii() and part.isalnum())
    base = word.upper()[:24] or "REGION"
    taken = set(uow.scalars(select(Region.code).where(Region.code.startswith(base))))
    numbered = (f"{base}{n}" for n in range(2, len(taken) + 3))
    return next(code for code in (base, *numbered) if code not in taken)


def ensure_role(uow: UnitOfWork, code: str) -> Role:
    """The role ``code``, made with its standard name when there is none."""
    found = uow.scalar(select(Role).where(Role.code == code))
    if found:
        return found
    name, name_en = STANDARD_ROLES.get(code, (code, code))
    return uow.add(Role(code=code, name=name, name_en=name_en))


def roles_by_code(uow: UnitOfWork, *codes: str) -> list[Role]:
    """The roles with these codes; :raises Invalid: naming the first that does not exist."""
    known = {role.code: role for role in uow.scalars(select(Role))}
    for code in codes:
        if code not in known:
            raise Invalid(
                _l(
                    "There is no role “{role}”. Known: {known}.",
                    role=code,
                    known=", ".join(sorted(known)),
                ),
                field="roles",
            )
    return [known[code] for code in codes]


def user_by_name(uow: UnitOfWork, username: str) -> User | None:
    """The person with this login name, written in any case."""
    return uow.scalar(select(User).where(User.username == username.strip().lower()))


def create_user(
    uow: UnitOfWork,
    *,
    username: str,
    name: str,
    password: str = "",
    password_hash: str = "",
    roles: tuple[str, ...] = (),
    department: Department | None = None,
    must_change_password: bool = True,
    **details: str,
) -> User:
    """Make a person who can log in.

    :param password: plain; ``password_hash`` instead is taken as it is (the public demo logins).
    :param details: title, phone, email, locale.
    :raises Invalid: no usable login name, an unknown role, or a weak password.
    :raises Conflict: the login name is taken.
    """
    username = check_username(username)
    if user_by_name(uow, username):
        raise Conflict(
            _l("The login name “{name}” is already taken.", name=username), field="username"
        )
    name = name.strip() or username
    user = User(
        username=username,
        name=name,
        password_hash=password_hash or new_hash(password, username, name),
        department=department,
        must_change_password=must_change_password,
        roles=roles_by_code(uow, *roles),
        **details,
    )
    return uow.add(user)


def check_username(username: str) -> str:
    """The login name in small letters; :raises Invalid: when it could not be typed again."""
    username = username.strip().lower()
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    if not 2 <= len(username) <= 60 or not set(username) <= allowed:
        raise Invalid(
            _l("A login name has 2 to 60 letters a–z, digits, dots, hyphens or underscores."),
            field="username",
        )
    return username


def new_hash(password: str, *known: str, field: str = "password") -> str:
    """The hash of a new password; :raises Invalid: when it would be guessed.

    :param known: what an outsider may know of the person; the company's name is added.
    """
    settings: Settings = current_app.config["SETTINGS"]
    check_strength(password, known=(*known, settings.company_name), field=field)
    return hash_password(password)


def set_password(
    user: User, password: str, *, field: str = "password", temporary: bool = False
) -> None:
    """Give ``user`` a new password and end all sessions he has.

    :param temporary: he must choose his own at the next login.
    :raises Invalid: when the password would be guessed.
    """
    user.password_hash = new_hash(password, user.username, user.name, user.phone, field=field)
    user.must_change_password = temporary
    user.session_epoch += 1
