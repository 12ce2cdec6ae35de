"""Rendering a page inside the frame: top bar, module menu, crumbs, title."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from aftersales.db.uow import current_uow, has_uow
from aftersales.i18n import (
    _,
    current_locale,
    format_date,
    format_datetime,
    format_money,
    format_quantity,
    format_relative,
)
from aftersales.views.show import avatar, disc, pill
from aftersales.views.urls import list_url, record_url, url_of
from aftersales.web.assets_url import static_url
from aftersales.web.icons import icon
from aftersales.web.menu import frame_for
from aftersales.web.requests import current_actor


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to this page."""

    title: object
    url: str = ""


def render_page(
    template: str,
    *,
    title: object,
    module: str = "",
    crumbs: tuple[Crumb, ...] = (),
    **context: Any,
) -> str:
    """A page in the frame of ``module`` (its menu and accent)."""
    return render_template(
        template, title=title, frame=frame_for(current_actor(), module), crumbs=crumbs, **context
    )


def csrf() -> Markup:
    """The hidden input every form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def theme() -> str:
    """``light`` or ``dark``, as the person last chose in this browser."""
    return "dark" if request.cookies.get("theme") == "dark" else "light"


def unread_count() -> int:
    """Unread notes in the person's inbox; 0 when nobody is logged in or no inbox is installed."""
    counter = current_app.extensions.get("aftersales.unread")
    if counter is None or not has_uow() or current_actor().user_id is None:
        return 0
    return int(counter(current_uow()))


def approvals_count() -> int:
    """Signatures the person may give now; 0 when nobody is logged in."""
    counter = current_app.extensions.get("aftersales.waiting")
    if counter is None or not has_uow() or current_actor().user_id is None:
        return 0
    return int(counter(current_uow()))


def install_templates(app: Flask) -> None:
    """Names every template may use."""
    app.jinja_env.globals.update(
        _=_,
        icon=icon,
        pill=pill,
        avatar=avatar,
        disc=disc,
        static=static_url,
        csrf=csrf,
        theme=theme,
        unread_count=unread_count,
        approvals_count=approvals_count,
        record_url=record_url,
        list_url=list_url,
        url_of=url_of,
        locale=current_locale,
        actor=current_actor,
        format_date=format_date,
        format_datetime=format_datetime,
        format_money=format_money,
        format_quantity=format_quantity,
        format_relative=format_relative,
        settings=lambda: current_app.extensions.get("aftersales.settings"),
    )
    app.jinja_env.filters.update(
        date=format_date,
        datetime=format_datetime,
        money=format_money,
        quantity=format_quantity,
        reltime=format_relative,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
