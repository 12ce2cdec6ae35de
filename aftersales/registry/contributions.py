"""What a module contributes, each thing to its named place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import click
from flask import Blueprint

from aftersales.access.fields import FieldRule
from aftersales.access.rules import RecordRule
from aftersales.bench.declare import BenchPart
from aftersales.calendar.kinds import Clocked
from aftersales.db.base import Base
from aftersales.db.numbers import NumberSeries
from aftersales.db.uow import UnitOfWork
from aftersales.documents.declare import DocumentSpec
from aftersales.documents.filing import FilingSpec
from aftersales.duties.declare import Fulfilment
from aftersales.events import Subscription
from aftersales.imports.declare import Importer
from aftersales.integrity.declare import Check
from aftersales.jobs.tasks import TaskKind
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
from aftersales.workflow.model import Guard, Transition, Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraTransition:
    """A step another module adds to a workflow."""

    workflow: str
    transition: Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraGuard:
    """A condition another module puts on a step (``loaner out``: the order does not close)."""

    workflow: str
    transition: str
    guard: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A named place a module opens to others, for collections the kernel has no type of.

    For instance ``archive.filing``: the archive module reads what others put there.
    """

    name: str
    type: type[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """Something put into another module's ``Slot``."""

    slot: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Background work: every ``minutes``, in the system's name; must bear repetition."""

    name: str
    title: object
    minutes: int
    run: Callable[[UnitOfWork], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminView:
    """A reference table administrators edit in Flask-Admin; ``labels`` are its columns' titles."""

    model: type[Base]
    title: object
    columns: tuple[str, ...]
    form_columns: tuple[str, ...] = ()
    searchable: tuple[str, ...] = ()
    labels: Mapping[str, object] = field(default_factory=dict)
    can_create: bool = True
    can_edit: bool = True
    can_delete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    """One module's parts, listed in its ``plugin.py`` and nowhere else.

    :param presets: folder of the module's slices of the regulation's presets.
    :param reference: puts data every company needs into fresh tables; runs at each ``sync``.
    :param demo: the module's part of the demo company; runs once.
    :param when: further contributions by the name of a module they need: the dotted name of a
        file with ``CONTRIBUTIONS`` of its own, imported only when that module is enabled.
    """

    models: tuple[type[Base], ...] = ()
    rules: tuple[RecordRule, ...] = ()
    field_rules: tuple[FieldRule, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    extra_transitions: tuple[ExtraTransition, ...] = ()
    extra_guards: tuple[ExtraGuard, ...] = ()
    numbers: tuple[NumberSeries, ...] = ()
    views: tuple[ListView | FormView, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    sections: tuple[Section, ...] = ()
    columns: tuple[ExtraColumn, ...] = ()
    filters: tuple[ExtraFilter, ...] = ()
    actions: tuple[ExtraAction, ...] = ()
    blueprints: tuple[Blueprint, ...] = ()
    documents: tuple[DocumentSpec, ...] = ()
    archive: tuple[FilingSpec, ...] = ()
    clocks: tuple[Clocked, ...] = ()
    regulation: tuple[Parameter, ...] = ()
    presets: str = ""
    replays: tuple[Replay, ...] = ()
    importers: tuple[Importer, ...] = ()
    handlers: tuple[Subscription, ...] = ()
    fulfilments: tuple[Fulfilment, ...] = ()
    home: tuple[WaitingProvider | Tile, ...] = ()
    searches: tuple[SearchProvider, ...] = ()
    searchables: tuple[Searchable, ...] = ()
    jobs: tuple[Job, ...] = ()
    tasks: tuple[TaskKind, ...] = ()
    commands: tuple[click.Command, ...] = ()
    admin_views: tuple[AdminView, ...] = ()
    checks: tuple[Check, ...] = ()
    approvals: tuple[ApprovalKind, ...] = ()
    slots: tuple[Slot, ...] = ()
    offers: tuple[Offering, ...] = ()
    reference: Callable[[UnitOfWork], None] | None = None
    demo: Callable[[UnitOfWork], None] | None = None
    bench: BenchPart | None = None
    when: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a forgotten comma (``TypeError``)."""
        for one in fields(self):
            if isinstance(one.default, tuple) and not isinstance(getattr(self, one.name), tuple):
                raise TypeError(f"{one.name} must be a tuple; mind the comma in {one.name}=(one,)")

    def plus(self, more: "Contributions") -> "Contributions":
        """These lists with those of ``more`` behind them."""
        lists = {
            one.name: getattr(self, one.name) + getattr(more, one.name)
            for one in fields(self)
            if isinstance(one.default, tuple)
        }
        return replace(self, **lists)

    def singles(self) -> list[str]:
        """The fields that are no lists and yet are given; what ``when`` adds must have none."""
        names = [one.name for one in fields(self) if not isinstance(one.default, tuple)]
        return [name for name in names if getattr(self, name)]
