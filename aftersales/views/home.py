"""Home: what waits on this person, some numbers, and the apps."""

from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.i18n import _
from aftersales.views.book import book
from aftersales.views.declare_slots import Tile, WaitingItem
from aftersales.views.sections import sections_of
from aftersales.views.show import clock_shower, shower
from aftersales.web.page import render_page

SHOWN = 8


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One prepared line."""

    title: str
    url: str
    who: str
    since: str
    due: str
    kind: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """One prepared group of what waits."""

    name: str
    title: str
    icon: str
    lines: list[WaitingLine]
    more: int


@dataclass(frozen=True, slots=True)
class Number:
    """One prepared tile."""

    title: str
    value: str
    url: str
    icon: str
    tone: str


def show_home() -> ResponseReturnValue:
    """``GET /``."""
    uow = current_uow()
    groups = waiting_groups(uow)
    return render_page(
        "views/home.html",
        title=_("Home"),
        greeting=greeting(uow),
        groups=groups,
        waiting=sum(len(group.lines) + group.more for group in groups),
        tiles=_tiles(uow),
        sections=sections_of(uow, "home", None),
    )


def greeting(uow: UnitOfWork) -> str:
    """Good morning, by the company's clock."""
    hour = clock.local(clock.now()).hour
    if hour < 12:
        return _("Good morning, {name}", name=uow.actor.name)
    if hour < 18:
        return _("Good afternoon, {name}", name=uow.actor.name)
    return _("Good evening, {name}", name=uow.actor.name)


def waiting_groups(uow: UnitOfWork) -> list[WaitingGroup]:
    """Every provider the person may use that has something waiting, urgent and oldest first."""
    found = []
    for provider in book().waiting:
        if provider.permission and not uow.actor.can(provider.permission):
            continue
        items = sorted(provider.fn(uow, uow.actor), key=_urgency)
        if items:
            lines = [_line(item) for item in items[:SHOWN]]
            more = len(items) - len(lines)
            found.append(
                WaitingGroup(provider.name, str(provider.title), provider.icon, lines, more)
            )
    return found


def _urgency(item: WaitingItem) -> tuple[bool, Any, Any]:
    late = clock.now().replace(year=9999)
    return not item.urgent, item.due_at or late, item.since or late


def _line(item: WaitingItem) -> WaitingLine:
    since = shower("reltime")(item.since)
    due = clock_shower()(item.due_at, None)
    return WaitingLine(str(item.title), item.url, item.who, since, due, str(item.kind), item.urgent)


def _tiles(uow: UnitOfWork) -> list[Number]:
    tiles = (t for t in book().tiles if not t.permission or uow.actor.can(t.permission))
    return [_number(tile, str(tile.value(uow, uow.actor))) for tile in tiles]


def _number(tile: Tile, value: str) -> Number:
    # Nothing overdue is no cause for red.
    return Number(str(tile.title), value, tile.url, tile.icon, tile.tone if value != "0" else "")
