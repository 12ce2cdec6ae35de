"""What a module says of itself: data only, so that reading it imports nothing of the module."""

from dataclasses import dataclass, field

from aftersales.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Dependency:
    """A module that must be there, in a version range such as ``>=1.3,<2``."""

    name: str
    versions: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """Permissions a role gets when the module is installed."""

    role: str
    permissions: tuple[str, ...]

    def __init__(self, role: str, *permissions: str) -> None:
        object.__setattr__(self, "role", role)
        object.__setattr__(self, "permissions", permissions)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of the module's menu: a declared view by name, or an address."""

    title: object
    view: str = ""
    url: str = ""
    permission: str = ""
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The identity of a module.

    :param name: the folder's name; prefix of its tables, permissions and addresses.
    :param kernel: the kernel versions it works with.
    :param depends: modules it imports the ``api`` of.
    :param after: modules it comes after when they are there.
    :param color: the accent of its icon and status bar.
    """

    name: str
    title: object
    version: str
    kernel: str = ""
    summary: object = ""
    depends: tuple[Dependency, ...] = ()
    after: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    roles: tuple[Grant, ...] = ()
    menu: tuple[MenuItem, ...] = field(default=())
    icon: str = "apps"
    color: str = "#066fd1"
    weight: int = 50
