"""Start checks: what modules contribute holds together, or the start stops.

Each refusal is one sentence that names the file and the remedy. ``check`` looks at what the modules
say, before anything is put into the application; ``check_links`` at what needs the whole
application: addresses, templates, look-ups, places on pages.
"""

from collections.abc import Iterable

from aftersales.registry.checks.identity import check_identity
from aftersales.registry.checks.links import check_links
from aftersales.registry.checks.names import check_names, check_unique
from aftersales.registry.checks.pages import check_pages
from aftersales.registry.checks.shape import check_shape
from aftersales.registry.checks.tables import check_tables
from aftersales.registry.checks.targets import check_targets, check_workflows
from aftersales.registry.registry import Registry

__all__ = ["check", "check_links"]


def check(registry: Registry, kernel_permissions: Iterable[str]) -> None:
    """:raises StartError: with the file and the remedy for the first thing that does not fit."""
    known = {p.code for m in registry.manifests for p in m.permissions} | set(kernel_permissions)
    for module in registry.modules.values():
        check_identity(module, registry, known)
        check_shape(module)
        check_names(module)
    check_tables(list(registry.modules.values()))
    check_unique(registry)
    for module in registry.modules.values():
        check_workflows(module, registry)
        check_targets(module, registry, known)
        check_pages(module, registry)
