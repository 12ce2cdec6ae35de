"""Who may read a paper in full: what is masked on screen is not given away by the paper."""

from sqlalchemy import select

from aftersales.access.fields import closed_right
from aftersales.access.permissions import permission_title, require
from aftersales.actor import Actor
from aftersales.db.uow import UnitOfWork
from aftersales.documents.declare import DocumentSpec
from aftersales.documents.models import IssuedDocument
from aftersales.errors import Forbidden
from aftersales.i18n import _l


def may_read_in_full(actor: Actor, spec: DocumentSpec) -> bool:
    """Whether ``actor`` may issue this kind of paper and open those that were issued."""
    return actor.can(spec.permission) and not any(closed_right(actor, one) for one in spec.shows)


def require_in_full(actor: Actor, spec: DocumentSpec) -> None:
    """:raises Forbidden: unless ``actor`` may; it names the missing right."""
    require(actor, spec.permission)
    for attribute in spec.shows:
        if right := closed_right(actor, attribute):
            raise Forbidden(
                _l(
                    "This paper shows in full what you may see masked only: it needs the right "
                    "“{right}”. The preview is masked.",
                    right=permission_title(right),
                ),
                details={"permission": right},
            )


def paper_with_code(uow: UnitOfWork, code: str) -> IssuedDocument | None:
    """The issued paper of a verification code."""
    if not code:
        return None
    return uow.scalar(select(IssuedDocument).where(IssuedDocument.verify_code == code))
