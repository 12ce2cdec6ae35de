"""Notes for the audit trail: many are pressed together, and what is taken back is forgotten."""

import pytest

from aftersales.db.notes import PACKED, Note, Notes


def notes(count: int) -> tuple[Notes, list[Note]]:
    kept, plain = Notes(), []
    for number in range(count):
        note = Note("update", "service.Case", str(number), f'{{"摘要":[null,"{number}"]}}')
        kept.append(note)
        plain.append(note)
    return kept, plain


@pytest.mark.parametrize("count", [0, 1, PACKED - 1, PACKED, 2 * PACKED + 7])
@pytest.mark.parametrize("mark", [0, 3, PACKED, PACKED + 1, 3 * PACKED])
def test_a_rollback_forgets_what_came_after_the_mark_and_nothing_else(count: int, mark: int):
    kept, plain = notes(count)

    kept.cut(mark)
    kept.append(Note("insert", "service.Case", "new", "{}"))

    expected = [*plain[:mark], Note("insert", "service.Case", "new", "{}")]
    assert list(kept) == expected
    assert len(kept) == len(expected)
