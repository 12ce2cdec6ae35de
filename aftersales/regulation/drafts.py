"""Drafting: a copy of what is in force, or of a preset, whose figures may be changed.

A draft is compared with both, sent round, released (``aftersales.regulation.life``); what is in
force is never edited.
"""

from typing import Any

from sqlalchemy import select

from aftersales.access.permissions import requires
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Conflict, Invalid, Refused
from aftersales.i18n import _l
from aftersales.regulation.because import NOTHING, Bilingual
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.models import RegulationValue, RegulationVersion
from aftersales.regulation.parse import parse
from aftersales.regulation.preset import SCOPE_KINDS
from aftersales.regulation.versions import (
    Edition,
    edition_of_preset,
    edition_on,
    fingerprint_of,
    next_number,
    values_of,
)
from aftersales.workflow import start

DRAFT = "regulation.draft"
COMPANY = ("company", "")
"""Where a changed figure stands: over the preset's, which stays beside it for the comparison."""
OWN_SCOPES = frozenset(SCOPE_KINDS) - {"preset"}


@requires(DRAFT)
def begin_draft(
    uow: UnitOfWork, *, preset: str = "", keep_own: bool = True, note: str = ""
) -> RegulationVersion:
    """A draft with what is in force, or with the figures of ``preset``.

    :param keep_own: take the company's own figures along when the preset changes.
    :raises Invalid: an unknown preset, or nothing is in force to begin from.
    """
    force = edition_on(uow, clock.today())
    if not preset and force is None:
        raise Invalid(_l("No regulation is in force yet; choose a preset."), field="preset")
    source = edition_of_preset(preset) if preset else force
    assert source is not None  # one of the two was found above
    draft = RegulationVersion(
        preset=source.preset,
        number=next_number(uow),
        note=note.strip(),
        based_on=preset or source.label,
    )
    start(uow, draft)
    uow.session.add_all(_copies(draft, source, own=not preset))
    if preset and keep_own and force is not None:
        uow.flush()
        _take_own_along(uow, draft, force)
    uow.flush()
    return draft


def _copies(draft: RegulationVersion, source: Edition, *, own: bool) -> list[RegulationValue]:
    return [
        RegulationValue(
            version_id=draft.id,
            key=key,
            scope_kind=kind,
            scope_value=code,
            value=stored.raw,
            clause_zh=stored.clause.zh,
            clause_en=stored.clause.en,
            source=stored.source,
            chosen=stored.chosen,
            origin=stored.origin,
        )
        for key, values in source.values.items()
        if key in current_catalogue()  # of a module that is gone the old edition keeps the history
        for (kind, code), stored in values.items()
        if own or kind != "company"
    ]


def _take_own_along(uow: UnitOfWork, draft: RegulationVersion, force: Edition) -> None:
    """What the company itself fixed: values that came from no preset."""
    here = {(row.key, row.scope_kind, row.scope_value) for row in values_of(uow, draft)}
    for row in _copies(draft, force, own=True):
        slot = (row.key, row.scope_kind, row.scope_value)
        if not row.origin and row.scope_kind in OWN_SCOPES and slot not in here:
            uow.session.add(row)


@requires(DRAFT)
def set_value(
    uow: UnitOfWork,
    draft: RegulationVersion,
    key: str,
    raw: Any,
    *,
    scope: tuple[str, str] = COMPANY,
    clause: Bilingual = NOTHING,
    source: str = "",
    seen: str | None = None,
) -> RegulationValue:
    """Fix a figure in a draft; ``None`` says that the regulation shall be silent there.

    :param raw: spelled as in a preset file.
    :param scope: for whom: the whole company, or a kind of ``SCOPE_KINDS`` and its code.
    :param seen: ``mark_of`` the value the person changed; left out, nothing is compared.
    :raises Invalid: an unknown parameter or scope, or a value it cannot take; with the clause's
        floor or bound.
    :raises Conflict: somebody else changed this figure since.
    :raises Refused: the draft is on its way or released.
    """
    require_draft(draft)
    parameter = _parameter(key)
    if scope != COMPANY and (scope[0] not in SCOPE_KINDS[:4] or not scope[1].strip()):
        raise Invalid(_l("Say for whom the figure holds."), field="scope")
    try:
        parse(parameter, raw)
    except ValueError as error:
        sentence = _l("“{title}”: {error}", title=parameter.title, error=str(error))
        raise Invalid(sentence, field="value") from error
    row = find_value(uow, draft, key, scope)
    if seen is not None and seen != mark_of(row):
        raise Conflict(_l("Somebody else changed this figure meanwhile; look at it again."))
    if row is None:
        row = RegulationValue(
            version_id=draft.id, key=key, scope_kind=scope[0], scope_value=scope[1].strip()
        )
        uow.session.add(row)
    row.value, row.clause_zh, row.clause_en = raw, clause.zh.strip(), clause.en.strip()
    row.source, row.chosen, row.origin = source.strip(), False, ""
    row.changed_by_id = uow.actor.user_id
    _touch(uow, draft)
    return row


@requires(DRAFT)
def drop_value(
    uow: UnitOfWork, draft: RegulationVersion, key: str, scope: tuple[str, str] = COMPANY
) -> None:
    """Take a figure out of a draft, so that the preset's or the program's default counts again.

    :raises Invalid: there is none of the company's own.
    :raises Refused: the draft is on its way or released.
    """
    require_draft(draft)
    row = find_value(uow, draft, key, scope)
    if row is None or row.scope_kind == "preset":
        raise Invalid(_l("The company has no figure of its own here."))
    uow.session.delete(row)
    _touch(uow, draft)


def find_value(
    uow: UnitOfWork, version: RegulationVersion, key: str, scope: tuple[str, str]
) -> RegulationValue | None:
    """What a version says about a parameter in just this scope."""
    return uow.scalar(
        select(RegulationValue).where(
            RegulationValue.version_id == version.id,
            RegulationValue.key == key,
            RegulationValue.scope_kind == scope[0],
            RegulationValue.scope_value == scope[1],
        )
    )


def mark_of(row: RegulationValue | None) -> str:
    """What a form carries to tell whether a figure was changed since it was shown."""
    return "" if row is None else fingerprint_of((row,))[:16]


def require_draft(version: RegulationVersion) -> None:
    """:raises Refused: the version is not a draft, so nothing in it may change."""
    if version.state != "draft":
        raise Refused(_l("Version {number} is no draft: its figures stand.", number=version.number))


def _parameter(key: str) -> Any:
    catalogue = current_catalogue()
    if key not in catalogue:
        raise Invalid(_l("No module declares the parameter {key}.", key=key), field="key")
    return catalogue[key]


def _touch(uow: UnitOfWork, draft: RegulationVersion) -> None:
    """Two changes of one draft at once meet here: the second is told."""
    draft.updated_at = uow.now
    uow.flush()
