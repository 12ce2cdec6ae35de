"""The thread under every record: notes, to-dos, followers, files, and what changed.

Modules use ``log`` and ``todo``; the page itself draws the thread of every record it shows.
"""

from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from aftersales.db.base import Base
    from aftersales.db.uow import UnitOfWork
    from aftersales.timeline.models import Note


def log(uow: "UnitOfWork", record: "Base", message: object) -> None:
    """Put a line of the program's own into the thread of ``record``."""
    from aftersales.timeline import verbs

    verbs.log(uow, record, message)


def todo(uow: "UnitOfWork", record: "Base", **what: Any) -> "Note":
    """Something to be done about ``record``; see ``aftersales.timeline.verbs.todo``."""
    from aftersales.timeline import verbs

    return verbs.todo(uow, record, **what)


def register(app: Flask, registry: Any) -> None:
    """Draw threads on record pages."""
    from aftersales.timeline.web import bp, render_thread

    app.extensions["aftersales.thread"] = render_thread
    app.register_blueprint(bp)
