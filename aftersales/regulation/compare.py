"""Two editions side by side, figure by figure: what a draft would change, what a preset says."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from aftersales.regulation.because import Bilingual, both
from aftersales.regulation.catalogue import Declared, current_catalogue
from aftersales.regulation.declare import Title
from aftersales.regulation.overview import DEFAULT, Entry, entry_of
from aftersales.regulation.versions import Edition, Stored

Slot = tuple[str, str]
GENERAL: Slot = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure that two editions fix differently.

    ``before`` and ``after`` are None where that side has no figure for the scope. ``rows`` pairs
    the lines of a table, a chain or copies: a sign (``-`` gone, ``+`` new, blank the same) and the
    cells; ``head`` holds the headings of a table.
    """

    key: str
    title: Title
    module: str
    module_title: Title
    scope_kind: str
    scope_value: str
    before: Entry | None
    after: Entry | None
    head: tuple[Bilingual, ...] = ()
    rows: tuple[tuple[str, tuple[Bilingual, ...]], ...] = ()

    @property
    def wording_lags(self) -> bool:
        """Whether the company changed the value and left the clause that says the old one."""
        before, after = self.before, self.after
        if before is None or after is None or after.origin or not after.clause:
            return False
        return before.raw != after.raw and before.clause == after.clause

    @property
    def only_wording(self) -> bool:
        """Whether the value is the same and only its clause reads differently."""
        before, after = self.before, self.after
        return before is not None and after is not None and before.raw == after.raw


def differences(before: Edition | None, after: Edition | None) -> list[Difference]:
    """What ``after`` fixes otherwise than ``before``, in the order of the regulation."""
    return [one for declared in current_catalogue() for one in _of(declared, before, after)]


def _of(declared: Declared, before: Edition | None, after: Edition | None) -> Iterator[Difference]:
    left, right = slots_of(declared, before), slots_of(declared, after)
    for slot in sorted({*left, *right}):
        old, new = left.get(slot), right.get(slot)
        if _same(old, new):
            continue
        head, rows = _paired(old, new)
        yield Difference(
            key=declared.parameter.key,
            title=declared.parameter.title,
            module=declared.module,
            module_title=declared.module_title,
            scope_kind=slot[0],
            scope_value=slot[1],
            before=old,
            after=new,
            head=head,
            rows=rows,
        )


def slots_of(declared: Declared, edition: Edition | None) -> dict[Slot, Entry]:
    """What holds in general and for each scope; the company's figure hides the preset's."""
    stored: dict[Slot, Stored] = (
        {} if edition is None else edition.values.get(declared.parameter.key, {})
    )
    found: dict[Slot, Entry] = {}
    for general in ("company", "preset"):
        if (general, "") in stored:
            found[GENERAL] = entry_of(declared.parameter, general, "", stored[general, ""])
            break
    else:
        found[GENERAL] = entry_of(declared.parameter, DEFAULT, "", None)
    for (kind, code), value in stored.items():
        if kind not in ("company", "preset"):
            found[kind, code] = entry_of(declared.parameter, kind, code, value)
    return found


def _same(old: Entry | None, new: Entry | None) -> bool:
    if old is None or new is None:
        return False
    if old.raw != new.raw:
        return old.value == new.value and old.grid == new.grid
    return not (new.clause and new.scope_kind == "company" and old.clause != new.clause)


def _paired(
    old: Entry | None, new: Entry | None
) -> tuple[tuple[Bilingual, ...], tuple[tuple[str, tuple[Bilingual, ...]], ...]]:
    """The rows of both sides under common headings, what is gone before what is new."""
    left, right = _body(old), _body(new)
    if not left and not right:
        return (), ()
    heads = [h for e in (old, new) if e and e.headed and e.grid for h in e.grid[0]]
    head = tuple(dict.fromkeys(heads))
    before, after = _under(head, old, left), _under(head, new, right)
    rows: list[tuple[str, tuple[Bilingual, ...]]] = []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, from_, to, first, last in steps:
        if step == "equal":
            rows += [("", row) for row in after[first:last]]
            continue
        lost, won = before[from_:to], after[first:last]
        if len(lost) == len(won):  # each changed row stands under what it was
            pairs = zip(lost, won, strict=True)
            rows += [one for was, is_ in pairs for one in (("-", was), ("+", is_))]
        else:
            rows += [*(("-", row) for row in lost), *(("+", row) for row in won)]
    return head, tuple(rows)


def _body(entry: Entry | None) -> tuple[tuple[Bilingual, ...], ...]:
    if entry is None:
        return ()
    return entry.grid[1:] if entry.headed else entry.grid


def _under(
    head: tuple[Bilingual, ...], entry: Entry | None, rows: Any
) -> list[tuple[Bilingual, ...]]:
    """Rows with a cell for each heading; what one side has no column for is empty."""
    if entry is None or not entry.headed or not entry.grid or not head:
        return list(rows)
    own = entry.grid[0]
    nothing = both("—")
    return [tuple(dict(zip(own, row, strict=True)).get(h, nothing) for h in head) for row in rows]
