"""Papers: declared by modules, rendered, stored at issue, verified by anybody who holds one.

Public surface of the room; see ``docs/documents.md``. The PDF engine is imported only when a paper
is rendered, so a machine without its libraries still runs everything else.
"""

from typing import Any

from flask import Flask

from aftersales.documents.blocks import (
    NO_OPINION,
    NOT_SIGNED,
    Choice,
    Opinion,
    Signature,
    choices,
)
from aftersales.documents.declare import Copy, DocumentSpec, Picture
from aftersales.documents.issue import find_issued, issue, issued_of, preview, reprint
from aftersales.documents.models import IssuedDocument
from aftersales.errors import StartError
from aftersales.integrity import Check, add_check

__all__ = [
    "NOT_SIGNED",
    "NO_OPINION",
    "Choice",
    "Copy",
    "DocumentSpec",
    "IssuedDocument",
    "Opinion",
    "Picture",
    "Signature",
    "choices",
    "find_issued",
    "issue",
    "issued_of",
    "preview",
    "register",
    "reprint",
]


def register(app: Flask, registry: Any) -> None:
    """Take the declared papers into the application and put its pages there.

    :raises StartError: for the first paper that cannot work.
    """
    from aftersales.documents.check import papers_agree
    from aftersales.documents.declare import problems_of
    from aftersales.documents.web import bp

    if problems := problems_of(list(registry.documents.values())):
        raise StartError(problems[0])
    app.extensions["aftersales.documents"] = registry.documents
    app.register_blueprint(bp)
    add_check(app, Check(name="papers", find=papers_agree))
