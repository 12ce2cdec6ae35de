"""A closer look at modules than a start can afford: for authors, and before a release."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import Flask

from aftersales.db import migrate
from aftersales.db.session import db
from aftersales.errors import StartError
from aftersales.i18n import catalogue_folders, missing_translations
from aftersales.i18n.catalog import read_catalogue
from aftersales.registry.install import trees
from aftersales.registry.registry import Module, Registry


def examine(app: Flask, names: Sequence[str]) -> dict[str, list[str]]:
    """Sentences about what is to be done, by module; each names the file and the remedy."""
    registry: Registry = app.extensions["aftersales"]
    found: dict[str, list[str]] = {}
    with app.app_context():
        for tree in trees(registry):
            if not tree.module and (sentence := _tables(tree)):
                found["kernel"] = sentence
            if tree.module in names:
                found[tree.module] = _tables(tree)
    for name in names:
        module = registry.modules[name]
        found[name] += [*_texts(registry, module), *_imports(registry, module)]
    return found


def _tables(tree: migrate.Tree) -> list[str]:
    """Migrations that lag behind the classes, tables that lag behind the migrations."""
    with db.engine.connect() as connection:
        try:
            standing = migrate.standing(connection, tree)
        except StartError as error:
            return [str(error)]
        if standing in ("empty", "behind"):
            return [f"{tree.title}: tables are older than the code; run: aftersales modules sync"]
        drift = migrate.drift(connection, tree)
    name = tree.module or "kernel"
    if drift:
        how_many = f"{len(drift)} difference{'s' if len(drift) > 1 else ''}"
        remedy = f'aftersales modules revision {name} -m "What changes"'
        what = "no revision makes the tables as the classes say"
        return [f"{tree.title}: {what} ({how_many}); run: {remedy}"]
    return []


def _texts(registry: Registry, module: Module) -> Iterator[str]:
    """Texts without Chinese (a module carries its own), and Chinese that differs from others'."""
    known = _catalogue(Path(__file__).resolve().parents[1])
    own = _catalogue(module.path)
    missing = missing_translations(module.path, {**known, **own})
    for file, line, text in {text: (file, line, text) for file, line, text in missing}.values():
        yield (
            f"modules/{module.name}/{file}, line {line}: {text!r} has no Chinese; add it to "
            f"translations/zh_CN/LC_MESSAGES/messages.po"
        )
    for other in registry.modules.values():
        known.update(_catalogue(other.path) if other is not module else {})
    for text, chinese in own.items():
        if text in known and known[text] != chinese:
            yield (
                f"modules/{module.name}/translations: {text!r} is {known[text]!r} elsewhere and "
                f"{chinese!r} here; use one, or other English words"
            )


def _catalogue(root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in catalogue_folders(root):
        file = folder / "zh_CN" / "LC_MESSAGES" / "messages.po"
        if file.exists():
            found.update(read_catalogue(file))
    return found


def _imports(registry: Registry, module: Module) -> Iterator[str]:
    """Imports that reach around the ``api`` of a module, or into one that is not declared."""
    manifest = module.manifest
    declared = {one.name for one in manifest.depends} | set(manifest.after)
    for file in sorted(module.path.rglob("*.py")):
        for line, name in _imported(file):
            parts = name.split(".")
            if parts[0] != "modules" or len(parts) < 2 or parts[1] == module.name:
                continue
            where = f"modules/{module.name}/{file.relative_to(module.path)}, line {line}"
            if parts[1] not in declared:
                yield f"{where}: imports {name}; name {parts[1]!r} in depends=… of manifest.py"
            elif parts[2:3] != ["api"]:
                yield f"{where}: imports {name}; import from modules.{parts[1]}.api instead"


def _imported(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
