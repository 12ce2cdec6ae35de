"""What a module's papers become in an archive: declared by the module that issues them.

A module that keeps an archive reads these; one that issues papers need not know whether there is
one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from aftersales.db.base import Base
from aftersales.documents.models import IssuedDocument
from aftersales.files.models import Attachment

if TYPE_CHECKING:
    from aftersales.db.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingSource:
    """One piece 件 to be filed: an issued paper or an attached file.

    :param author: 责任者, the department or person it is by.
    """

    title: str
    number: str
    author: str
    dated: date
    paper: IssuedDocument | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingSpec:
    """One kind of piece that belongs to records of ``thread``.

    :param kind: the word the regulation's filing scope uses for it (``archive.scope``).
    :param collect: ``collect(uow, record)`` gives the pieces that exist, oldest first.
    :param applies: whether a record can have this kind at all; always, when not given.
    :param missing: sentences for pieces that should be there and are not, beyond "at least one".
    """

    name: str
    kind: str
    title: object
    thread: type[Base]
    collect: "Callable[[UnitOfWork, Any], Sequence[FilingSource]]"
    applies: "Callable[[UnitOfWork, Any], bool] | None" = None
    missing: "Callable[[UnitOfWork, Any], Sequence[object]] | None" = None
