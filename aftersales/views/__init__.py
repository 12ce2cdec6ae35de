"""Lists, boards and record pages from declarations: the public names of the room.

Modules import from here and nowhere deeper, except the page helpers of ``aftersales.web``.
"""

from typing import Any

from flask import Flask

from aftersales.jobs import KernelJob, add_job
from aftersales.views.declare import (
    Badge,
    BoardView,
    BulkAction,
    Column,
    EmptyState,
    Facet,
    Filter,
    GroupBy,
    ListView,
    Lookup,
    state_labels,
)
from aftersales.views.declare_form import (
    Action,
    Because,
    BecauseLine,
    Field,
    FormView,
    Group,
    LinesView,
    LivePanel,
    SmartButton,
    Tab,
    Verb,
    counting,
)
from aftersales.views.declare_slots import (
    ExtraAction,
    ExtraColumn,
    ExtraFilter,
    SearchHit,
    SearchProvider,
    Section,
    Tile,
    WaitingItem,
    WaitingProvider,
)

__all__ = [
    "Action",
    "Badge",
    "Because",
    "BecauseLine",
    "BoardView",
    "BulkAction",
    "Column",
    "EmptyState",
    "ExtraAction",
    "ExtraColumn",
    "ExtraFilter",
    "Facet",
    "Field",
    "Filter",
    "FormView",
    "Group",
    "GroupBy",
    "LinesView",
    "ListView",
    "LivePanel",
    "Lookup",
    "SearchHit",
    "SearchProvider",
    "Section",
    "SmartButton",
    "Tab",
    "Tile",
    "Verb",
    "WaitingItem",
    "WaitingProvider",
    "counting",
    "state_labels",
]


def register(app: Flask, registry: Any) -> None:
    """Give every declared view its addresses."""
    # The engine needs the web room, which needs nothing of it: declarations stay cheap to import.
    from aftersales.views.once import forget_tokens
    from aftersales.views.routes import register_views

    register_views(app, registry)
    add_job(app, KernelJob("forget the tokens of old forms", 24 * 60, forget_tokens))
