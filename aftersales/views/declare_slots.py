"""What modules put on each other's pages, on Home and into the search box. See `docs/views.md`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from aftersales.views.declare import Column, Facet, Filter, GroupBy, Text
from aftersales.views.declare_form import Action, Check, SmartButton

if TYPE_CHECKING:
    from markupsafe import Markup
    from sqlalchemy import Select

    from aftersales.actor import Actor
    from aftersales.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A block another module adds to a page.

    Slots: ``"<form name>.form"`` (under the groups), ``"<form name>.side"`` (above the thread),
    ``"<list name>.head"``, ``"home"``.

    ``render(uow, record)`` returns Markup, or ``template`` gets ``record`` plus ``context``.
    An empty result leaves the block out. Lower ``weight`` comes first. ``lazy``: on a record page,
    drawn when it comes into sight.
    """

    slot: str
    name: str
    title: Text = ""
    render: "Callable[[UnitOfWork, Any], Markup | str | None] | None" = None
    template: str | None = None
    context: "Callable[[UnitOfWork, Any], Mapping[str, Any] | None] | None" = None
    permission: str | None = None
    when: Check | None = None
    weight: int = 50
    lazy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraColumn:
    """A column for another module's list; ``join`` adds the (outer) joins it needs to the query."""

    view: str
    column: Column
    join: "Callable[[Select[Any]], Select[Any]] | None" = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraFilter:
    """A filter, facet or group for another module's list."""

    view: str
    filter: Filter | None = None
    facet: Facet | None = None
    group: GroupBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraAction:
    """A button or smart button on another module's record page (``view`` is the form's name)."""

    view: str
    action: Action | None = None
    smart: SmartButton | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """One thing that waits on a person: what, with whom it lies, since when, and until when."""

    title: Text
    url: str
    who: str = ""
    since: datetime | None = None
    due_at: datetime | None = None
    kind: Text = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingProvider:
    """Fills one group of Home's *what waits on me*; ``fn(uow, actor)`` runs a bounded query."""

    name: str
    title: Text
    fn: "Callable[[UnitOfWork, Actor], Sequence[WaitingItem]]"
    icon: str = "inbox"
    permission: str | None = None
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number on Home that opens its records."""

    name: str
    title: Text
    value: "Callable[[UnitOfWork, Actor], int | str]"
    url: str
    icon: str = ""
    tone: Literal["", "danger", "warning", "success"] = ""
    permission: str | None = None
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One answer of the search box."""

    title: str
    url: str
    detail: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchProvider:
    """Answers the search box for one kind of record: ``fn(uow, words, limit)``.

    A ``Lookup(everywhere=True)`` is one already; write this only for what a lookup cannot say.
    """

    name: str
    title: Text
    fn: "Callable[[UnitOfWork, str, int], Sequence[SearchHit]]"
    permission: str | None = None
    weight: int = 50
