"""What a module may declare to get lists, boards, record pages, look-ups and places on other pages.

Everything here is inert data: frozen dataclasses that say *what*; the engine in this room does the
rest. `docs/views.md` is the reference with a complete example. Import from ``aftersales.views``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import QueryableAttribute
from wtforms import Form

from aftersales.i18n import LazyText

if TYPE_CHECKING:
    from aftersales.actor import Actor

Text: TypeAlias = str | LazyText
"""A title for people: plain text or a lazy translation ``_l("...")``."""

Source: TypeAlias = ColumnElement[Any] | QueryableAttribute[Any]
"""A column expression: a mapped attribute (``Case.number``) or any SQL expression."""

Where: TypeAlias = ColumnElement[bool] | Callable[["Actor"], ColumnElement[bool]]

Color: TypeAlias = Literal[
    "grey",
    "blue",
    "azure",
    "cyan",
    "teal",
    "green",
    "lime",
    "yellow",
    "orange",
    "red",
    "pink",
    "purple",
]

Labels: TypeAlias = Mapping[Any, tuple[Text, Color]]
"""Stored code → (title, pill colour). ``state_labels(WORKFLOW)`` makes one from a workflow."""

ColumnKind: TypeAlias = Literal[
    "text",
    "link",
    "date",
    "datetime",
    "money",
    "quantity",
    "number",
    "percent",
    "bool",
    "badge",
    "avatar",
    "stars",
    "phone",
    "reltime",
    "clock",
]

FacetKind: TypeAlias = Literal["text", "choice", "lookup", "date", "number", "bool"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list, of record lines, or one line of a board card.

    ``kind`` fixes alignment, rendering and the Excel cell type. ``link`` opens the row's own record
    unless ``to`` names another form and its id: ``to=("customers.customer", Case.customer_id)``.
    ``clock`` shows a due time as *5 h left* / *2 h over*; with ``stopped`` (when it was met) it
    shows *in time* / *2 h late* instead. ``badge`` needs ``labels`` (or uses the text, grey).
    ``protects`` names the mapped attribute whose field rules apply when ``source`` is an expression
    (for plain attributes the engine sees it itself). ``show`` is a pure function of the value,
    called once a row: no translation and no query in it. ``mobile``: on a phone a row is a card of
    *primary* (bold), *secondary* (grey) and *side* (right) columns; others are left out.
    """

    name: str
    title: Text
    source: Source
    kind: ColumnKind = "text"
    sort: bool = True
    sum: bool = False
    hidden: bool = False
    labels: Labels | None = None
    to: tuple[str, Source] | None = None
    stopped: Source | None = None
    protects: QueryableAttribute[Any] | None = None
    permission: str | None = None
    show: Callable[[Any], str] | None = None
    mobile: Literal["primary", "secondary", "side"] | None = None
    css: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A ready filter. Filters that share a ``group`` are joined by OR, the groups by AND.

    ``where`` is an expression, or a function of the actor (*my cases*). ``default=True``: on when
    the address carries no ``f`` at all (``?f=`` switches all off).
    """

    name: str
    title: Text
    where: Where
    default: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A field a person may search by value; ``?<name>=<value>`` in the address.

    text: substring; choice: code from ``labels``; lookup: id found through the ``lookup``;
    date, number: ``from..to`` with either end open (``2026-11-01..``); bool: ``1`` or ``0``.
    """

    name: str
    title: Text
    source: Source
    kind: FacetKind = "text"
    labels: Labels | Callable[[], Labels] | None = None
    lookup: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupBy:
    """Group rows by an expression.

    ``by`` cuts dates and times to ``day``, ``month`` or ``year`` of the company's calendar.
    ``title_source`` shows a name where ``source`` is an id.
    """

    name: str
    title: Text
    source: Source
    labels: Labels | None = None
    by: Literal["value", "day", "month", "year"] = "value"
    title_source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyState:
    """What an empty list says: one sentence and (if the person may) the button to begin with."""

    sentence: Text
    button: Text | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAction:
    """A verb over the ticked rows or all rows found (at most 1,000).

    ``verb(uow, *, record_id, **form data)`` runs once a row inside one transaction: one refusal
    refuses all and names the row. Give ``many(uow, *, record_ids, **form data)`` to get them at
    once; a Flask response it returns (a merged PDF, say) is sent as the answer.
    """

    name: str
    title: Text
    permission: str
    verb: Callable[..., Any] | None = None
    many: Callable[..., Any] | None = None
    form: type[Form] | None = None
    icon: str = ""
    confirm: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """The same rows as cards in columns. All names refer to columns of the list.

    ``column`` is a badge column (its labels are the board's columns, in their order). ``move`` is
    called when a card is dropped: ``move(uow, *, record_id, to)``; ``"workflow"`` takes the one
    transition that leads to the target state; None: cards stay put.
    """

    column: str
    title: str
    lines: tuple[str, ...] = ()
    corner: tuple[str, ...] = ()
    move: Callable[..., Any] | Literal["workflow"] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A list page: search, filters, groups, favourites, columns, export, bulk verbs, board.

    ``query`` returns the base ``select(Model)`` (kept: what changes with the hour or the reader is
    a ``bindparam(callable_=…)`` in it) with the joins the columns need (outer joins for
    optional relations); the engine replaces what is selected, and the session guard attaches the
    record rules. ``order`` names columns, ``-`` first for descending; ``id`` is the last tie-break.
    ``form`` names the FormView a row opens (and whose *create* verb gives the *New* button).
    ``tone`` is an expression yielding ``"danger"``, ``"warning"``, ``"muted"`` or NULL for the row.
    """

    name: str
    title: Text
    model: type[Any]
    path: str
    permission: str
    query: Callable[[], Select[Any]]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    facets: tuple[Facet, ...] = ()
    groups: tuple[GroupBy, ...] = ()
    search: tuple[Source, ...] = ()
    search_hint: Text | None = None
    order: str = "-id"
    form: str | None = None
    bulk: tuple[BulkAction, ...] = ()
    board: BoardView | None = None
    empty: EmptyState | None = None
    tone: Source | None = None
    page_size: int = 80
    default_group: str | None = None
    default_view: Literal["list", "board"] = "list"
    export: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A type-ahead over one kind of record, for many2one fields, facets and the search box.

    ``search`` expressions are matched as substrings (so three characters or a serial fragment
    find). ``extra`` expressions ride along with each hit, for ``LookupField(fill=...)``;
    ``filters`` name what a form may narrow by: ``filters={"customer_id": Equipment.customer_id}``.
    ``form`` is the record page of a hit; with ``everywhere=True`` the hits also appear in the
    search box of the top bar. ``permission`` None: everybody who is logged in (record rules apply).
    """

    name: str
    title: Text
    query: Callable[[], Select[Any]]
    key: Source
    label: Source
    search: tuple[Source, ...]
    sublabel: Source | None = None
    order: tuple[Source, ...] = ()
    where: Where | None = None
    permission: str | None = None
    form: str | None = None
    icon: str = ""
    extra: Mapping[str, Source] | None = None
    filters: Mapping[str, Source] | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A small coloured pill; ``tip`` shows on hover and focus."""

    title: Text
    color: Color = "grey"
    tip: Text | None = None


def state_labels(workflow: Any) -> Labels:
    """Code → (title, colour) of a workflow's states, in their order."""
    return {state.code: (state.title, state.color) for state in workflow.states}
