"""Presets: TOML slices of all modules, merged into a regulation for one kind of company."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aftersales.errors import StartError
from aftersales.regulation.because import NOTHING, Bilingual

SCOPE_KINDS = ("contract", "customer_class", "product_class", "region_class", "company", "preset")
"""Whose value wins, strongest first; below ``preset`` stands only the declared default."""

HEADER_KEYS = {"code", "extends", "title_zh", "title_en", "about_zh", "about_en"}
VALUE_KEYS = {"value", "clause_zh", "clause_en", "source", "chosen", "scope"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetValue:
    """One value of a preset, with the clause it follows and the line it stands in.

    ``chosen`` marks what the seed is silent about and we decided; ``origin`` is the preset it
    stands in, which may be one that the adopted preset extends.
    """

    key: str
    raw: Any
    scope_kind: str = "preset"
    scope_value: str = ""
    clause: Bilingual = NOTHING
    source: str = ""
    chosen: bool = False
    origin: str = ""
    place: str = ""

    @property
    def slot(self) -> tuple[str, str, str]:
        """What it fills: two values may not fill the same."""
        return (self.key, self.scope_kind, self.scope_value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What one module contributes to one preset."""

    code: str
    extends: str
    title: Bilingual
    values: tuple[PresetValue, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A filled regulation: the slices of all modules, over those of the preset it extends."""

    code: str
    title: Bilingual
    values: tuple[PresetValue, ...]


def read_slices(folder: Path, name: str) -> list[Slice]:
    """The slices in a module's preset folder, by file name; ``StartError`` names file and line.

    :param name: how the folder is called in sentences (``modules/service/data/presets``).
    """
    return [_read(file, f"{name}/{file.name}") for file in sorted(folder.glob("*.toml"))]


def _read(file: Path, name: str) -> Slice:
    text = file.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StartError(f"{name}: not TOML: {error}.") from error
    header = data.pop("preset", {})
    if not isinstance(header, dict) or (unknown := sorted(set(header) - HEADER_KEYS)):
        raise StartError(
            f"{name}: [preset] may hold {', '.join(sorted(HEADER_KEYS))} only, not {unknown[0]!r}."
        )
    code = header.get("code", file.stem)
    if code != file.stem:
        raise StartError(f"{name}: the file is called {file.stem!r} but says code = {code!r}.")
    values: list[PresetValue] = []
    for key, entry in data.items():
        for number, one in enumerate(entry if isinstance(entry, list) else [entry]):
            values.append(_value(key, one, code, f"{name}, line {_line_of(text, key, number)}"))
    title = Bilingual(header.get("title_zh", ""), header.get("title_en", ""))
    return Slice(
        code=code, extends=header.get("extends", ""), title=title, values=tuple(values), place=name
    )


def _value(key: str, entry: Any, origin: str, place: str) -> PresetValue:
    if not isinstance(entry, dict) or "value" not in entry:
        hint = f'; write the whole key in quotes: ["{key}.…"]' if isinstance(entry, dict) else ""
        raise StartError(f"{place}: {key!r} has no value{hint}.")
    if unknown := sorted(set(entry) - VALUE_KEYS):
        raise StartError(
            f"{place}: {key}: unknown word {unknown[0]!r}; known: {', '.join(sorted(VALUE_KEYS))}."
        )
    clause = Bilingual(entry.get("clause_zh", ""), entry.get("clause_en", ""))
    if bool(clause.zh) != bool(clause.en):
        raise StartError(f"{place}: {key}: a clause needs both clause_zh and clause_en.")
    chosen = bool(entry.get("chosen", False))
    if not chosen and not (clause and entry.get("source")):
        raise StartError(
            f"{place}: {key}: cite clause_zh, clause_en and source, or say chosen = true."
        )
    kind, scope_value = _scope(entry.get("scope", {}), f"{place}: {key}")
    return PresetValue(
        key=key,
        raw=entry["value"],
        scope_kind=kind,
        scope_value=scope_value,
        clause=clause,
        source=entry.get("source", ""),
        chosen=chosen,
        origin=origin,
        place=place,
    )


def _scope(scope: Mapping[str, Any], place: str) -> tuple[str, str]:
    if not scope:
        return "preset", ""
    (kind, value), *more = scope.items()
    if more or kind not in SCOPE_KINDS[:4] or not isinstance(value, str):
        raise StartError(f"{place}: scope names one of {', '.join(SCOPE_KINDS[:4])} and its code.")
    return kind, value


def _line_of(text: str, key: str, number: int) -> int:
    """The line of the ``number``-th header of ``key``; tomllib forgets where things stood."""
    header = re.compile(rf"""^[ \t]*\[\[?\s*["']?{re.escape(key)}(?:["'\s\].]|$)""", re.MULTILINE)
    found = [text.count("\n", 0, match.start()) + 1 for match in header.finditer(text)]
    return found[min(number, len(found) - 1)] if found else 1


def merge(slices: list[Slice]) -> dict[str, Preset]:
    """All presets by code; what a preset leaves open comes from the one it extends.

    :raises StartError: two values for one thing, an unknown or circular ``extends``.
    """
    codes = sorted({one.code for one in slices})
    return {code: _merged(code, slices, ()) for code in codes}


def _merged(code: str, slices: list[Slice], above: tuple[str, ...]) -> Preset:
    mine = [one for one in slices if one.code == code]
    if not mine:
        raise StartError(f"preset {above[-1]!r} extends {code!r}, which no module has.")
    if code in above:
        raise StartError(f"preset {code!r} extends itself by way of {above[-1]!r}.")
    values: dict[tuple[str, str, str], PresetValue] = {}
    for extended in sorted({one.extends for one in mine if one.extends}):
        values.update(
            {value.slot: value for value in _merged(extended, slices, (*above, code)).values}
        )
    seen: dict[tuple[str, str, str], PresetValue] = {}
    for value in (value for one in mine for value in one.values):
        if value.slot in seen:
            raise StartError(
                f"{value.place}: {value.key} is already filled in {seen[value.slot].place}."
            )
        seen[value.slot] = value
    values.update(seen)
    title = next((one.title for one in mine if one.title), Bilingual(code, code))
    return Preset(
        code=code, title=title, values=tuple(sorted(values.values(), key=lambda v: v.slot))
    )
