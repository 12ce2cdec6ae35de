"""What ``aftersales fsck`` asks of the search indexes."""

from collections.abc import Iterator
from functools import partial

from aftersales.integrity.declare import Examination, Finding
from aftersales.search.fill import examine, plans, prepare, rebuild


def indexes_agree(examination: Examination) -> Iterator[Finding]:
    """Every record is found by its texts as they are; what is told to wait may wait.

    Reads all texts, so a quick examination leaves it out.
    """
    if examination.quick:
        return
    for plan in plans():
        name = plan.model.__tablename__
        found = examine(examination.uow, plan)
        if found is None:
            missing = f"The search index of {name} is missing; aftersales modules sync makes it."
            yield Finding(sentence=missing, mend=prepare)
        elif not found.is_sound:
            yield Finding(
                sentence=(
                    f"The search index of {name} differs from its {found.records} records:"
                    f" {found.missing} missing, {found.stale} stale, {found.orphans} without a"
                    f" record; aftersales search rebuild {name} writes it anew."
                ),
                mend=partial(rebuild, plan),
            )
