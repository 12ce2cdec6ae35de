"""How a person reads a value, in both languages at once."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from aftersales.auth.organisation import department_names
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.db.uow import current_uow, has_uow
from aftersales.i18n import _l, format_quantity
from aftersales.regulation.because import Bilingual, both
from aftersales.regulation.cells import cell
from aftersales.regulation.chain import Chain, ChainStep, Copies
from aftersales.regulation.declare import Choice, Column, Parameter, Title, title_of
from aftersales.regulation.duration import Duration
from aftersales.regulation.duty import Duties
from aftersales.regulation.functions import FUNCTIONS
from aftersales.regulation.numbering import Numbering
from aftersales.regulation.rows import row_columns, typed_rows
from aftersales.regulation.rules import RuleList
from aftersales.regulation.table import ANY, Row, Table

UNSET = _l("not fixed")
STACKING_WORDS = {
    "sum": _l("all hits add up"),
    "max": _l("the largest hit counts"),
    "first": _l("the first hit counts"),
}
YES, NO, EVERY = _l("yes"), _l("no"), _l("any")


def describe(parameter: Parameter, value: Any) -> Bilingual:
    """The value in a few words; a table only says how many rows it has."""
    match value:
        case (
            ()
            | Table(rows=())
            | RuleList(rows=())
            | Chain(steps=())
            | Copies(copies=())
            | Duties(duties=())
        ):
            text = both(_l("none"))
        case Table():
            text = both(_l("{count} rows", count=len(value)))
        case RuleList():
            stacking = STACKING_WORDS[value.stacking]
            text = both(_l("{count} rules, {stacking}", count=len(value), stacking=stacking))
        case Chain():
            text = _joined((step_title(step) for step in value), " → ", " → ")
        case Copies():
            text = _joined((copy.label for copy in value), "、", ", ")
        case Duties():
            text = both(_l("{count} duties", count=len(value)))
        case Numbering():
            text = _pattern(parameter, value)
        case None:
            text = both(UNSET)
        case _:
            text = _plain(parameter.kind, parameter.unit, value, parameter.choices)
    return text


def _pattern(parameter: Parameter, value: Numbering) -> Bilingual:
    """The pattern with the words of its placeholders: 年度-流水号（3 位）."""
    words = []
    for text, name, spec in value.pieces:
        title = both(parameter.choice_title(name)) if name else Bilingual("", "")
        if spec:
            width = both(_l("{count} digits", count=int(spec[1:-1])))
            title = Bilingual(f"{title.zh}（{width.zh}）", f"{title.en} ({width.en})")
        marked = Bilingual(f"〔{title.zh}〕", f"[{title.en}]") if name else title
        words.append(Bilingual(text + marked.zh, text + marked.en))
    return _joined(words, "", "")


def _plain(kind: str, unit: Title, value: Any, choices: Sequence[Choice]) -> Bilingual:
    if value == ANY or value is None:
        return word(value)
    if kind in ("role", "department"):
        named = role_word if kind == "role" else department_word
        codes = value if isinstance(value, tuple) else (value,)
        return _joined((named(code) for code in codes), "、", ", ")
    if kind == "percent":
        text = word(value)
        return Bilingual(f"{text.zh}%", f"{text.en}%")
    if kind == "money":
        return Bilingual(f"¥{value:,.2f}", f"¥{value:,.2f}")
    text, name = word(value, choices), both(unit)
    if not name:
        return text
    english = name.en.removesuffix("s") if value == 1 else name.en
    return Bilingual(f"{text.zh} {name.zh}", f"{text.en} {english}")


def department_word(code: str) -> Bilingual:
    """The department's name where somebody reads it; the code for one that is not there."""
    names = department_names(current_uow()) if has_uow() else {}
    return Bilingual(*names.get(code, (code, code)))


def role_word(code: str) -> Bilingual:
    """The name of a standard role; the code for a role of the company's own."""
    return Bilingual(*STANDARD_ROLES.get(code, (code, code)))


def word(value: Any, choices: Sequence[Choice] = ()) -> Bilingual:
    """One simple value: a code by its word, a duration with its unit, a plain number."""
    match value:
        case bool():
            text = both(YES if value else NO)
        case Duration():
            text = value.label
        case Decimal():
            text = both(format_quantity(value))
        case time():
            text = both(f"{value:%H:%M}")
        case date():
            text = both(value.isoformat())
        case Fraction():
            text = both(str(value))
        case str():
            text = both(EVERY if value == ANY else title_of(choices, value))
        case tuple():
            text = _joined((word(item, choices) for item in value), "、", ", ")
        case _:
            text = both("—" if value is None else str(value))
    return text


def cell_text(column: Column, row: Row) -> Bilingual:
    """What stands in a column of a row; a condition says its direction."""
    value = row.get(column.name, ANY if column.key else None)
    if isinstance(value, tuple):
        plain = (_plain(column.kind, column.unit, item, column.choices) for item in value)
        return _joined(plain, "、", ", ")
    text = _plain(column.kind, column.unit, value, column.choices)
    if column.key and value != ANY and column.match != "equal":
        sign = "≤" if column.match == "at_most" else "≥"
        return Bilingual(f"{sign} {text.zh}", f"{sign} {text.en}")
    return text


def row_text(table: Table | RuleList, row: Row) -> Bilingual:
    """A row as one sentence: its conditions, then what it says."""
    keys = [column for column in table.columns if column.key and row.get(column.name, ANY) != ANY]
    facts = [column for column in table.columns if not column.key and column.name in row.cells]
    left = _joined((_labelled(column, row) for column in keys), "；", "; ")
    right = _joined((_labelled(column, row) for column in facts), "；", "; ")
    return Bilingual(f"{left.zh} → {right.zh}", f"{left.en} → {right.en}") if keys else right


def cell_word(column: Column, raw: Any) -> Bilingual:
    """A cell as it is spelt in a declaration, in words."""
    return _plain(column.kind, column.unit, cell(column.kind, raw, column.choices), column.choices)


def grid(parameter: Parameter, raw: Any) -> tuple[tuple[Bilingual, ...], ...]:
    """The rows of a spelt value as a person reads them, headings first; empty without rows.

    Columns nobody fills are left out; a text in both languages is one column.

    :raises WrongValue: the value cannot be read.
    """
    rows = typed_rows(parameter, raw)
    if not rows:
        return ()
    filled = {name for row in rows for name in row.cells}
    columns = {c.name: c for c in row_columns(parameter) if c.name in filled}
    english = {
        name: columns.pop(f"{name.removesuffix('_zh')}_en", None)
        for name in tuple(columns)
        if name.endswith("_zh")
    }
    shown = [(column, english.get(name)) for name, column in columns.items()]
    head = tuple(_heading(*pair) for pair in shown)
    return (head, *(tuple(_in_both(*pair, row) for pair in shown) for row in rows))


def _heading(column: Column, english: Column | None) -> Bilingual:
    """The title of a column; of two for the languages, what they have in common."""
    title = both(column.title)
    if english is None:
        return title
    zh = title.zh.removesuffix("（中文）").removeprefix("中文")
    return Bilingual(zh, title.en.removesuffix(" (Chinese)").removeprefix("Chinese ").capitalize())


def _in_both(column: Column, english: Column | None, row: Row) -> Bilingual:
    text = cell_text(column, row)
    return text if english is None else Bilingual(text.zh, cell_text(english, row).en)


def _labelled(column: Column, row: Row) -> Bilingual:
    title, text = both(column.title), cell_text(column, row)
    return Bilingual(f"{title.zh}：{text.zh}", f"{title.en}: {text.en}")


def step_title(step: ChainStep) -> Bilingual:
    """The step's own name, else its role code, with a word for joint and late signatures."""
    title = step.title or (
        both(title_of(FUNCTIONS, step.function)) if step.function else role_word(step.role)
    )
    notes = [
        text
        for applies, text in (
            (step.when == "urgent", _l("urgent")),
            (step.when == "normal", _l("normal")),
            (step.mode == "joint", _l("joint")),
            (step.share is not None, _l("{share} agree", share=step.share)),
            (step.verbal, _l("spoken")),
            (step.after_the_fact, _l("after the fact")),
            (step.amount_from is not None, _l("from ¥{amount}", amount=step.amount_from)),
            (step.amount_to is not None, _l("below ¥{amount}", amount=step.amount_to)),
        )
        if applies
    ]
    if not notes:
        return title
    extra = _joined((both(note) for note in notes), "、", ", ")
    return Bilingual(f"{title.zh}（{extra.zh}）", f"{title.en} ({extra.en})")


def _joined(texts: Iterable[Bilingual], zh: str, en: str) -> Bilingual:
    words = list(texts)
    return Bilingual(zh.join(one.zh for one in words), en.join(one.en for one in words))
