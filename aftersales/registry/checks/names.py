"""Names: each begins with its module's and is used once in the whole program."""

from typing import Any

from aftersales.errors import StartError
from aftersales.registry.checks.places import file_of
from aftersales.registry.registry import Module, Registry

PREFIXED = ("views", "lookups", "documents", "workflows", "slots")
UNIQUE: dict[str, str] = {
    "views": "name",
    "lookups": "name",
    "documents": "name",
    "workflows": "name",
    "slots": "name",
    "numbers": "code",
    "regulation": "key",
    "importers": "kind",
    "rules": "name",
    "archive": "name",
    "jobs": "name",
    "home": "name",
    "searches": "name",
    "commands": "name",
    "blueprints": "name",
}
WORDS = {
    "views": "view",
    "lookups": "look-up",
    "documents": "document",
    "workflows": "workflow",
    "slots": "slot",
    "numbers": "number series",
    "regulation": "regulation parameter",
    "importers": "importer",
    "rules": "record rule",
    "archive": "filing",
    "jobs": "job",
    "home": "entry of Home",
    "searches": "search provider",
    "commands": "command",
    "blueprints": "blueprint",
}


def check_names(module: Module) -> None:
    """:raises StartError: a name that does not begin with the module's."""
    for kind in PREFIXED:
        for item in getattr(module.contributions, kind):
            if not item.name.startswith(f"{module.name}."):
                raise StartError(
                    f"{file_of(module, item)}: {WORDS[kind]} {item.name!r} must begin "
                    f"with '{module.name}.'; rename it."
                )
    for blueprint in module.contributions.blueprints:
        if blueprint.name != module.name and not blueprint.name.startswith(f"{module.name}_"):
            raise StartError(
                f"{file_of(module, blueprint)}: blueprint {blueprint.name!r} must be called "
                f"{module.name!r}."
            )


def check_unique(registry: Registry) -> None:
    """:raises StartError: two things of one name, with the files that declare them."""
    for kind, attribute in UNIQUE.items():
        seen: dict[Any, tuple[Module, Any]] = {}
        for module in registry.modules.values():
            for item in getattr(module.contributions, kind):
                value = getattr(item, attribute)
                if value in seen:
                    files = (file_of(*seen[value]), file_of(module, item))
                    raise StartError(
                        f"{' and '.join(dict.fromkeys(files))}: two {WORDS[kind]} declarations "
                        f"use the {attribute} {value!r}; rename one."
                    )
                seen[value] = (module, item)
