"""The running set of modules and everything they contributed."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import current_app

from aftersales.config import Settings
from aftersales.db.base import Base, mapped_classes
from aftersales.documents.declare import DocumentSpec
from aftersales.errors import StartError
from aftersales.registry.contributions import Contributions
from aftersales.registry.discovery import (
    enabled,
    file_name,
    find_manifests,
    in_order,
    load,
    module_names,
)
from aftersales.registry.manifest import Manifest
from aftersales.views.declare import ListView, Lookup
from aftersales.views.declare_form import FormView
from aftersales.workflow.model import Workflow


@dataclass(frozen=True, slots=True)
class Module:
    """One enabled module."""

    manifest: Manifest
    contributions: Contributions
    package: ModuleType

    @property
    def name(self) -> str:
        """The module's name."""
        return self.manifest.name

    @property
    def path(self) -> Path:
        """Its folder."""
        return Path(self.package.__path__[0])


class Registry:
    """Modules in start order, and their contributions by kind."""

    def __init__(self, modules: list[Module]) -> None:
        self.modules = {module.name: module for module in modules}

    @classmethod
    def load(cls, settings: Settings) -> "Registry":
        """Find, order and import the enabled modules (none in safe mode)."""
        if settings.safe_mode:
            return cls([])
        names = enabled(module_names(), settings.modules)
        found = find_manifests(names)
        modules = []
        for manifest in in_order(found[name][0] for name in names):
            package = found[manifest.name][1]
            modules.append(Module(manifest, _contributions(manifest, package, names), package))
        return cls(modules)

    @property
    def manifests(self) -> list[Manifest]:
        """The manifests in start order."""
        return [module.manifest for module in self.modules.values()]

    def all(self, kind: str) -> list[Any]:
        """Everything contributed under ``kind`` (a field of ``Contributions``), in start order."""
        return list(
            chain.from_iterable(getattr(m.contributions, kind) for m in self.modules.values())
        )

    @cached_property
    def views(self) -> dict[str, ListView | FormView]:
        """Declared views by name."""
        return {view.name: view for view in self.all("views")}

    @cached_property
    def lookups(self) -> dict[str, Lookup]:
        """Declared lookups by name."""
        return {lookup.name: lookup for lookup in self.all("lookups")}

    @cached_property
    def documents(self) -> dict[str, DocumentSpec]:
        """Declared documents by name."""
        return {spec.name: spec for spec in self.all("documents")}

    @cached_property
    def workflows(self) -> dict[type[Base], Workflow]:
        """Workflows by model, with the steps and guards other modules added."""
        result = {}
        for workflow in self.all("workflows"):
            steps = tuple(
                e.transition for e in self.all("extra_transitions") if e.workflow == workflow.name
            )
            guards: dict[str, tuple[Any, ...]] = {}
            for extra in self.all("extra_guards"):
                if extra.workflow == workflow.name:
                    guards[extra.transition] = (*guards.get(extra.transition, ()), extra.guard)
            result[workflow.model] = workflow.extended(steps, guards)
        return result

    def offered(self, slot: str) -> list[Any]:
        """What modules put into a slot, in start order."""
        return [offer.value for offer in self.all("offers") if offer.slot == slot]

    def model(self, name: str) -> type[Base]:
        """A mapped class by its ``model_name``; :raises KeyError: when there is none."""
        return mapped_classes()[name]

    def form_of(self, model: type[Base] | str) -> FormView | None:
        """The record page of a class (the first one declared for it)."""
        cls = self.model(model) if isinstance(model, str) else model
        return next(
            (v for v in self.views.values() if isinstance(v, FormView) and v.model is cls), None
        )


def _contributions(
    manifest: Manifest, package: ModuleType, names: Collection[str]
) -> Contributions:
    """A module's plugin, and what it brings when certain others are there as well."""
    plugin = f"{package.__name__}.plugin"
    given = _listed(plugin)
    for other, extra in given.when.items():
        if other not in {*manifest.after, *(one.name for one in manifest.depends)}:
            raise StartError(
                f"{file_name(plugin)}: when={{{other!r}: …}} needs the module to come later; write "
                f"after=({other!r},) into modules/{manifest.name}/manifest.py."
            )
        if other in names:
            more = _listed(extra)
            if single := more.singles():
                raise StartError(
                    f"{file_name(extra)}: {single[0]} belongs into {file_name(plugin)}; only lists "
                    "may depend on another module."
                )
            given = given.plus(more)
    return given


def _listed(name: str) -> Contributions:
    contributions = getattr(load(name), "CONTRIBUTIONS", None)
    if not isinstance(contributions, Contributions):
        raise StartError(f"{file_name(name)}: define CONTRIBUTIONS = Contributions(…).")
    return contributions


def current_registry() -> Registry:
    """The registry of the running application."""
    registry: Registry = current_app.extensions["aftersales"]
    return registry
