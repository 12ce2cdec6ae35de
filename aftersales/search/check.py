"""The search's part of ``aftersales fsck``: the indexes say what the records say."""

from collections.abc import Iterator

from aftersales.integrity import Examination, Finding
from aftersales.search.fill import compare, plans


def indexes_agree(examination: Examination) -> Iterator[Finding]:
    """Records an index lacks, has otherwise, or has though they are gone."""
    for plan in plans():
        found = compare(examination.uow, plan)
        if found is None:
            continue
        if not found.is_sound:
            yield Finding(
                sentence=f"The search index of {plan.name} differs from the records "
                f"({found.missing} missing, {found.stale} stale, {found.orphans} without one): "
                "aftersales search rebuild.",
                severity="leftover",
            )
