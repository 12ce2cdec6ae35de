"""Finding modules, in folders and by entry points, ordered by what they need."""

import importlib
import pkgutil
import re
import traceback
from collections.abc import Collection, Iterable, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from aftersales import __version__
from aftersales.errors import StartError
from aftersales.registry.manifest import Manifest

ENTRY_POINTS = "aftersales.modules"
NAMESPACE = "modules"
AROUND_IT = "Mend it, or start the kernel alone: AFTERSALES_SAFE_MODE=1"


def module_names() -> list[str]:
    """The names of all modules on this machine; nothing of them is imported."""
    return sorted({package.rpartition(".")[2] for package in _packages()})


def find_manifests(
    names: Collection[str] | None = None,
) -> dict[str, tuple[Manifest, ModuleType]]:
    """Manifest and package by name, of all modules on this machine or of those named.

    :raises StartError: a manifest that cannot be read, with its file and line.
    """
    found: dict[str, tuple[Manifest, ModuleType]] = {}
    for package_name in _packages():
        if names is not None and package_name.rpartition(".")[2] not in names:
            continue
        package = load(package_name)
        manifest = _manifest(package_name)
        if manifest.name != package_name.rpartition(".")[2]:
            raise StartError(
                f"{file_name(package_name, 'manifest')}: the module calls itself "
                f"{manifest.name!r}; name and folder must be the same."
            )
        found[manifest.name] = (manifest, package)
    return found


def _packages() -> list[str]:
    return list(dict.fromkeys([*_folders(), *_installed()]))


def _folders() -> list[str]:
    try:
        namespace = importlib.import_module(NAMESPACE)
    except ModuleNotFoundError:
        return []
    return sorted(
        f"{NAMESPACE}.{info.name}"
        for info in pkgutil.iter_modules(namespace.__path__)
        if info.ispkg
        and any((Path(p) / info.name / "manifest.py").exists() for p in namespace.__path__)
    )


def _installed() -> list[str]:
    """Packages that announce themselves; they live in the namespace of the folders as well.

    So the same code serves as a folder and as a package, and a module has one name everywhere.
    """
    for point in entry_points(group=ENTRY_POINTS):
        if not point.value.startswith(f"{NAMESPACE}."):
            raise StartError(
                f"the entry point {point.name!r} leads to {point.value!r}; put the package into "
                f"the namespace {NAMESPACE!r} and write: {point.name} = "
                f'"{NAMESPACE}.{point.name}"'
            )
    return sorted(point.value for point in entry_points(group=ENTRY_POINTS))


def load(name: str) -> ModuleType:
    """Import a file of a module.

    :raises StartError: whatever goes wrong in it, with the file and line of the module.
    """
    try:
        return importlib.import_module(name)
    except StartError:
        raise
    except ModuleNotFoundError as error:
        if error.name == name:
            raise StartError(f"{file_name(name)}: this file is missing. {AROUND_IT}") from error
        raise StartError(f"{_place(error, name)}: {error}. {AROUND_IT}") from error
    except Exception as error:  # a stranger's code may fail in any way
        sentence = f"{_place(error, name)}: {type(error).__name__}: {_told(error)}. {AROUND_IT}"
        raise StartError(sentence) from error


def _told(error: Exception) -> str:
    """What an error says, in one sentence without places on this machine's disk."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    first = text.split("\n", 1)[0].split(". ", 1)[0]
    return re.sub(r" \(/[^)]*\)", "", first).rstrip(".")


def file_name(package_name: str, file: str = "") -> str:
    """``modules/loaner/manifest.py``."""
    dotted = f"{package_name}.{file}" if file else package_name
    return f"{dotted.replace('.', '/')}.py"


def _place(error: BaseException, name: str) -> str:
    """File and line of the module where an import failed; the import's own file if none is told."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_shown(error.filename)}, line {error.lineno}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if (shown := _shown(frame.filename)).startswith(f"{NAMESPACE}/"):
            return f"{shown}, line {frame.lineno}"
    return file_name(name)


def _shown(path: str) -> str:
    parts = Path(path).parts
    if NAMESPACE not in parts:
        return path
    start = len(parts) - 1 - parts[::-1].index(NAMESPACE)
    return "/".join(parts[start:])


def _manifest(package_name: str) -> Manifest:
    manifest = getattr(load(f"{package_name}.manifest"), "MANIFEST", None)
    if not isinstance(manifest, Manifest):
        raise StartError(f"{file_name(package_name, 'manifest')}: define MANIFEST = Manifest(…).")
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
            circle = _circle(waiting)
            files = " and ".join(f"modules/{name}/manifest.py" for name in sorted(set(circle)))
            raise StartError(
                f"modules need each other in a circle: {' → '.join(circle)}; remove one "
                f"dependency in {files}."
            )
        ordered.append(ready[0])
        del waiting[ready[0].name]
    return ordered


def _needs(manifest: Manifest) -> set[str]:
    return {dependency.name for dependency in manifest.depends} | set(manifest.after)


def _circle(waiting: dict[str, Manifest]) -> list[str]:
    """One way round among modules that all wait for another of them."""
    path = [min(waiting)]
    while True:
        following = min(_needs(waiting[path[-1]]) & set(waiting))
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)


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
        raise StartError(
            f"{file}: {versions!r} is not a version range; write one such as '>=1.3,<2'."
        ) from error


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
