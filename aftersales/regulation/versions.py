"""Editions of the regulation: adopting a preset, and which edition is in force on a date."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.regulation.because import Bilingual
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.models import RegulationValue, RegulationVersion
from aftersales.regulation.preset import PresetValue

KEPT_EDITIONS = 16
_IN_FORCE = "regulation.in_force"
_IN_PLACE = "regulation.in_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A value as it stands in an edition."""

    raw: Any
    clause: Bilingual
    source: str
    chosen: bool
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A version and its values, unparsed, by key and scope; shared between requests."""

    version_id: int
    preset: str
    number: int
    effective_on: date
    released_by: str
    fingerprint: str
    values: dict[str, dict[tuple[str, str], Stored]]

    @property
    def label(self) -> str:
        """``hn_jinneng_machinery/1``."""
        return f"{self.preset}/{self.number}"


_editions: OrderedDict[tuple[str, int], Edition] = OrderedDict()


def adopt_preset(
    uow: UnitOfWork,
    code: str,
    effective_on: date,
    *,
    released_by_id: int | None = None,
    released_by_name: str = "",
    note: str = "",
) -> RegulationVersion:
    """Put a preset in force as it stands, from ``effective_on`` on.

    Used when a company is set up and by the demo; a running company drafts and releases. Adopting
    what is already in force from that date changes nothing and returns it.

    :raises Invalid: no enabled module has a slice of that preset.
    """
    presets = current_catalogue().presets
    if code not in presets:
        raise _unknown(code, presets)
    values = presets[code].values
    fingerprint = fingerprint_of(values)
    earlier = _released().where(RegulationVersion.effective_on <= effective_on)
    current = uow.scalar(earlier.limit(1))
    if current is not None and (current.preset, current.fingerprint) == (code, fingerprint):
        return current
    version = RegulationVersion(
        preset=code,
        number=next_number(uow),
        state="released",
        effective_on=effective_on,
        released_at=uow.now,
        released_by_id=released_by_id or uow.actor.user_id,
        released_by_name=released_by_name or uow.actor.name,
        note=note,
        fingerprint=fingerprint,
    )
    uow.add(version)
    uow.session.add_all(_row(version.id, value) for value in values)
    uow.flush()
    forget_in_force(uow)
    return version


def next_number(uow: UnitOfWork) -> int:
    """The number of the next version; a withdrawn draft keeps its own."""
    return (uow.scalar(select(func.max(RegulationVersion.number))) or 0) + 1


def forget_in_force(uow: UnitOfWork) -> None:
    """Let this unit of work see what it has just released."""
    uow.session.info.pop(_IN_FORCE, None)


def _unknown(code: str, presets: Iterable[str]) -> Invalid:
    known = ", ".join(sorted(presets))
    sentence = _l("There is no preset {code}; known: {known}.", code=code, known=known)
    return Invalid(sentence, field="preset")


def fingerprint_of(values: Iterable[PresetValue | RegulationValue]) -> str:
    """SHA-256 over everything that a reader of the values could see, whatever their order."""
    facts = sorted((_facts(value) for value in values), key=lambda one: one[:3])
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _facts(value: PresetValue | RegulationValue) -> list[Any]:
    key = [value.key, value.scope_kind, value.scope_value]
    if isinstance(value, PresetValue):
        said = [value.raw, value.clause.zh, value.clause.en]
    else:
        said = [value.value, value.clause_zh, value.clause_en]
    return [*key, *said, value.source, value.chosen, value.origin]


def _row(version_id: int, value: PresetValue) -> RegulationValue:
    return RegulationValue(
        version_id=version_id,
        key=value.key,
        scope_kind=value.scope_kind,
        scope_value=value.scope_value,
        value=value.raw,
        clause_zh=value.clause.zh,
        clause_en=value.clause.en,
        source=value.source,
        chosen=value.chosen,
        origin=value.origin,
    )


def _released() -> Select[RegulationVersion]:
    """Everything that was ever in force or will be, the latest first."""
    return (
        select(RegulationVersion)
        .where(RegulationVersion.effective_on.is_not(None), RegulationVersion.state == "released")
        .order_by(RegulationVersion.effective_on.desc(), RegulationVersion.number.desc())
    )


def edition_on(uow: UnitOfWork, on: date) -> Edition | None:
    """The edition in force that day, or ``None`` before the first one.

    One small query a unit of work, so that a release in another process is seen at once; the values
    themselves come from the process cache, under the fingerprint of their content.
    """
    placed: Edition | None = uow.session.info.get(_IN_PLACE)
    if placed is not None:
        return placed
    for version in _in_force(uow):
        if version.effective_on is not None and version.effective_on <= on:
            return _edition(uow, version)
    return None


def edition_at(uow: UnitOfWork, moment: datetime) -> Edition | None:
    """The edition that a record of that moment follows: in force on its day, and released by then.

    A release during the day leaves what came in before it as it was; where nothing was released
    by then, the day alone decides.
    """
    day = clock.local(moment).date()
    if uow.session.info.get(_IN_PLACE) is None:
        for version in _in_force(uow):
            known = version.released_at is None or version.released_at <= moment
            if known and version.effective_on is not None and version.effective_on <= day:
                return _edition(uow, version)
    return edition_on(uow, day)


@contextmanager
def under(uow: UnitOfWork, edition: Edition | None) -> Iterator[None]:
    """Let ``edition`` be in force for the block, whatever the day; None lifts an outer one."""
    before = put_in_place(uow, edition)
    try:
        yield
    finally:
        put_in_place(uow, before)


def put_in_place(uow: UnitOfWork, edition: Edition | None) -> Edition | None:
    """Let an edition count whatever the day; the one that counted so until now."""
    before: Edition | None = uow.session.info.pop(_IN_PLACE, None)
    if edition is not None:
        uow.session.info[_IN_PLACE] = edition
    return before


def edition_before(uow: UnitOfWork, version: RegulationVersion) -> Edition | None:
    """The edition that a version took over from, or a draft would; None for the first."""
    if version.state != "released":
        return edition_on(uow, clock.today())
    versions = list(_in_force(uow))
    earlier = versions[versions.index(version) + 1 :]
    return _edition(uow, earlier[0]) if earlier else None


def _in_force(uow: UnitOfWork) -> Sequence[RegulationVersion]:
    versions: Sequence[RegulationVersion] | None = uow.session.info.get(_IN_FORCE)
    if versions is None:
        versions = uow.session.info[_IN_FORCE] = uow.scalars(_released()).all()
    return versions


def _edition(uow: UnitOfWork, version: RegulationVersion) -> Edition:
    cached = _editions.get((version.fingerprint, version.id))
    if cached is None or cached.effective_on != version.effective_on:
        cached = _load(uow, version)
        _editions[version.fingerprint, version.id] = cached
        while len(_editions) > KEPT_EDITIONS:
            _editions.popitem(last=False)
    return cached


def values_of(uow: UnitOfWork, version: RegulationVersion) -> Sequence[RegulationValue]:
    """The values that stand in a version."""
    statement = select(RegulationValue).where(RegulationValue.version_id == version.id)
    return uow.scalars(statement).all()


def edition_of(uow: UnitOfWork, version: RegulationVersion) -> Edition:
    """A version with its values, also a draft's, which are read anew each time."""
    return _edition(uow, version) if version.state == "released" else _load(uow, version)


def edition_of_preset(code: str) -> Edition:
    """A preset as if it were in force, for comparing; :raises Invalid: there is none."""
    presets = current_catalogue().presets
    if code not in presets:
        raise _unknown(code, presets)
    values: dict[str, dict[tuple[str, str], Stored]] = {}
    for one in presets[code].values:
        values.setdefault(one.key, {})[one.scope_kind, one.scope_value] = Stored(
            raw=one.raw,
            clause=one.clause,
            source=one.source,
            chosen=one.chosen,
            origin=one.origin,
        )
    return Edition(
        version_id=0,
        preset=code,
        number=0,
        effective_on=date.min,
        released_by="",
        fingerprint="",
        values=values,
    )


def _load(uow: UnitOfWork, version: RegulationVersion) -> Edition:
    values: dict[str, dict[tuple[str, str], Stored]] = {}
    rows = values_of(uow, version)
    for row in rows:
        values.setdefault(row.key, {})[row.scope_kind, row.scope_value] = Stored(
            raw=row.value,
            clause=Bilingual(row.clause_zh, row.clause_en),
            source=row.source,
            chosen=row.chosen,
            origin=row.origin,
        )
    return Edition(
        version_id=version.id,
        preset=version.preset,
        number=version.number,
        effective_on=version.effective_on or date.min,
        released_by=version.released_by_name,
        fingerprint=version.fingerprint or fingerprint_of(rows),
        values=values,
    )
