"""Start checks: what modules contribute holds together, or the start stops."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect

from aftersales.db.base import Base
from aftersales.errors import StartError
from aftersales.registry.registry import Module, Registry
from aftersales.views.declare import ListView


def check(registry: Registry, kernel_permissions: Iterable[str]) -> None:
    """:raises StartError: with the file and the remedy for the first thing that does not fit."""
    known = {p.code for m in registry.manifests for p in m.permissions} | set(kernel_permissions)
    for module in registry.modules.values():
        _check_manifest(module, known)
        _check_models(module)
        _check_names(module)
    _check_unique(registry)
    for workflow in registry.workflows.values():
        workflow.check()
        for transition in workflow.transitions:
            _known(
                transition.permission, known, f"workflow {workflow.name}, step {transition.code}"
            )
    _check_targets(registry, known)


def _check_manifest(module: Module, known: set[str]) -> None:
    file = f"modules/{module.name}/manifest.py"
    for permission in module.manifest.permissions:
        if not permission.code.startswith(f"{module.name}."):
            raise StartError(
                f"{file}: permission {permission.code!r} must begin with {module.name!r}."
            )
    for grant in module.manifest.roles:
        for code in grant.permissions:
            _known(code, known, file)


def _check_models(module: Module) -> None:
    for model in module.contributions.models:
        table: Any = inspect(model).local_table
        where = f"modules/{module.name}: class {model.__name__}"
        if not str(table.name).startswith(f"{module.name}_"):
            raise StartError(f"{where}: table {table.name!r} must begin with '{module.name}_'.")
        if "__scope__" not in _own_attributes(model):
            raise StartError(
                f"{where}: say who sees its rows: __scope__ = scoped(), via(…) or unscoped(…)."
            )
        scope = model.__scope__
        if scope.kind == "scoped" and not any(r.model is model for r in module.contributions.rules):
            raise StartError(
                f"{where}: it is scoped, but no RecordRule names it; add one to rules.py."
            )
        if scope.kind == "via" and scope.parent not in inspect(model).relationships:
            raise StartError(
                f"{where}: __scope__ = via({scope.parent!r}) names no relationship of it."
            )


def _own_attributes(model: type[Base]) -> set[str]:
    return {name for cls in model.__mro__ if cls is not Base for name in vars(cls)}


def _check_names(module: Module) -> None:
    for kind in ("views", "lookups", "documents", "workflows"):
        for item in getattr(module.contributions, kind):
            if not item.name.startswith(f"{module.name}."):
                raise StartError(
                    f"modules/{module.name}/plugin.py: {kind[:-1]} {item.name!r} must begin "
                    f"with '{module.name}.'."
                )
    for blueprint in module.contributions.blueprints:
        if blueprint.name != module.name and not blueprint.name.startswith(f"{module.name}_"):
            raise StartError(
                f"modules/{module.name}/web.py: blueprint {blueprint.name!r} must be called "
                f"{module.name!r}."
            )


def _check_unique(registry: Registry) -> None:
    kinds: dict[str, str] = {
        "views": "name",
        "lookups": "name",
        "documents": "name",
        "workflows": "name",
        "numbers": "code",
        "regulation": "key",
        "importers": "kind",
    }
    for kind, attribute in kinds.items():
        seen: set[Any] = set()
        for item in registry.all(kind):
            value = getattr(item, attribute)
            if value in seen:
                raise StartError(
                    f"two modules declare the {kind} {attribute} {value!r}; rename one."
                )
            seen.add(value)


def _check_targets(registry: Registry, known: set[str]) -> None:
    slots = {slot.name: slot.type for slot in registry.all("slots")}
    for module in registry.modules.values():
        file = f"modules/{module.name}/plugin.py"
        for offer in module.contributions.offers:
            owner = offer.slot.split(".", 1)[0]
            if owner not in registry.modules:
                continue
            if offer.slot not in slots:
                raise StartError(
                    f"{file}: there is no slot {offer.slot!r}. Known: {', '.join(sorted(slots))}."
                )
            if not isinstance(offer.value, slots[offer.slot]):
                raise StartError(f"{file}: slot {offer.slot!r} takes {slots[offer.slot].__name__}.")
        for view in module.contributions.views:
            _known(view.permission or "", known | {""}, f"{file}, view {view.name}")
            form = view.form if isinstance(view, ListView) else None
            if form and form not in registry.views:
                raise StartError(
                    f"{file}: list {view.name!r} opens {form!r}, which nobody declares."
                )


def _known(permission: str, known: set[str], where: str) -> None:
    if permission not in known:
        raise StartError(
            f"{where}: there is no permission {permission!r}; declare it in a manifest."
        )
