"""What decided a record, kept with it for good.

A deadline or a verdict is computed once; when the regulation changes later, old records keep the
value, the version and the clause they were decided by.
"""

from collections.abc import Sequence

from sqlalchemy import select

from aftersales.db.base import Base, ref
from aftersales.db.uow import UnitOfWork
from aftersales.regulation.because import Because
from aftersales.regulation.models import RegulationSnapshot
from aftersales.regulation.resolve import Resolved


def snapshot(
    uow: UnitOfWork,
    record: Base,
    purpose: str,
    resolved: Resolved,
    *,
    because: Because | None = None,
) -> RegulationSnapshot:
    """Keep ``resolved`` as what decided ``record`` for ``purpose`` (``arrive``, ``review`` …).

    A second snapshot for the same purpose and parameter is added, not overwritten: the last one
    counts, the earlier ones are history.

    :param because: a fuller explanation than the parameter's own, e.g. with the row that applied.
    """
    target = ref(record)
    return uow.add(
        RegulationSnapshot(
            model=target.model,
            record_id=target.id,
            purpose=purpose,
            key=resolved.key,
            value=resolved.raw,
            version_id=resolved.version_id,
            because=(because or resolved.because).to_json(),
            at=uow.now,
        )
    )


def snapshots_of(uow: UnitOfWork, record: Base) -> Sequence[RegulationSnapshot]:
    """Everything that decided ``record``, first to last."""
    target = ref(record)
    statement = (
        select(RegulationSnapshot)
        .where(RegulationSnapshot.model == target.model, RegulationSnapshot.record_id == target.id)
        .order_by(RegulationSnapshot.id)
    )
    return uow.scalars(statement).all()


def because_of(uow: UnitOfWork, record: Base, purpose: str) -> Because | None:
    """Why ``record`` was decided as it was for ``purpose``; ``None`` when nothing was kept."""
    target = ref(record)
    kept = uow.scalar(
        select(RegulationSnapshot)
        .where(
            RegulationSnapshot.model == target.model,
            RegulationSnapshot.record_id == target.id,
            RegulationSnapshot.purpose == purpose,
        )
        .order_by(RegulationSnapshot.id.desc())
        .limit(1)
    )
    return None if kept is None else Because.from_json(kept.because)
