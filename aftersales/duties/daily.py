"""The job: write down what has become owed, let the days pass over it, remind people once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from aftersales.auth.models import Department, Role, User, user_roles
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.duties.events import DutyMissed
from aftersales.duties.models import OwedDuty
from aftersales.duties.plan import Planned, beginning
from aftersales.duties.rules import LEADER
from aftersales.duties.words import OPEN, codes_of, standing
from aftersales.i18n import LazyText, _l
from aftersales.notify import notify
from aftersales.regulation.because import Bilingual
from aftersales.regulation.models import RegulationVersion

MINUTES = 30
"""The day turns for the calendar this long after midnight at the latest."""
NAMED = 5
"""So many duties a note names; the calendar has the rest."""


def run(uow: UnitOfWork) -> None:
    """Bring the calendar to today. Repeatable: a second run changes and tells nothing."""
    write_down(uow)
    missed = let_pass(uow)
    tell_leaders(uow, missed)
    remind(uow)


def write_down(uow: UnitOfWork, *, since: date | None = None) -> int:
    """Write down the duties of all periods that have begun; the number of new ones.

    It goes on where it ended: a worker that stood still for days leaves no gap.

    :param since: where to begin when nothing is written down yet; the day the company began, when
        left out.
    """
    last = uow.scalar(select(func.max(OwedDuty.start)))
    first = last or since or began_on(uow)
    if first is None:
        return 0
    keys = (OwedDuty.parameter, OwedDuty.code, OwedDuty.start, OwedDuty.number)
    known = {tuple(row) for row in uow.rows(select(*keys).where(OwedDuty.start >= first))}
    fresh = [one for one in beginning(uow, first, clock.today()) if one.key not in known]
    uow.session.add_all(_row(one) for one in fresh)
    uow.flush()
    return len(fresh)


def began_on(uow: UnitOfWork) -> date | None:
    """The first day for which anything is owed: a regulation is in force and was released."""
    first = uow.scalar(
        select(RegulationVersion)
        .where(RegulationVersion.state == "released", RegulationVersion.effective_on.is_not(None))
        .order_by(RegulationVersion.effective_on, RegulationVersion.number)
        .limit(1)
    )
    if first is None or first.effective_on is None or first.released_at is None:
        return None
    return max(first.effective_on, clock.local(first.released_at).date())


def _row(one: Planned) -> OwedDuty:
    occurrence, duty = one.occurrence, one.duty
    return OwedDuty(
        parameter=one.resolved.key,
        code=duty.code,
        number=occurrence.number,
        times=duty.times,
        title=duty.title.to_json(),
        wanted=duty.proof.to_json(),
        start=occurrence.start,
        end=occurrence.end,
        due_on=occurrence.due,
        function=duty.function,
        role=one.role,
        departments=one.departments,
        version_id=one.resolved.version_id,
        because=one.because().to_json(),
        state="coming",
    )


def let_pass(uow: UnitOfWork) -> list[OwedDuty]:
    """Put open duties into the state of today; those missed since the last time.

    Each of these is told once as ``DutyMissed``.
    """
    today = clock.today()
    rows = uow.scalars(
        select(OwedDuty)
        .where(OwedDuty.state.in_(OPEN), OwedDuty.due_on <= today)
        .order_by(OwedDuty.due_on, OwedDuty.id)
        .with_for_update(of=OwedDuty)
    ).all()
    missed = []
    for duty in rows:
        duty.state = standing(duty.due_on, duty.end, today)
        if duty.state == "missed":
            duty.missed_at = uow.now
            missed.append(duty)
    uow.flush()
    for one in missed:
        uow.emit(
            DutyMissed(duty_id=one.id, parameter=one.parameter, code=one.code, due_on=one.due_on)
        )
    return missed


def tell_leaders(uow: UnitOfWork, missed: Sequence[OwedDuty]) -> None:
    """One note to the leaders about all that was missed since the last time."""
    if missed:
        notify(
            uow,
            role=LEADER,
            title=_l("Periodic duties missed: {count}", count=len(missed)),
            body=_names(missed),
            url="/duties?state=missed",
            kind="warning",
        )


def remind(uow: UnitOfWork) -> None:
    """One note a person and day about what they owe today and tomorrow."""
    today = clock.today()
    rows = uow.scalars(
        select(OwedDuty)
        .where(
            OwedDuty.state.in_(OPEN),
            OwedDuty.due_on.in_((today, today + timedelta(days=1))),
            OwedDuty.told_on.is_(None) | (OwedDuty.told_on < today),
        )
        .order_by(OwedDuty.due_on, OwedDuty.id)
        .with_for_update(of=OwedDuty)
    ).all()
    for person, duties in _by_person(uow, rows).items():
        notify(
            uow,
            [person],
            title=_l("Periodic duties due today or tomorrow: {count}", count=len(duties)),
            body=_names(duties),
            url="/duties?whose=mine",
            kind="task",
        )
    for duty in rows:
        duty.told_on = today
    uow.flush()


def _by_person(uow: UnitOfWork, duties: Iterable[OwedDuty]) -> dict[int, list[OwedDuty]]:
    duties = list(duties)
    if not duties:
        return {}
    people: dict[str, set[int]] = defaultdict(set)
    in_department = select(Department.code, User.id).join(User, User.department_id == Department.id)
    for code, user_id in uow.rows(in_department.where(User.is_active)):
        people[f"department {code}"].add(user_id)
    in_role = select(Role.code, user_roles.c.user_id).join(user_roles)
    for code, user_id in uow.rows(in_role):
        people[f"role {code}"].add(user_id)
    found: dict[int, list[OwedDuty]] = defaultdict(list)
    for duty in duties:
        groups = [f"department {code}" for code in codes_of(duty.departments)]
        owners = set().union(*(people[group] for group in groups or [f"role {duty.role}"]))
        for user_id in owners:
            found[user_id].append(duty)
    return dict(sorted(found.items()))


def _names(duties: Sequence[OwedDuty]) -> LazyText | Bilingual:
    """The first few by name, in both languages."""
    titles = [duty.shown_title for duty in duties[:NAMED]]
    named = Bilingual("；".join(one.zh for one in titles), "; ".join(one.en for one in titles))
    if len(duties) <= NAMED:
        return named
    return _l("{names} and {count} more", names=named, count=len(duties) - NAMED)
