"""The life of a regulation: drafted, countersigned by departments, released, in force, superseded.

Draft → with the departments (会签, jointly) → countersigned → released by a leader with a date.
Who drafted, or changed a figure of the draft, does not release it. Nothing in force is edited; a
bad release is followed by a new version (S0-1.0a, S0-1.11b).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from aftersales.access.permissions import requires
from aftersales.actor import system_actor
from aftersales.auth.models import Department, Role, RoleGrant, User
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Invalid, Refused
from aftersales.events import Event, on
from aftersales.i18n import _l
from aftersales.notify.messages import notify
from aftersales.regulation.because import Bilingual
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.compare import differences
from aftersales.regulation.drafts import COMPANY, DRAFT, require_draft
from aftersales.regulation.models import RegulationValue, RegulationVersion
from aftersales.regulation.preset import PresetValue
from aftersales.regulation.resolve import resolve
from aftersales.regulation.sound import Problem, problems
from aftersales.regulation.versions import (
    edition_before,
    edition_of,
    fingerprint_of,
    forget_in_force,
    values_of,
)
from aftersales.workflow import (
    ApprovalKind,
    ChainApproved,
    ChainRejected,
    State,
    Transition,
    Workflow,
    advance,
    open_ruled_chain,
    withdraw_chain,
)

RELEASE = "regulation.release"
MODEL = "regulation.RegulationVersion"
CHAIN = "countersign"

REGULATION = Workflow(
    name="regulation.version",
    model=RegulationVersion,
    states=(
        State("draft", _l("Being drafted"), "grey"),
        State("circulating", _l("With the departments"), "blue"),
        State("countersigned", _l("Waiting for release"), "orange"),
        State("released", _l("Released"), "green", done=True),
        State("withdrawn", _l("Withdrawn"), "grey", done=True, side=True),
    ),
    transitions=(
        Transition("circulate", _l("Send to the departments"), ("draft",), "circulating", DRAFT),
        Transition("countersign", _l("Countersigned"), ("circulating",), "countersigned", RELEASE),
        Transition(
            "rework", _l("Back to drafting"), ("circulating", "countersigned"), "draft", DRAFT
        ),
        Transition("release", _l("Release"), ("countersigned",), "released", RELEASE),
        Transition(
            "withdraw",
            _l("Withdraw"),
            ("draft", "circulating", "countersigned"),
            "withdrawn",
            DRAFT,
        ),
    ),
    initial="draft",
    signed=True,
)

COUNTERSIGNATURE = ApprovalKind(
    model=RegulationVersion,
    chain=CHAIN,
    title=_l("Countersignature"),
    url="/regulation/editions/{id}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationReleased(Event):
    """A version was released; it takes effect on ``effective_on``."""

    version_id: int
    number: int
    effective_on: date


@requires(DRAFT)
def circulate(uow: UnitOfWork, draft: RegulationVersion) -> None:
    """Ask the departments of ``regulation.countersign`` for their signatures, jointly.

    Where the regulation asks for none, the draft waits for its release at once.

    :raises Refused: not a draft, without a change, unsound, or with nobody who could release it.
    """
    require_draft(draft)
    if not differences(edition_before(uow, draft), edition_of(uow, draft)):
        raise Refused(_l("The draft changes nothing."))
    _require_sound(uow, draft)
    _require_releaser(uow, draft)
    advance(uow, draft, "circulate")
    title = str(_l("Regulation, version {number}", number=draft.number))
    ruled = resolve(uow, "regulation.countersign")
    if open_ruled_chain(uow, draft, CHAIN, ruled, title=title, purpose=CHAIN) is None:
        _as_system(uow, draft, "countersign")


@requires(DRAFT)
def rework(uow: UnitOfWork, version: RegulationVersion, note: str = "") -> None:
    """Take a draft back from the departments or the leader, to change it again.

    :raises Refused: it is a draft already, or released.
    """
    advance(uow, version, "rework", note)
    withdraw_chain(uow, version, CHAIN)


@requires(DRAFT)
def withdraw(uow: UnitOfWork, version: RegulationVersion, note: str = "") -> None:
    """Give a draft up; it stays to be read.

    :raises Refused: it was released.
    """
    advance(uow, version, "withdraw", note)
    withdraw_chain(uow, version, CHAIN)


@requires(RELEASE)
def release(
    uow: UnitOfWork, version: RegulationVersion, effective_on: date, note: str = ""
) -> RegulationVersion:
    """Put a countersigned version in force from a day on.

    :raises Forbidden: the releaser drafted it, or changed one of its figures.
    :raises Invalid: a day in the past.
    :raises Refused: not countersigned, or unsound.
    """
    if uow.actor.user_id in authors_of(uow, version):
        raise Forbidden(_l("Who drafted a regulation does not release it; another leader has to."))
    if effective_on < clock.today():
        sentence = _l(
            "A regulation takes effect today at the earliest: what was done before followed the "
            "version of its day."
        )
        raise Invalid(sentence, field="effective_on")
    _require_sound(uow, version)
    version.effective_on = effective_on
    version.released_at = uow.now
    version.released_by_id, version.released_by_name = uow.actor.user_id, uow.actor.name
    version.fingerprint = fingerprint_of(values_of(uow, version))
    advance(uow, version, "release", note)
    forget_in_force(uow)
    uow.emit(
        RegulationReleased(version_id=version.id, number=version.number, effective_on=effective_on)
    )
    return version


def authors_of(uow: UnitOfWork, version: RegulationVersion) -> set[int]:
    """Who began the draft and who changed a figure of it."""
    people = {version.created_by_id, *(row.changed_by_id for row in values_of(uow, version))}
    return {person for person in people if person is not None}


def releasers_of(uow: UnitOfWork, version: RegulationVersion) -> list[User]:
    """The people who may release the version: the right, and no part in the draft."""
    authors = authors_of(uow, version)
    holders = (
        select(User)
        .where(
            User.is_active,
            User.roles.any(Role.grants.any(RoleGrant.permission == RELEASE)),
        )
        .order_by(User.id)
    )
    return [person for person in uow.scalars(holders) if person.id not in authors]


def standing(version: RegulationVersion, in_force: int | None) -> str:
    """The version's state as a reader asks for it: also in force, still to come, superseded."""
    if version.state != "released" or version.effective_on is None:
        return version.state
    if version.id == in_force:
        return "in_force"
    return "coming" if version.effective_on > clock.today() else "superseded"


def _require_sound(uow: UnitOfWork, version: RegulationVersion) -> None:
    found = problems_of(uow, version)
    if found:
        raise Refused(
            _l("The draft cannot be released as it stands: {problem}", problem=found[0].sentence)
        )


def problems_of(uow: UnitOfWork, version: RegulationVersion) -> list[Problem]:
    """What forbids a release: figures no one could obey, gaps, signatures nobody could give."""
    rows = {(row.key, row.scope_kind, row.scope_value): row for row in values_of(uow, version)}
    counting = [
        row
        for (key, kind, _code), row in rows.items()
        if kind != "preset" or (key, *COMPANY) not in rows
    ]
    filled = select(Role.code).select_from(User).join(User.roles).where(User.is_active)
    roles = uow.scalars(filled.distinct()).all()
    departments = uow.scalars(select(Department.code)).all()
    return problems(
        current_catalogue(), map(_as_value, counting), roles=roles, departments=departments
    )


def _as_value(row: RegulationValue) -> PresetValue:
    return PresetValue(
        key=row.key,
        raw=row.value,
        scope_kind=row.scope_kind,
        scope_value=row.scope_value,
        clause=Bilingual(row.clause_zh, row.clause_en),
        source=row.source,
        chosen=row.chosen,
        origin=row.origin,
    )


def _require_releaser(uow: UnitOfWork, version: RegulationVersion) -> None:
    if not releasers_of(uow, version):
        raise Refused(
            _l(
                "Everybody who may release took part in this draft. Somebody else must draft it, "
                "or another leader get the right “{right}”.",
                right=_l("Release the regulation"),
            )
        )


def _as_system(uow: UnitOfWork, version: RegulationVersion, step: str, note: str = "") -> None:
    with uow.acting_as(system_actor("the regulation's own way")):
        advance(uow, version, step, note)


def _signed(uow: UnitOfWork, event: ChainApproved) -> None:
    if (event.model, event.chain) == (MODEL, CHAIN):
        version = uow.get(RegulationVersion, event.record_id)
        _as_system(uow, version, "countersign")
        people = [person.id for person in releasers_of(uow, version)]
        _tell(uow, version, people, _l("Version {number} of the regulation waits for your release",
                                       number=version.number))  # fmt: skip


def _refused(uow: UnitOfWork, event: ChainRejected) -> None:
    if (event.model, event.chain) == (MODEL, CHAIN):
        version = uow.get(RegulationVersion, event.record_id)
        _as_system(uow, version, "rework", event.note)
        _tell(uow, version, authors_of(uow, version), _l("Version {number} of the regulation was "
              "sent back: {note}", number=version.number, note=event.note))  # fmt: skip


def _tell(
    uow: UnitOfWork, version: RegulationVersion, people: Iterable[int], title: object
) -> None:
    notify(uow, people, title=title, url=f"/regulation/editions/{version.id}", kind="task")


HANDLERS = (on(ChainApproved, _signed), on(ChainRejected, _refused))
