"""Declarations of record pages. See `docs/views.md`; import from ``aftersales.views``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from markupsafe import Markup
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import QueryableAttribute
from wtforms import Form

from aftersales.views.declare import Badge, Column, EmptyState, Labels, Text

if TYPE_CHECKING:
    from aftersales.db.uow import UnitOfWork

FieldKind: TypeAlias = Literal[
    "text",
    "long",
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
    "people",
    "stars",
    "phone",
    "reltime",
    "clock",
    "signature",
    "files",
    "html",
]

Check: TypeAlias = Callable[["UnitOfWork", Any], bool]
"""``check(uow, record)``; on create pages the record is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a group; a bare string ``"phone"`` is short for ``Field(name="phone")``.

    In edit mode the input comes from the form class (by name); a name the form class does not have
    is shown read-only. In read mode the value is ``record.<name>`` unless ``value`` computes it,
    and its kind is taken from the form's input unless ``kind`` says otherwise. ``to`` gives the
    record page and id the value links to: ``to=lambda r: ("customers.customer", r.customer_id)``.
    ``wide``: over both columns. ``when`` hides the field; ``only`` limits it to one mode
    (``edit`` means creating as well).
    """

    name: str
    title: Text | None = None
    kind: FieldKind | None = None
    value: Callable[[Any], Any] | None = None
    to: Callable[[Any], tuple[str, int | None]] | None = None
    labels: Labels | None = None
    help: Text | None = None
    wide: bool = False
    when: Check | None = None
    only: Literal["read", "edit", "create"] | None = None


FieldLike: TypeAlias = str | Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A titled block of fields in two columns (one on a phone)."""

    fields: tuple[FieldLike, ...]
    title: Text = ""
    when: Check | None = None
    columns: Literal[1, 2] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesView:
    """The child rows of a record as a table.

    Edited through the form's ``LinesField`` named ``edit``.

    ``query(record)`` returns the select of the child rows (joins included, filtered to the record).
    """

    query: Callable[[Any], Select[Any]]
    columns: tuple[Column, ...]
    order: str = "id"
    edit: str | None = None
    form: str | None = None
    empty: EmptyState | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A tab under the groups: field groups, lines, a template or a rendering function.

    ``template`` gets ``record``, ``uow``, ``form`` (edit mode) and what ``context(uow, record)``
    returns. Give only one of ``groups``, ``lines``, ``template``, ``render``. ``lazy``: when the
    record is read, the tab is drawn when somebody opens it (never the first one).
    """

    name: str
    title: Text
    groups: tuple[Group, ...] = ()
    lines: LinesView | None = None
    template: str | None = None
    context: "Callable[[UnitOfWork, Any], Mapping[str, Any]] | None" = None
    render: "Callable[[UnitOfWork, Any], Markup] | None" = None
    when: Check | None = None
    permission: str | None = None
    on_create: bool = True
    lazy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A service function behind a form.

    create: ``fn(uow, **data) -> record``; update: ``fn(uow, *, record_id, **data)``.
    ``data`` are the form's fields by name, cleaned (lookups as ids, lines as lists of dicts,
    signatures as PNG bytes, uploads as ``Upload``). On update only fields the person could edit
    are passed. The optimistic lock is checked before ``fn`` runs.
    """

    permission: str
    fn: Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button on the record page.

    ``transition``: the button follows the workflow (shown when offered, greyed with the guard's
    reason); pressing it runs ``verb`` if given, else ``workflow.advance(uow, record, transition)``.
    A verb named here must itself advance the workflow. ``verb(uow, *, record_id, **form data)``.
    ``form`` opens in a dialog first; ``initial(uow, record)`` fills it. ``when`` hides the button,
    ``refuse(uow, record)`` returns the sentence that greys it (or None). ``url`` makes it a link.
    The verb may return a record (the browser goes to its page), a URL, a Flask response or None.
    ``about(uow, record)`` is what one reads in the dialog before one acts.
    Transitions without any Action get a plain button of their own (with a note dialog).
    """

    name: str
    title: Text
    transition: str | None = None
    verb: Callable[..., Any] | None = None
    form: type[Form] | None = None
    initial: "Callable[[UnitOfWork, Any], Mapping[str, Any]] | None" = None
    permission: str | None = None
    icon: str = ""
    style: Literal["plain", "primary", "success", "danger"] = "plain"
    when: Check | None = None
    refuse: "Callable[[UnitOfWork, Any], Text | None] | None" = None
    confirm: Text | None = None
    url: "Callable[[UnitOfWork, Any], str] | None" = None
    done: Text | None = None
    help: Text | None = None
    about: "Callable[[UnitOfWork, Any], Markup | Text | None] | None" = None
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SmartButton:
    """A count of related records that opens them.

    ``count`` is ``counting(Order.case_id)`` or gives the number itself. All countings of a page are
    one statement, put together once.
    """

    title: Text
    icon: str
    count: "Select[Any] | Callable[[UnitOfWork, Any], int | str]"
    url: "Callable[[UnitOfWork, Any], str]"
    permission: str | None = None
    when: Check | None = None


def counting(column: QueryableAttribute[Any], by: str = "id") -> Select[int]:
    """How many rows have the value of the record's attribute ``by`` in ``column``."""
    return select(func.count(column.class_.id)).where(column == bindparam(by))


@dataclass(frozen=True, slots=True, kw_only=True)
class BecauseLine:
    """One step of an explanation: what, how much, and the clause it rests on."""

    text: Text
    value: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why a computed value is what it is. Any object with ``title`` and ``lines`` will do."""

    title: Text
    lines: tuple["BecauseLine | Text", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePanel:
    """A strip on the create and edit form that answers while one types.

    When one of the ``watch`` fields changes the engine sends the form as it stands and shows what
    ``render(uow, data)`` returns (``data``: raw values by name, ids as int or None).
    """

    name: str
    watch: tuple[str, ...]
    render: "Callable[[UnitOfWork, Mapping[str, Any]], Markup | str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A record page: ``<path>/<id>`` to read, ``<path>/<id>/edit``, ``<path>/new``.

    ``title`` is the noun (*Case*), ``heading(record)`` the line in large type. ``list`` is the list
    the breadcrumb leads to. ``locked(uow, record)`` returns the sentence why nobody may edit now.
    ``options`` are loader options for the record (relations are not loaded otherwise).
    ``initial(uow, args)`` prefills the create form; address parameters named like fields do too.
    ``values(uow, record)`` fills inputs of the edit form that are no attributes of the record.
    ``documents`` are names of document specs for the print menu. ``why`` maps a field name to
    ``explain(uow, record) -> Because | None``. ``slot`` for sections is ``"<name>.form"``.
    """

    name: str
    title: Text
    model: type[Any]
    path: str
    permission: str
    heading: Callable[[Any], str]
    groups: tuple[Group, ...]
    form: type[Form] | None = None
    create_form: type[Form] | None = None
    list: str | None = None
    subheading: Callable[[Any], Text] | None = None
    tabs: tuple[Tab, ...] = ()
    create: Verb | None = None
    update: Verb | None = None
    delete: Verb | None = None
    create_title: Text | None = None
    initial: "Callable[[UnitOfWork, Mapping[str, str]], Mapping[str, Any]] | None" = None
    values: "Callable[[UnitOfWork, Any], Mapping[str, Any]] | None" = None
    actions: tuple[Action, ...] = ()
    smart: tuple[SmartButton, ...] = ()
    documents: tuple[str, ...] = ()
    why: "Mapping[str, Callable[[UnitOfWork, Any], Any]]" = field(default_factory=dict)
    badges: "Callable[[UnitOfWork, Any], tuple[Badge, ...]] | None" = None
    notice: "Callable[[UnitOfWork, Any], Markup | Text | None] | None" = None
    locked: "Callable[[UnitOfWork, Any], Text | None] | None" = None
    live: tuple[LivePanel, ...] = ()
    options: tuple[Any, ...] = ()
    status: bool = True
    bar: tuple[str, ...] | None = None
    thread: bool = True
