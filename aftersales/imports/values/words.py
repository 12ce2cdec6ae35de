"""Yes and no, and choices by meaning."""

from collections.abc import Mapping
from typing import Final

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.values.fold import Cell, cell_text, compact, fold, narrow, tidy

YES: Final = frozenset("是 有 对 需 须 已 √ ✓ ✔ ☑ y yes true t 1".split())  # noqa: SIM905 - shorter than a list
NO: Final = frozenset("否 无 不 没有 未 × ✗ ✘ ☐ x n no false f 0".split())  # noqa: SIM905 - as above
RANK_SUFFIX = ("类客户", "级客户", "类", "级", "等")


def read_text(cell: Cell, max_length: int) -> str:
    """Tidied text; :raises Invalid: when longer than ``max_length`` characters."""
    text = tidy(cell_text(cell))
    if len(text) > max_length:
        raise Invalid(_l("The text is longer than {limit} characters.", limit=max_length))
    return text


def read_code(cell: Cell, max_length: int) -> str:
    """A code without blanks; :raises Invalid: when longer than ``max_length`` characters."""
    text = compact(cell_text(cell))
    if len(text) > max_length:
        raise Invalid(_l("The text is longer than {limit} characters.", limit=max_length))
    return text


def read_bool(cell: Cell) -> bool:
    """是/否, √/×, Y/N, 有/无, 1/0; :raises Invalid: otherwise."""
    word = fold(cell_text(cell))
    if word in YES:
        return True
    if word in NO:
        return False
    raise Invalid(_l("“{value}” is neither yes nor no.", value=narrow(cell_text(cell))))


def read_choice(cell: Cell, choices: Mapping[str, tuple[str, ...]]) -> str:
    """Our code for a word that means it; :raises Invalid: with the words that would do."""
    word = fold(cell_text(cell))
    known = {fold(name): code for code, names in choices.items() for name in (code, *names)}
    for candidate in (word, *(word.removesuffix(suffix) for suffix in RANK_SUFFIX)):
        if candidate in known:
            return known[candidate]
    accepted = "、".join((names or (code,))[0] for code, names in choices.items())
    raise Invalid(
        _l(
            "“{value}” is not one of: {choices}.",
            value=narrow(cell_text(cell)),
            choices=accepted,
        )
    )
