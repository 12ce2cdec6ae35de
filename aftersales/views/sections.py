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


def sections_of(uow: UnitOfWork, slot: str, record: Any) -> list[Block]:
    """The sections of a slot the actor may see, those with nothing to say left out."""
    found = []
    for section in book().sections.get(slot, ()):
        if section.permission and not uow.actor.can(section.permission):
            continue
        if section.when and not section.when(uow, record):
            continue
        if body := _body(uow, section, record):
            found.append(Block(section.name, str(section.title), body))
    return found


def _body(uow: UnitOfWork, section: Section, record: Any) -> Markup | str | None:
    if section.render is not None:
        return section.render(uow, record)
    context = section.context(uow, record) if section.context else {}
    if context is None or section.template is None:
        return None
    return Markup(render_template(section.template, record=record, uow=uow, **context))  # noqa: S704  # escaped by Jinja
