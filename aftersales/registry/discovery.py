"""Finding modules, in folders and by entry points, ordered by what they need."""

import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from aftersales import __version__
from aftersales.errors import StartError
from aftersales.registry.manifest import Manifest

ENTRY_POINTS = "aftersales.modules"


def find_manifests() -> dict[str, tuple[Manifest, ModuleType]]:
    """Every module on this machine: its manifest and its package, by name."""
    found: dict[str, tuple[Manifest, ModuleType]] = {}
    for package_name in [*_folders(), *(point.value for point in entry_points(group=ENTRY_POINTS))]:
        package = importlib.import_module(package_name)
        manifest = _manifest(package_name)
        if manifest.name != package_name.rsplit(".", 1)[-1]:
            raise StartError(
                f"{package_name}/manifest.py: the module calls itself {manifest.name!r}; "
                "name and folder must be the same."
            )
        found[manifest.name] = (manifest, package)
    return found


def _folders() -> list[str]:
    try:
        namespace = importlib.import_module("modules")
    except ModuleNotFoundError:
        return []
    return sorted(
        f"modules.{info.name}"
        for info in pkgutil.iter_modules(namespace.__path__)
        if info.ispkg
        and any((Path(p) / info.name / "manifest.py").exists() for p in namespace.__path__)
    )


def _manifest(package_name: str) -> Manifest:
    manifest = getattr(importlib.import_module(f"{package_name}.manifest"), "MANIFEST", None)
    if not isinstance(manifest, Manifest):
        raise StartError(f"{package_name}/manifest.py: define MANIFEST = Manifest(…).")
    return manifest


def in_order(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Manifests so that each comes after what it needs; equal ones by name.

    :raises StartError: a missing module, a wrong version, or a circle, with the remedy.
    """
    waiting = {manifest.name: manifest for manifest in sorted(manifests, key=lambda m: m.name)}
    for manifest in waiting.values():
        _check_versions(manifest, waiting)
    ordered: list[Manifest] = []
    while waiting:
        ready = [m for m in waiting.values() if not _needs(m) & set(waiting)]
        if not ready:
            circle = ", ".join(waiting)
            raise StartError(
                f"modules need each other in a circle: {circle}; remove one dependency."
            )
        ordered.append(ready[0])
        del waiting[ready[0].name]
    return ordered


def _needs(manifest: Manifest) -> set[str]:
    return {dependency.name for dependency in manifest.depends} | set(manifest.after)


def _check_versions(manifest: Manifest, all_of_them: dict[str, Manifest]) -> None:
    file = f"modules/{manifest.name}/manifest.py"
    if not _within(__version__, manifest.kernel, file):
        raise StartError(
            f"{file}: needs kernel {manifest.kernel}, this is {__version__}; update one of them."
        )
    for dependency in manifest.depends:
        other = all_of_them.get(dependency.name)
        if other is None:
            raise StartError(
                f"{file}: needs the module {dependency.name!r}, which is not enabled; "
                "enable it in instance/config.toml or remove the dependency."
            )
        if not _within(other.version, dependency.versions, file):
            raise StartError(
                f"{file}: needs {dependency.name} {dependency.versions}, found {other.version}; "
                "update one of them."
            )


def _within(version: str, versions: str, file: str) -> bool:
    try:
        return SpecifierSet(versions).contains(version, prereleases=True)
    except InvalidSpecifier as error:
        raise StartError(f"{file}: {versions!r} is not a version range.") from error


def enabled(found: Sequence[str], wanted: tuple[str, ...] | None) -> list[str]:
    """The names to start: all found ones, or those the settings list.

    :raises StartError: a listed module whose code is missing.
    """
    if wanted is None:
        return list(found)
    if missing := [name for name in wanted if name not in found]:
        raise StartError(
            f"instance/config.toml enables the module {missing[0]!r}, whose code is missing; "
            "install it or take it off the list."
        )
    return list(wanted)
