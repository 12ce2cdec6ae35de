"""Blocks that modules put on each other's pages."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from aftersales.db.uow import UnitOfWork
from aftersales.views.book import book
from aftersales.views.declare_slots import Section


@dataclass(frozen=True, slots=True)
class Block:
    """A rendered section."""

    name: str
    title: str
    body: Markup | str
    load: str = ""


def sections_of(uow: UnitOfWork, slot: str, record: Any, parts: str = "") -> list[Block]:
    """The sections of a slot the actor may see, those with nothing to say left out.

    :param parts: where the page's lazy parts are fetched from; empty: all are drawn now.
    """
    found = []
    for section in book().sections.get(slot, ()):
        if not _is_for(uow, section, record):
            continue
        if section.lazy and parts:
            load = f"{parts}section-{section.name}"
            found.append(Block(section.name, str(section.title), "", load))
        elif body := _body(uow, section, record):
            found.append(Block(section.name, str(section.title), body))
    return found


def section_of(uow: UnitOfWork, slot: str, record: Any, name: str) -> Block | None:
    """One section of a slot, drawn now; None when it is not the actor's or has nothing to say."""
    return next((one for one in sections_of(uow, slot, record) if one.name == name), None)


def _is_for(uow: UnitOfWork, section: Section, record: Any) -> bool:
    if section.permission and not uow.actor.can(section.permission):
        return False
    return section.when is None or section.when(uow, record)


def _body(uow: UnitOfWork, section: Section, record: Any) -> Markup | str | None:
    if section.render is not None:
        return section.render(uow, record)
    context = section.context(uow, record) if section.context else {}
    if context is None or section.template is None:
        return None
    return Markup(render_template(section.template, record=record, uow=uow, **context))  # noqa: S704  # escaped by Jinja
