"""Each list of ``Contributions`` holds what belongs there."""

import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import click
from flask import Blueprint

from aftersales.access.fields import FieldRule
from aftersales.access.rules import RecordRule
from aftersales.calendar.kinds import Clocked
from aftersales.db.base import Base
from aftersales.db.numbers import NumberSeries
from aftersales.documents.declare import DocumentSpec
from aftersales.documents.filing import FilingSpec
from aftersales.duties.declare import Fulfilment
from aftersales.errors import StartError
from aftersales.events import Subscription
from aftersales.imports.declare import Importer
from aftersales.integrity.declare import Check
from aftersales.jobs.tasks import TaskKind
from aftersales.registry.checks.places import plugin_of
from aftersales.registry.contributions import (
    AdminView,
    Contributions,
    ExtraGuard,
    ExtraTransition,
    Job,
    Offering,
    Slot,
)
from aftersales.registry.registry import Module
from aftersales.regulation.declare import Parameter
from aftersales.regulation.replay import Replay
from aftersales.search import Searchable
from aftersales.views.declare import ListView, Lookup
from aftersales.views.declare_form import FormView
from aftersales.views.declare_slots import (
    ExtraAction,
    ExtraColumn,
    ExtraFilter,
    SearchProvider,
    Section,
    Tile,
    WaitingProvider,
)
from aftersales.workflow.kinds import ApprovalKind
from aftersales.workflow.model import Workflow

LISTS: dict[str, tuple[type[Any], ...]] = {
    "models": (Base,),
    "rules": (RecordRule,),
    "field_rules": (FieldRule,),
    "workflows": (Workflow,),
    "extra_transitions": (ExtraTransition,),
    "extra_guards": (ExtraGuard,),
    "numbers": (NumberSeries,),
    "views": (ListView, FormView),
    "lookups": (Lookup,),
    "sections": (Section,),
    "columns": (ExtraColumn,),
    "filters": (ExtraFilter,),
    "actions": (ExtraAction,),
    "blueprints": (Blueprint,),
    "documents": (DocumentSpec,),
    "archive": (FilingSpec,),
    "clocks": (Clocked,),
    "regulation": (Parameter,),
    "replays": (Replay,),
    "importers": (Importer,),
    "handlers": (Subscription,),
    "fulfilments": (Fulfilment,),
    "home": (WaitingProvider, Tile),
    "searches": (SearchProvider,),
    "searchables": (Searchable,),
    "jobs": (Job,),
    "tasks": (TaskKind,),
    "commands": (click.Command,),
    "admin_views": (AdminView,),
    "checks": (Check,),
    "approvals": (ApprovalKind,),
    "slots": (Slot,),
    "offers": (Offering,),
}
"""What each list of ``Contributions`` holds."""


def check_shape(module: Module) -> None:
    """:raises StartError: a thing in the wrong list, a bad handler."""
    file, given = plugin_of(module), module.contributions
    for field in fields(Contributions):
        if field.name in LISTS:
            _check_list(file, field.name, getattr(given, field.name))
    for name in ("reference", "demo"):
        loader = getattr(given, name)
        if loader is not None and not _takes(loader, 1):
            raise StartError(f"{file}: {name} must be a function of a unit of work.")
    for subscription in given.handlers:
        name = getattr(subscription.handler, "__qualname__", "")
        if not _takes(subscription.handler, 2):
            raise StartError(
                f"{file}: handler {name!r} must take a unit of work and the event: "
                "def handler(uow, event)."
            )
        if subscription.phase == "after" and not name.isidentifier():
            raise StartError(
                f"{file}: {name!r} cannot handle {subscription.event.__name__} after the commit, "
                "where it is found again by its name; make it a function of the file."
            )


def _check_list(file: str, name: str, value: Any) -> None:
    kinds = LISTS[name]
    wanted = " or ".join(kind.__name__ for kind in kinds)
    for one in value:
        fits = (
            isinstance(one, type) and issubclass(one, Base)
            if kinds == (Base,)
            else isinstance(one, kinds)
        )
        if not fits:
            shown = getattr(one, "__name__", None) or type(one).__name__
            raise StartError(f"{file}: {name} takes {wanted}, not {shown!r}; move or correct it.")


def _takes(function: Callable[..., Any], count: int) -> bool:
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    return True
