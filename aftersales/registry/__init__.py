"""Modules: manifest, contributions, discovery, order and checks."""

from aftersales.registry.contributions import Contributions
from aftersales.registry.manifest import Dependency, Grant, Manifest, MenuItem
from aftersales.registry.registry import Module, Registry, current_registry

__all__ = [
    "Contributions",
    "Dependency",
    "Grant",
    "Manifest",
    "MenuItem",
    "Module",
    "Registry",
    "current_registry",
]
