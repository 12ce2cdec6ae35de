"""The record page to read, and everything reading and editing share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.sql import visitors
from wtforms import Form

from aftersales.access import require
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import NotFound
from aftersales.i18n import _
from aftersales.views.actions import buttons_of
from aftersales.views.book import book
from aftersales.views.declare import Badge, Text
from aftersales.views.declare_form import FormView, Tab
from aftersales.views.form_data import has_faults
from aftersales.views.next_step import next_step
from aftersales.views.once import form_token
from aftersales.views.prints import papers_of
from aftersales.views.record_lines import lines_table
from aftersales.views.record_values import Presenter
from aftersales.views.sections import section_of, sections_of
from aftersales.views.workflows import status_bar
from aftersales.web.page import Crumb, render_page
from aftersales.web.requests import wants_json

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class OpenTab:
    """One prepared tab; ``table`` or ``input`` for lines, ``body`` for the rest."""

    name: str
    title: str
    blocks: list[Any]
    table: Any = None
    input: Any = None
    body: Markup | str = ""
    count: str = ""
    faulty: bool = False
    load: str = ""


@dataclass(frozen=True, slots=True)
class SmartLink:
    """One prepared smart button."""

    title: str
    icon: str
    count: str
    url: str


def load_record(
    uow: UnitOfWork, view: FormView, record_id: int, *, fresh: bool = False, lock: bool = False
) -> Any:
    """The record with the relations its page needs; :raises NotFound: when it may not be seen.

    :param lock: hold it until the end of the unit of work, as it is then.
    """
    if not 0 < record_id <= LARGEST:
        raise NotFound(_("There is no such record, or you may not see it."))
    model: Any = view.model
    statement = _by_key(model, view.options)
    if lock:
        statement = statement.with_for_update(of=view.model)
    if fresh or lock:
        statement = statement.execution_options(populate_existing=True)
    record = uow.session.scalars(statement, {"key": record_id}).unique().one_or_none()
    if record is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    uow.show(ref(record))
    return record


@cache
def _by_key(model: Any, options: tuple[Any, ...]) -> Select[Any]:
    return select(model).where(model.id == bindparam("key")).options(*options)


def open_record(
    name: str, record_id: int, *, lock: bool = False
) -> tuple[FormView, UnitOfWork, Any]:
    """Check the permission and load the record."""
    view, uow = book().forms[name], current_uow()
    require(uow.actor, view.permission)
    return view, uow, load_record(uow, view, record_id, lock=lock)


def show_record(name: str, record_id: int) -> ResponseReturnValue:
    """``GET <path>/<id>``."""
    view, uow, record = open_record(name, record_id)
    form = bound_form(uow, view, record)
    return render_record(uow, view, record, form, editing=False)


def bound_form(uow: UnitOfWork, view: FormView, record: Any) -> Form | None:
    """The edit form holding the stored values, without the fields the actor may not change."""
    if view.form is None:
        return None
    values = view.values(uow, record) if view.values else {}
    return view.form(obj=record, data=dict(values)) if values else view.form(obj=record)


def lock_reason(uow: UnitOfWork, view: FormView, record: Any) -> Text | None:
    """Why the record cannot be edited now, if so."""
    return view.locked(uow, record) if view.locked else None


def may_edit(uow: UnitOfWork, view: FormView) -> bool:
    """Whether the actor may edit records of this page at all."""
    return (
        view.update is not None and view.form is not None and uow.actor.can(view.update.permission)
    )


def render_record(
    uow: UnitOfWork, view: FormView, record: Any, form: Form | None, *, editing: bool, **extra: Any
) -> str:
    """The page in either mode."""
    presenter = Presenter(uow, view, record, form, editing, extra.pop("theirs", {}))
    locked, parts = lock_reason(uow, view, record), parts_path(view, record)
    buttons = [] if editing else buttons_of(uow, view, record)
    return render_page(
        "views/record.html",
        title=view.heading(record),
        module=view.name.partition(".")[0],
        crumbs=crumbs_of(view),
        view=view,
        record=record,
        editing=editing,
        form=form,
        presenter=presenter,
        subheading=view.subheading(record) if view.subheading else "",
        badges=_badges(uow, view, record),
        notice=view.notice(uow, record) if view.notice else "",
        arrows=status_bar(uow, view, record),
        buttons=buttons,
        next_step="" if editing else next_step(uow, view, record, buttons),
        smart=_smart(uow, view, record),
        blocks=presenter.blocks(view.groups),
        tabs=open_tabs(uow, view, record, presenter),
        sections=[] if editing else sections_of(uow, f"{view.name}.form", record, parts),
        side=[] if editing else sections_of(uow, f"{view.name}.side", record, parts),
        edit_url=f"{view.path}/{record.id}/edit" if may_edit(uow, view) and not locked else "",
        locked=locked if may_edit(uow, view) else None,
        delete=_may_delete(uow, view),
        papers=papers_of(uow, view, record),
        thread=_thread(presenter) if not editing else "",
        form_token=form_token() if editing else "",
        **extra,
    )


def crumbs_of(view: FormView) -> tuple[Crumb, ...]:
    """The list the record belongs to."""
    parent = book().lists.get(view.list or "")
    return (Crumb(parent.title, parent.path),) if parent else ()


def _badges(uow: UnitOfWork, view: FormView, record: Any) -> tuple[Badge, ...]:
    return view.badges(uow, record) if view.badges else ()


def _smart(uow: UnitOfWork, view: FormView, record: Any) -> list[SmartLink]:
    shown = [
        one
        for one in view.smart
        if (not one.permission or uow.actor.can(one.permission))
        and (one.when is None or one.when(uow, record))
    ]
    counts = _counted(uow, record, [one.count for one in shown])
    return [
        SmartLink(str(one.title), one.icon, str(count), one.url(uow, record))
        for one, count in zip(shown, counts, strict=True)
    ]


def _counted(uow: UnitOfWork, record: Any, counts: Sequence[Any]) -> list[Any]:
    """The counts; those that are statements are asked for in one."""
    asked = tuple(one for one in counts if isinstance(one, Select))
    found: Iterator[Any] = iter(())
    if asked:
        model: Any = type(record)
        statement, names = _all_counts(model, asked)
        rows = uow.rows(statement, {name: getattr(record, name) for name in names})
        found = iter(rows[0][1:] if rows else [0] * len(asked))
    return [next(found) if isinstance(one, Select) else one(uow, record) for one in counts]


@cache
def _all_counts(model: Any, counts: tuple[Select[Any], ...]) -> tuple[Select[Any], set[str]]:
    """Several counts as one statement, and the attributes of the record it asks for."""
    # Under a row of the record's own, so that the guard meets a statement of mapped classes.
    parts = [one.correlate(None).scalar_subquery() for one in counts]
    statement = select(model.id, *parts).where(model.id == bindparam("id"))
    found = visitors.iterate(statement)
    return statement, {one.key for one in found if isinstance(one, BindParameter) and one.required}


def _may_delete(uow: UnitOfWork, view: FormView) -> bool:
    return view.delete is not None and uow.actor.can(view.delete.permission)


def _thread(page: Presenter) -> Markup | str:
    render = current_app.extensions.get("aftersales.thread")
    return render(page.uow, page.record, page.names) if render and page.view.thread else ""


def open_tabs(uow: UnitOfWork, view: FormView, record: Any, presenter: Presenter) -> list[OpenTab]:
    """The tabs the actor may see and that have something in them, content ready."""
    tabs = [_tab(uow, tab, record, presenter) for tab in open_to(uow, view, record)]
    return [one for one in tabs if one.load or has_content(one)]


def open_to(uow: UnitOfWork, view: FormView, record: Any) -> list[Tab]:
    """The declared tabs the actor may see on this record."""
    return [
        tab
        for tab in view.tabs
        if (not tab.permission or uow.actor.can(tab.permission))
        and (record is not None or tab.on_create)
        and (tab.when is None or tab.when(uow, record))
    ]


def has_content(tab: OpenTab) -> bool:
    """Whether there is anything to see or fill in."""
    return bool(tab.blocks or tab.body or tab.table or tab.input is not None)


def _tab(uow: UnitOfWork, tab: Tab, record: Any, presenter: Presenter) -> OpenTab:
    if tab.lazy and record is not None and not presenter.editing:
        load = f"{parts_path(presenter.view, record)}tab-{tab.name}"
        return OpenTab(tab.name, str(tab.title), [], load=load)
    return drawn_tab(uow, tab, record, presenter)


def parts_path(view: FormView, record: Any) -> str:
    """Where the lazy parts of a record's page are fetched from."""
    return f"{view.path}/{record.id}/part/"


def drawn_tab(uow: UnitOfWork, tab: Tab, record: Any, presenter: Presenter) -> OpenTab:
    """One tab with its content."""
    title = str(tab.title)
    if tab.lines is not None:
        entry = _lines_input(tab, presenter)
        if entry is not None:
            return OpenTab(tab.name, title, [], input=entry, faulty=has_faults(entry))
        if record is None:
            return OpenTab(tab.name, title, [])
        table = lines_table(uow, tab.lines, record)
        return OpenTab(tab.name, title, [], table=table, count=str(len(table.rows) or ""))
    if tab.groups:
        blocks = presenter.blocks(tab.groups)
        faulty = any(
            line.input is not None and line.input.errors for b in blocks for line in b.lines
        )
        return OpenTab(tab.name, title, blocks, faulty=faulty)
    return OpenTab(tab.name, title, [], body=_tab_body(uow, tab, record, presenter))


def _lines_input(tab: Tab, presenter: Presenter) -> Any:
    form, name = presenter.form, tab.lines.edit if tab.lines else None
    return form[name] if presenter.editing and form is not None and name and name in form else None


def _tab_body(uow: UnitOfWork, tab: Tab, record: Any, presenter: Presenter) -> Markup | str:
    if tab.render is not None:
        return tab.render(uow, record)
    context: Mapping[str, Any] = tab.context(uow, record) if tab.context else {}
    if tab.template is None:
        return ""
    form = presenter.form if presenter.editing else None
    return Markup(render_template(tab.template, record=record, uow=uow, form=form, **context))  # noqa: S704  # escaped by Jinja


def show_part(name: str, record_id: int, part: str) -> ResponseReturnValue:
    """``GET <path>/<id>/part/<part>``: a lazy tab or section, as a fragment."""
    view, uow, record = open_record(name, record_id)
    kind, _separator, wanted = part.partition("-")
    if kind == "section":
        slots = (f"{view.name}.form", f"{view.name}.side")
        found = next((s for slot in slots if (s := section_of(uow, slot, record, wanted))), None)
        return render_template("views/_section.html", one=found) if found else ""
    presenter = Presenter(uow, view, record, bound_form(uow, view, record), False)
    for tab in open_to(uow, view, record):
        if tab.name == wanted:
            drawn = drawn_tab(uow, tab, record, presenter)
            content = drawn if has_content(drawn) else None
            return render_template("views/_pane.html", tab=content, presenter=presenter)
    raise NotFound(_("There is nothing to show here."))


def show_why(name: str, record_id: int, field: str) -> ResponseReturnValue:
    """``GET <path>/<id>/why/<field>``: the sum behind a computed value, as a fragment or JSON."""
    view, uow, record = open_record(name, record_id)
    explain = view.why.get(field)
    if explain is None:
        raise NotFound(_("There is nothing to explain here."))
    because = explain(uow, record)
    if wants_json():
        return jsonify(because.to_json() if because is not None else None)
    return render_template("views/_why.html", because=because)
