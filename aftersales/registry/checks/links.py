"""What only the whole application can tell: addresses that answer, templates that are there."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from jinja2 import TemplateNotFound
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from aftersales.errors import StartError
from aftersales.registry.checks.places import file_of
from aftersales.registry.registry import Module, Registry
from aftersales.views.declare_form import FormView
from aftersales.views.declare_slots import Tile


def check_links(app: Flask, registry: Registry) -> None:
    """:raises StartError: an address nobody answers, a page outside the module, a lost template."""
    addresses = app.url_map.bind("localhost")
    for module in registry.modules.values():
        _check_blueprints(app, module)
        for thing, what, url in _links(module):
            try:
                addresses.match(url.partition("?")[0].partition("#")[0], method="GET")
            except (RequestRedirect, MethodNotAllowed):
                continue
            except HTTPException as error:
                raise StartError(
                    f"{file_of(module, thing)}: {what} leads to {url!r}, where no page "
                    "answers; correct the address or add the page to a blueprint."
                ) from error
        for thing, what, name in _templates(module):
            try:
                app.jinja_env.get_or_select_template(name)
            except TemplateNotFound as error:
                raise StartError(
                    f"{file_of(module, thing)}: {what} draws the template {error.name!r}, which is "
                    f"missing in modules/{module.name}/templates; add it, and a blueprint with "
                    'template_folder="templates".'
                ) from error


def _check_blueprints(app: Flask, module: Module) -> None:
    names = {blueprint.name: blueprint for blueprint in module.contributions.blueprints}
    for rule in app.url_map.iter_rules():
        blueprint = names.get(rule.endpoint.partition(".")[0])
        if blueprint is not None and not f"{rule.rule}/".startswith(f"/{module.name}/"):
            raise StartError(
                f"{file_of(module, blueprint)}: the page {rule.rule!r} must begin with "
                f"'/{module.name}'; give the blueprint url_prefix='/{module.name}'."
            )


def _links(module: Module) -> Iterator[tuple[Any, str, str]]:
    for item in module.manifest.menu:
        if item.url:
            yield module.manifest, f"menu entry “{item.title}”", item.url
    for entry in module.contributions.home:
        if isinstance(entry, Tile):
            yield entry, f"tile {entry.name!r}", entry.url


def _templates(module: Module) -> Iterator[tuple[Any, str, str]]:
    for section in module.contributions.sections:
        if section.template:
            yield section, f"section {section.name!r}", section.template
    for view in module.contributions.views:
        for tab in view.tabs if isinstance(view, FormView) else ():
            if tab.template:
                yield view, f"tab {tab.name!r}", tab.template
