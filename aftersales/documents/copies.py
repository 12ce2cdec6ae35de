"""The parts (联) of a form as the company's regulation has them (C09)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aftersales.documents.declare import Copy, Tint
from aftersales.regulation.resolve import Scope, resolve

if TYPE_CHECKING:
    from aftersales.db.uow import UnitOfWork

TINTS: dict[str, Tint] = {
    "white": "white",
    "red": "pink",
    "yellow": "yellow",
    "blue": "blue",
    "green": "green",
}


def regulated_copies(
    key: str, *, masked: frozenset[str] = frozenset()
) -> Callable[["UnitOfWork", Any], tuple[Copy, ...]]:
    """A ``DocumentSpec.copies`` that asks the regulation parameter ``key`` (kind *copies*).

    :param masked: codes of parts that print telephone numbers masked (rules 2.9).
    """

    def copies(uow: "UnitOfWork", _record: Any) -> tuple[Copy, ...]:
        return tuple(
            Copy(
                one.code, str(one.label), TINTS.get(one.colour, "white"), masked=one.code in masked
            )
            for one in resolve(uow, key, scope=Scope()).copies
        )

    return copies
