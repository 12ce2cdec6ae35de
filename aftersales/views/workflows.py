"""The status bar: the states of a record with the time it spent in each."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, format_datetime
from aftersales.views.declare_form import FormView
from aftersales.views.show import Spans
from aftersales.workflow import StateSpan, history


@dataclass(frozen=True, slots=True)
class Arrow:
    """One arrow of the bar."""

    title: str
    spent: str
    tip: str
    css: str


def has_workflow(model: type[Any]) -> bool:
    """Whether records of a class have a workflow."""
    return model in current_app.extensions["aftersales.workflows"]


def status_bar(uow: UnitOfWork, view: FormView, record: Any) -> list[Arrow]:
    """The arrows; empty for records without a workflow."""
    if not view.status or not has_workflow(view.model):
        return []
    spans, found = Spans(), history(uow, record)
    shown = [one for one in found if view.bar is None or one.state.code in view.bar or one.current]
    return [_arrow(one, spans) for one in shown]


def _arrow(one: StateSpan, spans: Spans) -> Arrow:
    css = "now" if one.current else "past" if one.passed else "next"
    spent = (
        spans.text(one.spent)
        if one.spent is not None and not (one.current and one.state.done)
        else ""
    )
    tip = (
        _("since {moment}", moment=format_datetime(one.entered_at, weekday=True))
        if one.entered_at
        else ""
    )
    return Arrow(str(one.state.title), spent if css != "next" else "", tip, css)
