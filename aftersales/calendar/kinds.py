"""What modules say about their clocks: names, whose they are, which are told at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from aftersales.auth.models import Role, User
from aftersales.calendar.models import CalendarClock
from aftersales.db.base import Base, model_name
from aftersales.db.uow import UnitOfWork

_EXTENSION = "aftersales.clocks"


def _never(_record: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocked:
    """The clocks of one class of records.

    :param titles: what each clock is called, by its name (``reply``, ``arrive`` …).
    :param label: how a person tells the record from others: its number and a few words.
    :param people: ids of those who answer for the record; they are warned.
    :param role: who is warned when nobody answers for it yet.
    :param urgent: whether warnings about the record wait for no digest.
    """

    model: type[Base]
    titles: Mapping[str, object]
    label: Callable[[Any], str]
    people: Callable[[UnitOfWork, Any], Iterable[int | None]]
    role: str = ""
    urgent: Callable[[Any], bool] = field(default=_never)


@dataclass(frozen=True, slots=True)
class _Installed:
    kinds: Mapping[str, Clocked]
    page_of: Callable[[str], Any]


def install(app: Flask, kinds: Iterable[Clocked], page_of: Callable[[str], Any]) -> None:
    """Know the clocks of all modules; ``page_of`` gives the record page of a class, if any."""
    app.extensions[_EXTENSION] = _Installed({model_name(one.model): one for one in kinds}, page_of)


@dataclass(frozen=True, slots=True)
class Owned:
    """A clock with its record, as people are told of it."""

    clock: CalendarClock
    title: object
    label: str
    url: str
    urgent: bool
    people: tuple[int, ...]


def owned(uow: UnitOfWork, clock: CalendarClock) -> Owned | None:
    """Whose clock it is; ``None`` when no module told or the record is gone."""
    installed: _Installed = current_app.extensions[_EXTENSION]
    kind = installed.kinds.get(clock.model)
    record = None if kind is None else uow.session.get(kind.model, clock.record_id)
    if kind is None or record is None:
        return None
    named = {one for one in kind.people(uow, record) if one is not None}
    active = select(User.id).where(User.is_active)
    people = uow.scalars(active.where(User.id.in_(named))).all()
    if not people and kind.role:
        people = uow.scalars(active.where(User.roles.any(Role.code == kind.role))).all()
    page = installed.page_of(clock.model)
    return Owned(
        clock=clock,
        title=kind.titles.get(clock.name, clock.name),
        label=kind.label(record),
        url=f"{page.path}/{clock.record_id}" if page else "",
        urgent=kind.urgent(record),
        people=tuple(sorted(people)),
    )


def title_of(clock: CalendarClock) -> object:
    """What a clock is called; its name where no module told."""
    installed: _Installed = current_app.extensions[_EXTENSION]
    kind = installed.kinds.get(clock.model)
    return kind.titles.get(clock.name, clock.name) if kind else clock.name
