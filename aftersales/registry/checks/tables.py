"""A module's tables: named after it, listed, guarded."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from aftersales.db.base import Base, module_of
from aftersales.errors import StartError
from aftersales.registry.checks.places import file_of, plugin_of
from aftersales.registry.registry import Module


def check_tables(modules: Sequence[Module]) -> None:
    """:raises StartError: the first class whose table, scope or rules do not hold together."""
    for module in modules:
        listed = set(module.contributions.models)
        for mapper in Base.registry.mappers:
            if module_of(mapper.class_) == module.name and mapper.class_ not in listed:
                raise StartError(
                    f"{plugin_of(module)}: {mapper.class_.__name__} is missing in models=(…); "
                    "list it there, or its table is neither guarded nor kept."
                )
        for model in module.contributions.models:
            _check_table(module, model)
    _check_class_names(modules)
    _check_relations(modules)
    for module in modules:
        for model in module.contributions.models:
            _check_scope(module, model)


def _check_table(module: Module, model: type[Base]) -> None:
    where = f"{file_of(module, model)}: class {model.__name__}"
    table: Any = inspect(model).local_table
    name = str(table.name)
    if not name.startswith(f"{module.name}_"):
        raise StartError(f"{where}: table {name!r} must begin with '{module.name}_'; rename it.")
    if "__scope__" not in _own_attributes(model):
        raise StartError(
            f"{where}: say who sees its rows: __scope__ = scoped(), via(…) or unscoped(…)."
        )


def _check_class_names(modules: Sequence[Module]) -> None:
    """Relationships find classes by their names, over all modules; the later one is to yield."""
    owned = {model for module in modules for model in module.contributions.models}
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    seen = {cls.__name__: cls for cls in classes if cls not in owned}
    for module in modules:
        for model in module.contributions.models:
            other = seen.setdefault(model.__name__, model)
            if other is not model:
                raise StartError(
                    f"{file_of(module, model)}: class {model.__name__}: "
                    f"{other.__module__.replace('.', '/')}.py has a class of this name already; "
                    "rename yours."
                )


def _check_relations(modules: Sequence[Module]) -> None:
    """Relationships and foreign keys lead to classes and tables that exist."""
    owners = {model.__name__: (one, model) for one in modules for model in one.contributions.models}
    for module, model in owners.values():
        for constraint in inspect(model).local_table.constraints:  # type: ignore[attr-defined]
            for key in getattr(constraint, "elements", ()):
                if key.target_fullname.rpartition(".")[0] not in Base.metadata.tables:
                    raise StartError(
                        f"{file_of(module, model)}: class {model.__name__}: the foreign key "
                        f"{key.target_fullname!r} leads to no table; correct it."
                    )
    try:
        configure_mappers()
    except SQLAlchemyError as error:
        text = str(error).split("Original exception was: ")[-1].split("\n", 1)[0]
        named = re.search(r"relationship (\w+)\.|Mapper\[(\w+)\(", str(error))
        owner = owners.get((named[1] or named[2]) if named else "")
        file = f"{file_of(*owner)}: " if owner else ""
        raise StartError(f"{file}{text.split('. ', 1)[0]}; correct the relationship.") from error


def _check_scope(module: Module, model: type[Base]) -> None:
    where = f"{file_of(module, model)}: class {model.__name__}"
    scope: Any = model.__scope__
    if scope.kind == "scoped" and not any(r.model is model for r in module.contributions.rules):
        raise StartError(f"{where}: it is scoped, but no RecordRule names it; add one to rules.py.")
    if scope.kind == "via" and scope.parent not in inspect(model).relationships:
        raise StartError(
            f"{where}: __scope__ = via({scope.parent!r}) names no relationship of it; "
            "name the attribute that leads to the parent."
        )


def _own_attributes(model: type[Base]) -> set[str]:
    return {name for cls in model.__mro__ if cls is not Base for name in vars(cls)}
