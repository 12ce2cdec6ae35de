"""What a module's lists, record pages and forms name exists, and its additions to those of others.

The names of everything declared are known before anything is put into the application, so that
each refusal can say which file names what is not there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from wtforms import Form

from aftersales.errors import StartError
from aftersales.registry.checks.places import file_of, nearest
from aftersales.registry.registry import Module, Registry
from aftersales.views.book import RESERVED
from aftersales.views.declare import Column, ListView
from aftersales.views.declare_form import FormView, LinesView
from aftersales.views.declare_slots import ExtraAction, ExtraColumn, ExtraFilter
from aftersales.views.fields import LinesField, LookupField


def check_pages(module: Module, registry: Registry) -> None:
    """:raises StartError: the first name that nobody declares, or an address not the module's."""
    given = module.contributions
    for view in given.views:
        _check_address(module, registry, view)
        if isinstance(view, ListView):
            _check_list(module, registry, view)
        else:
            _check_form(module, registry, view)
    extras: tuple[ExtraColumn | ExtraFilter | ExtraAction, ...]
    extras = (*given.columns, *given.filters, *given.actions)
    for extra in extras:
        _check_extra(module, registry, extra)
    _check_sections(module, registry)
    for item in module.manifest.menu:
        if item.view and not isinstance(registry.views.get(item.view), ListView):
            _refuse(
                (module, module.manifest),
                f"menu entry “{item.title}”",
                "list",
                item.view,
                (name for name, view in registry.views.items() if isinstance(view, ListView)),
            )
    _check_lookups(module, registry)


def _refuse(
    where: tuple[Module, Any], what: str, kind: str, name: str, known: Iterable[str]
) -> None:
    """Name the file of ``where``, and the declared names nearest to the wrong one."""
    raise StartError(
        f"{file_of(*where)}: {what} names the {kind} {name!r}, which nobody declares; "
        f"correct or declare it.{nearest(name, known)}"
    )


def _check_address(module: Module, registry: Registry, view: ListView | FormView) -> None:
    if not f"{view.path}/".startswith(f"/{module.name}/"):
        raise StartError(
            f"{file_of(module, view)}: the address {view.path!r} of {view.name!r} must begin "
            f"with '/{module.name}'; change it."
        )
    for other in registry.views.values():
        if other is not view and type(other) is type(view) and other.path == view.path:
            raise StartError(
                f"{file_of(module, view)}: {view.name!r} and {other.name!r} have one "
                f"address, {view.path!r}; change one."
            )


def _check_list(module: Module, registry: Registry, view: ListView) -> None:
    place, what = (module, view), f"list {view.name!r}"
    columns = [column.name for column in view.columns]
    if view.form and not isinstance(registry.views.get(view.form), FormView):
        _refuse(place, what, "record page", view.form, _forms(registry))
    if twice := {name for name in columns if columns.count(name) > 1}:
        raise StartError(f"{file_of(*place)}: {what} has two columns {min(twice)!r}; rename one.")
    for facet in view.facets:
        if facet.name in RESERVED:
            raise StartError(
                f"{file_of(*place)}: {what}: {facet.name!r} means something else in addresses; "
                "rename the facet."
            )
    named = [part.strip().removeprefix("-") for part in view.order.split(",")]
    if view.board:
        named += [view.board.column, view.board.title, *view.board.lines, *view.board.corner]
    for name in named:
        if name not in {*columns, "id"}:
            _refuse(place, what, "column", name, columns)
    groups = [group.name for group in view.groups]
    if view.default_group and view.default_group not in groups:
        _refuse(place, what, "group", view.default_group, groups)


def _check_form(module: Module, registry: Registry, view: FormView) -> None:
    place, what = (module, view), f"record page {view.name!r}"
    if view.list and not isinstance(registry.views.get(view.list), ListView):
        _refuse(place, what, "list", view.list, (v for v in registry.views if v not in view.name))
    _check_documents(registry, place, what, view.documents)
    workflow = registry.workflows.get(view.model)
    for action in view.actions:
        steps = [one.code for one in workflow.transitions] if workflow else []
        if action.transition and action.transition not in steps:
            _refuse(place, f"{what}, action {action.name!r}", "step", action.transition, steps)


def _check_documents(
    registry: Registry, place: tuple[Module, Any], what: str, documents: Iterable[str]
) -> None:
    for name in documents:
        if name not in registry.documents:
            _refuse(place, what, "document", name, registry.documents)


def _check_extra(
    module: Module, registry: Registry, extra: ExtraColumn | ExtraFilter | ExtraAction
) -> None:
    place, kind = (module, extra), type(extra).__name__
    wanted = FormView if isinstance(extra, ExtraAction) else ListView
    view = registry.views.get(extra.view)
    if not isinstance(view, wanted):
        known = (name for name, one in registry.views.items() if isinstance(one, wanted))
        _refuse(place, kind, "view", extra.view, known)
    if isinstance(extra, ExtraColumn) and isinstance(view, ListView):
        columns = [column.name for column in view.columns]
        if extra.column.name in columns:
            raise StartError(
                f"{file_of(*place)}: {extra.view!r} has a column {extra.column.name!r} already; "
                "rename yours."
            )
        if extra.after and extra.after not in columns:
            _refuse(place, f"{kind} {extra.column.name!r}", "column", extra.after, columns)
    if isinstance(extra, ExtraAction):
        _check_documents(registry, place, kind, extra.documents)


def _check_sections(module: Module, registry: Registry) -> None:
    forms = list(_forms(registry))
    slots = {"home", *(f"{name}.form" for name in forms), *(f"{name}.side" for name in forms)}
    slots |= {f"{name}.head" for name, v in registry.views.items() if isinstance(v, ListView)}
    for section in module.contributions.sections:
        if section.slot not in slots:
            _refuse((module, section), f"section {section.name!r}", "slot", section.slot, slots)


def _forms(registry: Registry) -> Iterator[str]:
    return (name for name, view in registry.views.items() if isinstance(view, FormView))


def _check_lookups(module: Module, registry: Registry) -> None:
    """Look-ups of facets and inputs, and the record pages columns and hits lead to."""
    given = module.contributions
    for thing in (*given.views, *given.lookups, *given.columns, *given.filters, *given.actions):
        place = (module, thing)
        for part in _parts(thing):
            what = f"{type(part).__name__} {str(getattr(part, 'name', ''))!r}"
            for form in (getattr(part, "form", None), getattr(part, "create_form", None)):
                if isinstance(form, type) and issubclass(form, Form):
                    for name in _lookups_of(form):
                        if name not in registry.lookups:
                            _refuse(
                                (module, form), form.__name__, "look-up", name,
                                registry.lookups,
                            )  # fmt: skip
            if (lookup := getattr(part, "lookup", None)) and lookup not in registry.lookups:
                _refuse(place, what, "look-up", lookup, registry.lookups)
            page = part.to[0] if isinstance(part, Column) and part.to else _page_of(part)
            if page and page not in registry.views:
                _refuse(place, what, "record page", page, _forms(registry))


def _page_of(part: Any) -> str:
    name = getattr(part, "form", None) if not isinstance(part, ListView | FormView) else None
    return name if isinstance(name, str) else ""


def _parts(thing: Any) -> Iterator[Any]:
    """A declaration and all declarations inside it."""
    if isinstance(thing, tuple):
        for one in thing:
            yield from _parts(one)
    elif is_dataclass(thing) and not isinstance(thing, type):
        yield thing
        for field in fields(thing):
            value = getattr(thing, field.name)
            if isinstance(value, tuple | LinesView) or is_dataclass(value):
                yield from _parts(value)


def _lookups_of(form: type[Form]) -> Iterator[str]:
    """The look-ups a form's inputs name, those of its lines as well."""
    for name in dir(form):
        field = getattr(form, name)
        kind = getattr(field, "field_class", None)
        if kind is None:
            continue
        if issubclass(kind, LookupField):
            yield field.kwargs["lookup"] if "lookup" in field.kwargs else field.args[1]
        elif issubclass(kind, LinesField):
            yield from _lookups_of(field.args[0])
