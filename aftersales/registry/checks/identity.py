"""What a module says of itself in its manifest."""

import re
from pathlib import Path

from packaging.version import InvalidVersion, Version

import aftersales
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.errors import StartError
from aftersales.registry.checks.places import manifest_of, nearest
from aftersales.registry.registry import Module, Registry

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ROOMS = frozenset(path.stem for path in Path(aftersales.__file__).parent.iterdir())
"""Names of kernel rooms: their tables and addresses are taken."""


def check_identity(module: Module, registry: Registry, known: set[str]) -> None:
    """Name, version, permissions, grants and menu.

    :raises StartError: the first thing that does not fit.
    """
    file, manifest = manifest_of(module), module.manifest
    _check_name(module.name, set(registry.modules), file)
    try:
        Version(manifest.version)
    except InvalidVersion as error:
        raise StartError(
            f"{file}: {manifest.version!r} is not a version; write one such as '0.1.0'."
        ) from error
    _check_permissions(module, known, file)
    _check_menu(module, known, file)


def _check_permissions(module: Module, known: set[str], file: str) -> None:
    codes = [permission.code for permission in module.manifest.permissions]
    for code in codes:
        if not code.startswith(f"{module.name}."):
            raise StartError(
                f"{file}: permission {code!r} must begin with '{module.name}.'; rename it."
            )
        if codes.count(code) > 1:
            raise StartError(f"{file}: permission {code!r} is declared twice; remove one.")
    for grant in module.manifest.roles:
        if grant.role not in STANDARD_ROLES:
            raise StartError(
                f"{file}: there is no role {grant.role!r}. Known: {', '.join(STANDARD_ROLES)}."
                f"{nearest(grant.role, STANDARD_ROLES, 1)}"
            )
        for code in grant.permissions:
            if code not in known:
                raise StartError(
                    f"{file}: role {grant.role!r} is granted the unknown permission {code!r}; "
                    "declare it in the manifest's permissions or correct the name."
                    f"{nearest(code, known, 1)}"
                )


def _check_menu(module: Module, known: set[str], file: str) -> None:
    for item in module.manifest.menu:
        if bool(item.view) == bool(item.url):
            raise StartError(f"{file}: menu entry “{item.title}” needs either view=… or url=….")
        if item.permission and item.permission not in known:
            raise StartError(
                f"{file}: menu entry “{item.title}” asks for the unknown permission "
                f"{item.permission!r}; declare it or correct the name."
                f"{nearest(item.permission, known, 1)}"
            )


def _check_name(name: str, names: set[str], file: str) -> None:
    if not NAME.fullmatch(name):
        raise StartError(
            f"{file}: {name!r} cannot name a module; use lower-case words joined by '_'."
        )
    if name in ROOMS:
        raise StartError(f"{file}: {name!r} is a room of the kernel; choose another name.")
    for other in sorted(names - {name}):
        if name.startswith(f"{other}_"):
            raise StartError(
                f"{file}: tables of {name!r} would begin with '{other}_' and be taken for those "
                f"of {other!r}; choose another name."
            )
