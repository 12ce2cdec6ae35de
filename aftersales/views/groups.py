"""Rows under headings: groups with counts and totals, opened one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select

from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _
from aftersales.views.declare import Column, GroupBy
from aftersales.views.list_query import GroupRow, group_rows, token_of, within
from aftersales.views.list_state import ListState
from aftersales.views.show import pill, shower


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One heading."""

    title: str
    count: str
    totals: list[str]
    url: str
    level: int


def grouping(state: ListState, level: int) -> GroupBy:
    """The group-by of one level."""
    by_name = {one.name: one for one in state.view.groups}
    return by_name[state.groups[level]]


def path_conditions(state: ListState, path: Sequence[str]) -> list[ColumnElement[bool]]:
    """The rows inside a path of groups; :raises Invalid: for an address that names no group."""
    if not path or len(path) > len(state.groups):
        raise Invalid(_("This group does not exist (any more). Reload the list."))
    try:
        return [within(grouping(state, level), token) for level, token in enumerate(path)]
    except (ValueError, ArithmeticError):
        raise Invalid(_("This group does not exist (any more). Reload the list.")) from None


def group_lines(
    uow: UnitOfWork,
    state: ListState,
    base: Select[Any],
    shown: Sequence[Column],
    path: tuple[str, ...],
) -> list[GroupLine]:
    """The headings of the level below ``path``."""
    group = grouping(state, len(path))
    url, draw = state.tail_url("/group"), _title_drawer(group)
    joint = "&" if "?" in url else "?"
    draws = [shower(column.kind) for column in shown if column.sum]
    places = {column.name: place for place, column in enumerate(c for c in shown if c.sum)}
    lines = []
    for row in group_rows(uow, base, group, shown):
        inner = (*path, token_of(row.value))
        totals = [
            draws[places[column.name]](row.totals[places[column.name]]) if column.sum else ""
            for column in shown
        ]
        query = urlencode([("in", token) for token in inner])
        lines.append(
            GroupLine(draw(row), f"{row.count:,}", totals, f"{url}{joint}{query}", len(path))
        )
    return lines


def _title_drawer(group: GroupBy) -> Any:
    none = Markup('<span class="none">{}</span>').format(_("(none)"))
    ready = {code: pill(str(t), color) for code, (t, color) in (group.labels or {}).items()}
    yes, no = _("Yes"), _("No")

    def draw(row: GroupRow) -> Any:
        if row.value is None or row.value == "":
            return none
        if isinstance(row.value, bool):
            return yes if row.value else no
        title = row.title if row.title is not None else row.value
        return ready.get(row.value) or str(title)

    return draw
