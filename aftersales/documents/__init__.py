"""Papers: declared by modules, rendered, stored at issue, verified by anybody who holds one.

Public surface of the room; see ``docs/documents.md``. The PDF engine is imported only when a paper
is rendered, so a machine without its libraries still runs everything else.
"""

from aftersales.documents.blocks import Choice, Opinion, Signature, choices
from aftersales.documents.declare import Copy, DocumentSpec, Picture

__all__ = [
    "Choice",
    "Copy",
    "DocumentSpec",
    "Opinion",
    "Picture",
    "Signature",
    "choices",
]
