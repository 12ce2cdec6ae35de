"""The board: the rows of a list as cards in the columns of one badge column; cards may be moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func

from aftersales.access import require
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _
from aftersales.views.book import book
from aftersales.views.cells import FIRST, drawers
from aftersales.views.declare import BoardView, Column, ListView
from aftersales.views.list_query import key_of, ordered, selected
from aftersales.views.list_state import ListState
from aftersales.views.urls import record_prefix
from aftersales.workflow import advance, offers


@dataclass(frozen=True, slots=True)
class Card:
    """One record on the board."""

    id: int
    url: str
    tone: str
    title: str
    lines: list[str]
    corner: list[str]


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One column of the board."""

    code: str
    title: str
    color: str
    count: str
    cards: list[Card]
    more_url: str


def board_columns(
    uow: UnitOfWork, state: ListState, base: Select[Any], columns: Sequence[Column]
) -> list[BoardColumn]:
    """One statement for the counts and one for each column's first cards."""
    view = state.view
    board = view.board
    by_name = {column.name: column for column in columns}
    if board is None or board.column not in by_name or board.title not in by_name:
        return []
    source: Any = by_name[board.column].source
    counts = base.with_only_columns(source, func.count(), maintain_column_froms=True)
    found = {row[0]: row[1] for row in uow.rows(counts.order_by(None).group_by(source))}
    names = [name for name in (board.title, *board.lines, *board.corner) if name in by_name]
    shown = [by_name[name] for name in names]
    draws = drawers(shown, uow.actor, view.form)
    result = []
    for code, (title, color) in (by_name[board.column].labels or {}).items():
        rows = _cards(uow, state, base, shown, source == code) if found.get(code) else []
        cards = [_card(row, names, draws, board, record_prefix(view.form)) for row in rows]
        count = found.get(code, 0)
        more = _more_url(state, board, str(code)) if count > len(cards) else ""
        result.append(BoardColumn(str(code), str(title), color, f"{count:,}", cards, more))
    return result


def _cards(
    uow: UnitOfWork, state: ListState, base: Select[Any], shown: Sequence[Column], where: Any
) -> Sequence[Any]:
    view = state.view
    assert view.board is not None
    statement = base.where(where).with_only_columns(
        *selected(view, shown), maintain_column_froms=True
    )
    statement = ordered(statement, state.order, view.columns, key_of(view))
    return uow.rows(statement.limit(view.board.limit))


def _card(row: Any, names: list[str], draws: list[Any], board: BoardView, prefix: str) -> Card:
    cells = {name: draw(row) for name, draw in zip(names, draws, strict=True)}
    return Card(
        id=row[0],
        url=f"{prefix}{row[0]}" if prefix else "",
        tone=row[FIRST - 1] or "",
        title=cells[board.title],
        lines=[cells[name] for name in board.lines if cells.get(name)],
        corner=[cells[name] for name in board.corner if cells.get(name)],
    )


def _more_url(state: ListState, board: BoardView, code: str) -> str:
    if any(facet.name == board.column for facet in state.view.facets):
        return state.url(mode="list", facets=(*state.facets, (board.column, code)))
    return state.url(mode="list")


def move_card(name: str) -> ResponseReturnValue:
    """``POST <path>/board``: a card was dropped on another column. JSON in and out."""
    view, uow = book().lists[name], current_uow()
    require(uow.actor, view.permission)
    target = request.form.get("to", "")
    record_id = request.form.get("id", type=int)
    if view.board is None or view.board.move is None or record_id is None:
        raise Invalid(_("This board cannot be changed by moving cards."))
    _move(uow, view, view.board, record_id, target)
    return jsonify(ok=True)


def _move(uow: UnitOfWork, view: ListView, board: BoardView, record_id: int, target: str) -> None:
    record = uow.get(view.model, record_id)
    if board.move != "workflow":
        assert callable(board.move)
        board.move(uow, record_id=record_id, to=target)
        return
    steps = [offer for offer in offers(uow, record) if offer.transition.target == target]
    if len(steps) != 1:
        raise Refused(_("No single step leads there from the present state; open the record."))
    if steps[0].refusal:
        raise Refused(steps[0].refusal)
    advance(uow, record, steps[0].transition.code)
