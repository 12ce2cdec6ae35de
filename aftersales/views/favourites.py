"""Saved searches: private or shared, one of them the default a person's list opens with."""

from dataclasses import dataclass

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from aftersales.access import require
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import Invalid, NotFound
from aftersales.i18n import _
from aftersales.views.book import book
from aftersales.views.declare import ListView
from aftersales.views.inputs import CONTROL
from aftersales.views.list_state import ListState
from aftersales.views.models import Favourite

LONGEST_ADDRESS = 1000


@dataclass(frozen=True, slots=True)
class FavouriteLink:
    """One entry of the favourites menu."""

    id: int
    title: str
    url: str
    mine: bool
    shared: bool
    default: bool
    active: bool


def favourites_of(uow: UnitOfWork, state: ListState) -> list[FavouriteLink]:
    """The person's own favourites and those others share, for one list."""
    view, here = state.view, state.url(page=1)
    return [
        FavouriteLink(
            id=one.id,
            title=one.title,
            url=f"{view.path}?{one.address}" if one.address else view.path,
            mine=one.owner_id == uow.actor.user_id,
            shared=one.is_shared,
            default=one.is_default and one.owner_id == uow.actor.user_id,
            active=f"{view.path}?{one.address}" == here,
        )
        for one in _visible(uow, view)
    ]


def default_address(uow: UnitOfWork, view: ListView) -> str:
    """The address of the person's default favourite, or an empty text."""
    mine = (one for one in _visible(uow, view) if one.owner_id == uow.actor.user_id)
    return next((one.address for one in mine if one.is_default), "")


def _visible(uow: UnitOfWork, view: ListView) -> list[Favourite]:
    seen = or_(Favourite.owner_id == uow.actor.user_id, Favourite.is_shared)
    statement = select(Favourite).where(Favourite.view == view.name, seen)
    return list(uow.scalars(statement.order_by(Favourite.title, Favourite.id)))


def save_favourite(name: str) -> ResponseReturnValue:
    """``POST <path>/favourites``: keep the present address under a title."""
    view, uow = book().lists[name], current_uow()
    require(uow.actor, view.permission)
    title = CONTROL.sub(" ", request.form.get("title", "")).strip()[:60]
    address = CONTROL.sub("", request.form.get("address", "")).lstrip("?")
    if not title:
        raise Invalid(_("Give the favourite a name."), field="title")
    if len(address) > LONGEST_ADDRESS:
        raise Invalid(_("This search is too long to keep."))
    shared = bool(request.form.get("shared"))
    if shared:
        require(uow.actor, "views.share")
    _keep(uow, view, title, address, shared=shared, default=bool(request.form.get("default")))
    flash(_("“{title}” is now among your favourites.", title=title), "success")
    return redirect(f"{view.path}?{address}" if address else view.path)


def _keep(
    uow: UnitOfWork, view: ListView, title: str, address: str, *, shared: bool, default: bool
) -> None:
    mine = [one for one in _visible(uow, view) if one.owner_id == uow.actor.user_id]
    if default:
        for other in mine:
            other.is_default = False
    kept = next((one for one in mine if one.title == title), None)
    if kept is None:
        assert uow.actor.user_id is not None
        kept = Favourite(view=view.name, title=title, owner_id=uow.actor.user_id)
        uow.session.add(kept)
    kept.address, kept.is_shared, kept.is_default = address, shared, default
    uow.flush()


def remove_favourite(name: str, favourite_id: int) -> ResponseReturnValue:
    """``POST <path>/favourites/<id>/remove``: drop one of one's own."""
    view, uow = book().lists[name], current_uow()
    require(uow.actor, view.permission)
    kept = uow.find(Favourite, favourite_id)
    if kept is None or kept.owner_id != uow.actor.user_id or kept.view != view.name:
        raise NotFound(_("There is no such favourite of yours."))
    uow.delete(kept)
    uow.flush()
    flash(_("“{title}” was removed from your favourites.", title=kept.title), "success")
    return redirect(f"{view.path}?f=" if view.filters else view.path)
