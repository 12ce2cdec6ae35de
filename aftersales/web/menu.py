"""The frame of a page for one person: the apps, the menu of the module, the accent colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request

from aftersales.access import Actor
from aftersales.i18n import _l
from aftersales.views.book import book


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu."""

    title: str
    url: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class App:
    """One module as an app: icon, accent and its menu entries."""

    name: str
    title: str
    icon: str
    color: str
    url: str
    entries: tuple[Entry, ...]
    active: bool


@dataclass(frozen=True, slots=True)
class Tool:
    """A page of the kernel that stands beside the apps."""

    title: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout draws around a page."""

    apps: tuple[App, ...]
    current: App | None
    tools: tuple[Tool, ...] = ()


TOOLS = (
    ("imports.use", _l("Import"), "table-import", "/imports"),
    ("regulation.read", _l("Regulation"), "book", "/regulation"),
    ("regulation.read", _l("Periodic duties"), "calendar-due", "/duties"),
    ("regulation.read", _l("Working calendar"), "calendar", "/calendar"),
    ("admin.use", _l("Administration"), "settings", "/sysadmin/"),
)
"""Permission, title, icon and address."""


def frame_for(actor: Actor, module: str = "") -> Frame:
    """The frame with ``module`` chosen."""
    if actor.user_id is None:
        return Frame((), None)
    apps = tuple(app for manifest in _manifests() if (app := _app(manifest, actor, module)))
    tools = tuple(
        Tool(str(title), icon, url)
        for permission, title, icon, url in TOOLS
        if actor.can(permission)
    )
    return Frame(apps, next((app for app in apps if app.active), None), tools)


def _manifests() -> Iterable[Any]:
    registry = current_app.extensions.get("aftersales")
    manifests = registry.manifests if registry else []
    return sorted(manifests, key=lambda manifest: manifest.weight)


def _app(manifest: Any, actor: Actor, module: str) -> App | None:
    entries = tuple(_entries(manifest, actor))
    if not entries:
        return None
    return App(
        name=manifest.name,
        title=str(manifest.title),
        icon=manifest.icon,
        color=manifest.color,
        url=entries[0].url,
        entries=entries,
        active=manifest.name == module,
    )


def _entries(manifest: Any, actor: Actor) -> Iterable[Entry]:
    for item in sorted(manifest.menu, key=lambda one: one.weight):
        url, permission = item.url, item.permission
        if item.view:
            view = book().lists.get(item.view)
            if view is None:
                continue
            url, permission = view.path, permission or view.permission
        if not permission or actor.can(permission):
            yield Entry(str(item.title), url, _is_here(url))


def _is_here(url: str) -> bool:
    return request.path == url or request.path.startswith(f"{url}/")
