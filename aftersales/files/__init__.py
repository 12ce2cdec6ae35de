"""Attachments: bytes kept once by their hash, hung on records, guarded by them."""

from typing import Any

from flask import Flask

from aftersales.files.models import Attachment, StoredFile
from aftersales.files.store import (
    attachment,
    attachments_of,
    content,
    count_attachments,
    remove,
    store,
)
from aftersales.integrity import Check, add_check

__all__ = [
    "Attachment",
    "StoredFile",
    "attachment",
    "attachments_of",
    "content",
    "count_attachments",
    "register",
    "remove",
    "store",
]


def register(app: Flask, _registry: Any) -> None:
    """Put the download route into the application."""
    from aftersales.files.agree import files_agree
    from aftersales.files.web import bp

    app.register_blueprint(bp)
    add_check(app, Check(name="files", find=files_agree))
