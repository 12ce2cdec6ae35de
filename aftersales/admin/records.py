"""What the system writes of itself (audit trail, outbox, logins, jobs), and reference tables."""

from typing import TYPE_CHECKING, Any

from flask import flash, redirect
from flask_admin import expose
from markupsafe import Markup, escape
from sqlalchemy import case

from aftersales.access import Actor, present
from aftersales.admin.base import AUDIT, Table, moment
from aftersales.auth.logins import LoginAttempt
from aftersales.auth.show import event_title
from aftersales.db.base import Base, mapped_classes
from aftersales.db.outbox import OutboxMessage
from aftersales.db.uow import current_uow
from aftersales.i18n import _, _l
from aftersales.views.book import book
from aftersales.views.show import pill

if TYPE_CHECKING:
    from aftersales.registry.contributions import AdminView

ACTIONS = {
    "insert": (_l("created"), "green"),
    "update": (_l("changed"), "blue"),
    "delete": (_l("deleted"), "red"),
    "login": (_l("logged in"), "grey"),
    "logout": (_l("logged out"), "grey"),
    "end login": (_l("logged out by force"), "orange"),
    "2nd factor": (_l("second factor"), "orange"),
    "recovery": (_l("recovery codes"), "orange"),
    "view-as": (_l("began to view as"), "orange"),
    "view-end": (_l("ended viewing as"), "grey"),
}
REFERENCE = _l("Reference data")


def changed_values(_view: Any, _context: Any, model: Any, _name: str) -> Markup:
    """Format the changes of an audit entry: field, old value, new value."""
    kind, actor = mapped_classes().get(model.model), current_uow().actor
    lines = [
        Markup("<li><b>{}</b> <del>{}</del> <ins>{}</ins></li>").format(
            field, *(_short(_seen(actor, kind, field, value)) for value in pair)
        )
        for field, pair in model.changes.items()
    ]
    return Markup('<ul class="audit-changes">{}</ul>').format(Markup("").join(lines))


def _seen(actor: Actor, kind: type[Base] | None, field: str, value: Any) -> Any:
    """The value as field rules let the reader of the trail see it."""
    return present(actor, kind, field, value) if kind is not None and value else value


def _short(value: Any) -> str:
    return "" if value is None else str(value)[:200]


def action_pill(_view: Any, _context: Any, model: Any, _name: str) -> Markup:
    """Format what was done as a pill."""
    title, color = ACTIONS.get(model.action, (model.action, "grey"))
    return pill(str(title), color)


def record_title(_view: Any, _context: Any, model: Any, _name: str) -> Markup:
    """Format a kind of record by its name on screen, with a link where it has a page."""
    kind = mapped_classes().get(model.model)
    form = next((form for form in book().forms.values() if form.model is kind), None)
    if form is None:
        return escape(model.model)
    if model.action == "delete":
        return escape(form.title)
    return Markup('<a href="{}/{}">{}</a>').format(form.path, model.record_id, form.title)


class ReadOnly(Table):
    """A table that only the system writes."""

    can_create = False
    can_edit = False


class AuditTrail(ReadOnly):
    """Who changed what; the entries are chained by hashes (``aftersales audit verify``)."""

    permission = AUDIT
    help = _l("Search by kind of record, number or person, for instance: auth.User 3")
    column_list = ("seq", "at", "actor_name", "action", "model", "record_id", "changes")
    column_searchable_list = ("model", "record_id", "actor_name")
    column_sortable_list = ("seq",)
    column_default_sort = ("seq", True)
    column_formatters = {
        "at": moment,
        "changes": changed_values,
        "action": action_pill,
        "model": record_title,
    }
    narrow_columns = ("seq",)
    column_labels = {
        "seq": _l("Sequence"),
        "at": _l("When"),
        "actor_name": _l("Who"),
        "action": _l("What"),
        "model": _l("Record"),
        "record_id": _l("Number"),
        "changes": _l("Old and new values"),
    }


def outbox_state(_view: Any, _context: Any, model: OutboxMessage, _name: str) -> Markup:
    """Format how a message stands; a given-up one gets a button to try again."""
    if model.done_at:
        return pill(_("delivered"), "green")
    if model.failed_at:
        return pill(_("given up"), "red")
    waiting = _("queued") if not model.attempts else _("tried {n} times", n=model.attempts)
    return pill(waiting, "orange" if model.attempts else "blue")


class Outbox(ReadOnly):
    """What is to be done after commits: delivered at least once, given up after five tries."""

    help = _l("Failed messages are tried again by themselves four times, then wait here for you.")
    column_list = ("id", "created_at", "event", "handler", "attempts", "error")
    column_searchable_list = ("event", "handler", "error")
    column_sortable_list = ("id",)
    column_default_sort = ("id", True)
    column_formatters = {"created_at": moment, "attempts": outbox_state}
    narrow_columns = ("id", "event")
    column_labels = {
        "id": _l("Sequence"),
        "created_at": _l("When"),
        "event": _l("Fact"),
        "handler": _l("Work"),
        "attempts": _l("State"),
        "error": _l("Fault"),
    }

    def get_query(self) -> Any:
        """Given-up messages first: they are why somebody opens this page."""
        return (
            super().get_query().order_by(case((OutboxMessage.failed_at.is_not(None), 0), else_=1))
        )

    def can_retry(self, message: OutboxMessage) -> bool:
        """Whether a message was given up."""
        return message.failed_at is not None

    @expose("/<int:message_id>/retry", methods=("POST",))
    def retry(self, message_id: int) -> Any:
        """Let the workers try a given-up message again."""
        uow = current_uow()
        message = uow.get(OutboxMessage, message_id, lock=True)
        if message.done_at is None:
            message.failed_at, message.attempts, message.available_at = None, 0, uow.now
            flash(_("The message will be tried again at once."), "success")
        return redirect("/sysadmin/outbox/", 303)


def login_event(_view: Any, _context: Any, model: LoginAttempt, _name: str) -> Markup:
    """Format a line of the log of logins as a pill."""
    words, color = event_title(model)
    return pill(str(words), color)


class Logins(ReadOnly):
    """Tries to log in, second factors, locks and ends, for half a year."""

    column_list = ("at", "username", "address", "event")
    column_searchable_list = ("username", "address")
    column_sortable_list = ("at",)
    column_default_sort = ("at", True)
    column_formatters = {"at": moment, "event": login_event}
    column_labels = {
        "at": _l("When"),
        "username": _l("Login name"),
        "address": _l("Address"),
        "event": _l("What"),
    }


class Jobs(ReadOnly):
    """The last run of every scheduled job."""

    column_list = ("name", "started_at", "finished_at", "error")
    column_default_sort = "name"
    column_formatters = {"started_at": moment, "finished_at": moment}
    column_labels = {
        "name": _l("Work"),
        "started_at": _l("Began"),
        "finished_at": _l("Ended"),
        "error": _l("Fault"),
    }


def reference_table(declared: "AdminView") -> Table:
    """The page of a reference table that a module contributes."""
    attributes = {
        "group": REFERENCE,
        "column_list": declared.columns,
        "column_searchable_list": declared.searchable or None,
        "column_labels": dict(declared.labels),
        "form_columns": declared.form_columns or declared.columns,
        "can_create": declared.can_create,
        "can_edit": declared.can_edit,
        "can_delete": False,
    }
    name = declared.model.__tablename__
    page: type[Table] = type(f"Reference_{name}", (Table,), attributes)
    return page(declared.model, declared.title, name.replace("_", "-"))
