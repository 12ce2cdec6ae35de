"""The regulation in force as one reads it: by parameter, with clause, source and release."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.regulation.because import Bilingual, both
from aftersales.regulation.catalogue import Declared, current_catalogue
from aftersales.regulation.chain import Chain, Copies
from aftersales.regulation.declare import Parameter, Title
from aftersales.regulation.describe import STACKING_WORDS, describe, grid, step_title, word
from aftersales.regulation.parse import Value, parse
from aftersales.regulation.rules import RuleList
from aftersales.regulation.versions import Edition, Stored, edition_on

DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value in force: for everybody, for one scope, or the default of the program.

    ``grid`` spells out rows (``headed``: the first are their headings), the steps of a chain or the
    copies of a form; ``stacking`` says how rules combine; ``chosen`` marks what the source leaves
    open.
    """

    key: str
    title: Title
    raw: Any
    value: Bilingual
    grid: tuple[tuple[Bilingual, ...], ...]
    headed: bool
    stacking: Bilingual
    scope_kind: str
    scope_value: str
    clause: Bilingual
    source: str
    chosen: bool
    origin: str

    @property
    def is_silent(self) -> bool:
        """Whether the regulation fixes nothing here."""
        return self.raw is None or self.raw == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What one module declares."""

    module: str
    title: Title
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole regulation on one day; ``edition`` is ``None`` before the first release."""

    on: date
    edition: Edition | None
    chapters: tuple[Chapter, ...]

    @property
    def open_questions(self) -> int:
        """How many values we chose because the source is silent."""
        return sum(entry.chosen for chapter in self.chapters for entry in chapter.entries)


def overview(
    uow: UnitOfWork,
    *,
    on: date | None = None,
    only_chosen: bool = False,
    words: str = "",
) -> Overview:
    """Every parameter of the enabled modules with its value in force on a day (today).

    :param words: only entries whose title, value, clause, source or key holds them all.
    """
    day = on or clock.today()
    edition = edition_on(uow, day)
    return Overview(
        on=day,
        edition=edition,
        chapters=chapters_of(edition, only_chosen=only_chosen, words=words),
    )


def chapters_of(
    edition: Edition | None, *, only_chosen: bool = False, words: str = ""
) -> tuple[Chapter, ...]:
    """The parameters under their modules, with the values of an edition, a draft or a preset."""
    wanted = words.casefold().split()
    chapters: dict[str, tuple[Title, list[Entry]]] = {}
    for declared in current_catalogue():
        entries = [
            entry
            for entry in entries_of(declared, edition)
            if (entry.chosen or not only_chosen)
            and (not wanted or speaks_of(words_of(entry), wanted))
        ]
        if entries:
            _title, found = chapters.setdefault(declared.module, (declared.module_title, []))
            found += entries
    return tuple(
        Chapter(module=module, title=title, entries=tuple(entries))
        for module, (title, entries) in chapters.items()
    )


def orphans_of(edition: Edition | None) -> dict[str, dict[tuple[str, str], Stored]]:
    """What an edition holds of parameters that no enabled module declares any more."""
    declared = current_catalogue()
    values = {} if edition is None else edition.values
    return {key: found for key, found in sorted(values.items()) if key not in declared}


def words_of(entry: Entry) -> str:
    """All that an entry says in both languages, to be searched."""
    said = [entry.value, entry.clause, *(cell for row in entry.grid for cell in row)]
    texts = [entry.key, entry.source, *both(entry.title).to_json()]
    texts += [part for one in said for part in one.to_json()]
    # Who looks for 2小时 also means 2 小时.
    return "\n".join("".join(one.split()) for one in texts).casefold()


def speaks_of(text: str, words: list[str]) -> bool:
    """Whether ``words_of`` an entry holds all words."""
    return all(word in text for word in words)


def entries_of(declared: Declared, edition: Edition | None) -> list[Entry]:
    """The values of one parameter: the general one and those for a scope of their own."""
    parameter = declared.parameter
    stored = {} if edition is None else edition.values.get(parameter.key, {})
    hidden = ("preset", "") if ("company", "") in stored else None
    entries = [
        entry_of(parameter, *scope, value)
        for scope, value in sorted(stored.items())
        if scope != hidden
    ]
    if not any(entry.scope_kind in ("company", "preset") for entry in entries):
        entries.insert(0, entry_of(parameter, DEFAULT, "", None))
    return entries


def entry_of(parameter: Parameter, kind: str, code: str, stored: Stored | None) -> Entry:
    """One value as a person reads it; without ``stored`` the default of the program."""
    raw = parameter.default if stored is None else stored.raw
    value = parse(parameter, raw)
    clause = Bilingual("", "")
    if stored is not None:
        clause = stored.clause
    elif parameter.clause is not None:
        clause = Bilingual(parameter.clause.zh, parameter.clause.en)
    return Entry(
        key=parameter.key,
        title=parameter.title,
        raw=raw,
        value=describe(parameter, value),
        grid=_grid(parameter, raw, value),
        headed=not isinstance(value, Chain | Copies),
        stacking=both(STACKING_WORDS[value.stacking] if isinstance(value, RuleList) else ""),
        scope_kind=kind,
        scope_value=code,
        clause=clause,
        source=parameter.source if stored is None else stored.source,
        chosen=stored is not None and stored.chosen,
        origin="" if stored is None else stored.origin,
    )


def _grid(parameter: Parameter, raw: Any, value: Value | None) -> tuple[tuple[Bilingual, ...], ...]:
    if isinstance(value, Chain):
        return tuple((word(number), step_title(step)) for number, step in enumerate(value, 1))
    if isinstance(value, Copies):
        return tuple((word(copy.ordinal), copy.label, copy.holder) for copy in value)
    return grid(parameter, raw)
