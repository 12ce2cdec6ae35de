"""How the records of a chain appear where people sign: what the module tells the approval inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Flask, current_app

from aftersales.db.base import Base, model_name
from aftersales.db.uow import UnitOfWork
from aftersales.errors import StartError
from aftersales.workflow.chains import ApprovalChain, kind_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What one must know of a record to decide on it, in the reader's language.

    :param who: whom it is for: the customer.
    :param what: what it is about, in one line.
    :param amount: yuan at stake, for those who may read it.
    :param facts: what else is looked at before signing: title and text of each.
    """

    who: str = ""
    what: str = ""
    amount: Decimal | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalKind:
    """Chains of one name on records of one class.

    :param title: what such a record is called: *Trip plan*.
    :param about: what one must know to decide; asked in the name of who may see the record.
    :param url: where the record stands, with ``{id}``; empty: its declared record page.
    """

    model: type[Base]
    chain: str
    title: object
    about: Callable[[UnitOfWork, Any], Matter] | None = None
    url: str = ""

    @property
    def key(self) -> str:
        """``model/chain``."""
        return kind_key(model_name(self.model), self.chain)


def add_kind(app: Flask, kind: ApprovalKind) -> None:
    """Make a kind known. :raises StartError: it is known already."""
    known: dict[str, ApprovalKind] = app.extensions.setdefault("aftersales.approvals", {})
    if kind.key in known:
        raise StartError(f"two approval kinds are for {kind.key!r}; remove one of them.")
    known[kind.key] = kind


def kinds() -> dict[str, ApprovalKind]:
    """Every known kind by its key, in the order they were declared."""
    found: dict[str, ApprovalKind] = current_app.extensions["aftersales.approvals"]
    return found


def kind_of(chain: ApprovalChain) -> ApprovalKind | None:
    """The kind of a chain, if its module told of it."""
    return kinds().get(kind_key(chain.model, chain.name))
