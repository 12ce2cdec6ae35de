"""The record a file or a paper belongs to: its visibility is theirs."""

from typing import Any

from sqlalchemy import select

from aftersales.db.base import Base, RecordRef, mapped_classes
from aftersales.db.uow import UnitOfWork
from aftersales.errors import NotFound
from aftersales.i18n import _l


def owner_record(uow: UnitOfWork, owner: RecordRef, *, lock: bool = False) -> Base:
    """The owner as this actor may see it.

    :raises NotFound: when there is no such record, this actor may not see it, or its module is not
        enabled any more; the three are not told apart. Nobody in particular (not logged in) sees
        none.
    """
    record: Base = uow.get(_model(uow, owner), owner.id, lock=lock)
    return record


def require_owner(uow: UnitOfWork, owner: RecordRef) -> None:
    """:raises NotFound: as ``owner_record`` does, without loading the row and what it joins.

    What this unit of work has shown its actor already (``uow.shown``) is not asked for again.
    """
    if owner in uow.shown:
        return
    model = _model(uow, owner)
    if uow.scalar(select(model.id).where(model.id == owner.id)) is None:
        raise NotFound(_l("There is no such record, or you may not see it."))
    uow.show(owner)


def _model(uow: UnitOfWork, owner: RecordRef) -> Any:
    model = mapped_classes().get(owner.model)
    stranger = uow.actor.user_id is None and not uow.actor.is_system
    if model is None or stranger:
        raise NotFound(_l("There is no such record, or you may not see it."))
    return model
