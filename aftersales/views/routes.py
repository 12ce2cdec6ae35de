"""The addresses of declared views, registered once at start."""

from functools import wraps
from typing import Any

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from aftersales.views.board import move_card
from aftersales.views.book import ViewBook
from aftersales.views.bulk import run_bulk, show_bulk
from aftersales.views.declare import ListView, Lookup
from aftersales.views.declare_form import FormView
from aftersales.views.export import export_list
from aftersales.views.favourites import remove_favourite, save_favourite
from aftersales.views.home import show_home
from aftersales.views.list_page import show_group, show_list, show_print
from aftersales.views.lookup import answer_lookup
from aftersales.views.once import once
from aftersales.views.record_actions import run_action, show_action
from aftersales.views.record_page import show_part, show_record, show_why
from aftersales.views.record_save import (
    remove_record,
    save_edit,
    save_new,
    show_edit,
    show_live,
    show_new,
)
from aftersales.views.search import show_search
from aftersales.views.why_page import show_why_page
from aftersales.workflow.web.home import HOME as SIGNATURES


def register_views(app: Flask, registry: Any) -> None:
    """Check all declarations, keep them in the application, and give each its addresses."""
    extras = [*registry.all("columns"), *registry.all("filters"), *registry.all("actions")]
    declared: list[ListView | FormView | Lookup] = [
        *registry.all("views"),
        *registry.all("lookups"),
    ]
    home = (SIGNATURES, *registry.all("home"))
    views = ViewBook(declared, registry.all("sections"), extras, home, registry.all("searches"))
    app.extensions["aftersales.views"] = views
    app.jinja_env.globals["once"] = once
    app.register_blueprint(Blueprint("views", "aftersales.views", template_folder="templates"))
    app.add_url_rule("/", "home", show_home)
    app.add_url_rule("/search", "search", show_search)
    app.add_url_rule("/-/lookup/<name>", "lookup", answer_lookup)
    app.add_url_rule("/-/why/<form>/<int:record_id>", "why", show_why_page)
    for view in views.lists.values():
        _list_routes(app, view)
    for form in views.forms.values():
        _form_routes(app, form)


def _add(
    app: Flask, rule: str, endpoint: str, view: Any, name: str, *, method: str = "GET"
) -> None:
    @wraps(view)
    def named(**values: Any) -> ResponseReturnValue:
        answer: ResponseReturnValue = view(name, **values)
        return answer

    app.add_url_rule(rule, f"{endpoint}:{name}", named, methods=[method])


def _list_routes(app: Flask, view: ListView) -> None:
    path, name = view.path, view.name
    _add(app, path, "list", show_list, name)
    _add(app, f"{path}/group", "group", show_group, name)
    _add(app, f"{path}/print", "print", show_print, name)
    _add(app, f"{path}/export.<kind>", "export", export_list, name)
    _add(app, f"{path}/board", "board", move_card, name, method="POST")
    _add(app, f"{path}/bulk/<action>", "bulk", show_bulk, name)
    _add(app, f"{path}/bulk/<action>", "run_bulk", run_bulk, name, method="POST")
    _add(app, f"{path}/favourites", "favourite", save_favourite, name, method="POST")
    remove = f"{path}/favourites/<int:favourite_id>/remove"
    _add(app, remove, "favourite_remove", remove_favourite, name, method="POST")


def _form_routes(app: Flask, view: FormView) -> None:
    path, name = view.path, view.name
    _add(app, f"{path}/<int:record_id>", "record", show_record, name)
    _add(app, f"{path}/<int:record_id>/why/<field>", "why", show_why, name)
    _add(app, f"{path}/<int:record_id>/part/<part>", "part", show_part, name)
    _add(app, f"{path}/<int:record_id>/do/<action>", "dialog", show_action, name)
    _add(app, f"{path}/<int:record_id>/do/<action>", "act", run_action, name, method="POST")
    _add(app, f"{path}/live/<panel>", "live", show_live, name, method="POST")
    if view.create is not None:
        _add(app, f"{path}/new", "new", show_new, name)
        _add(app, f"{path}/new", "create", save_new, name, method="POST")
    if view.update is not None:
        _add(app, f"{path}/<int:record_id>/edit", "edit", show_edit, name)
        _add(app, f"{path}/<int:record_id>/edit", "update", save_edit, name, method="POST")
    if view.delete is not None:
        _add(app, f"{path}/<int:record_id>/delete", "delete", remove_record, name, method="POST")
