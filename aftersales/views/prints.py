"""The print menu of a record: the papers it can become, and those already issued."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from aftersales.db.uow import UnitOfWork
from aftersales.documents import issued_of
from aftersales.documents.reading import may_read_in_full
from aftersales.views.declare_form import FormView
from aftersales.views.show import shower


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A stored paper."""

    title: str
    url: str
    at: str
    current: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper."""

    title: str
    preview_url: str
    issue_url: str
    in_full: bool
    issued: list[IssuedLink]


def papers_of(uow: UnitOfWork, view: FormView, record: Any) -> list[Paper]:
    """The papers of a record page the actor may print: one statement for all that were issued."""
    catalogue = current_app.extensions.get("aftersales.documents", {})
    specs = [catalogue[name] for name in view.documents if name in catalogue]
    specs = [spec for spec in specs if spec.model is view.model and uow.actor.can(spec.permission)]
    if not specs:
        return []
    relative, found = shower("reltime"), issued_of(uow, record)
    return [
        Paper(
            title=str(spec.title),
            preview_url=f"/documents/preview/{spec.name}/{record.id}",
            issue_url=f"/documents/issue/{spec.name}/{record.id}",
            in_full=may_read_in_full(uow.actor, spec),
            issued=[
                IssuedLink(
                    one.filename,
                    f"/documents/{one.id}.pdf",
                    relative(one.created_at),
                    one.is_current,
                )
                for one in found
                if one.spec == spec.name and may_read_in_full(uow.actor, spec)
            ],
        )
        for spec in specs
    ]
