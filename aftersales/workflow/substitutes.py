"""Substitutes 代理人: a person names who signs for him, from one day to another."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select

from aftersales.auth.models import User
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, NotFound
from aftersales.i18n import _l
from aftersales.notify import notify
from aftersales.workflow.chains import Substitute, words

LONGEST_DAYS = 366


def name_substitute(
    uow: UnitOfWork,
    *,
    substitute_id: int,
    from_on: date,
    until_on: date,
    chains: Collection[str] = (),
    note: str = "",
) -> Substitute:
    """Let somebody sign for the actor from a day to a day, both included.

    The substitute signs what the actor may sign himself, never what the actor signs as somebody
    else's substitute; he sees of a record what the decision needs. He is told.

    :param chains: kinds of chains (``model/chain``); empty: all.
    :raises Invalid: oneself, an account that is closed, days in the past or in the wrong order, or
        days for which somebody signs the same chains already.
    """
    person = uow.find(User, substitute_id)
    if person is None or not person.is_active:
        raise Invalid(_l("There is no such person."), field="substitute_id")
    if person.id == uow.actor.user_id:
        raise Invalid(_l("Nobody stands in for himself."), field="substitute_id")
    if until_on < from_on:
        raise Invalid(_l("The last day comes before the first."), field="until_on")
    if until_on < clock.today():
        raise Invalid(_l("These days are past."), field="until_on")
    if (until_on - from_on).days >= LONGEST_DAYS:
        raise Invalid(_l("At most a year at once."), field="until_on")
    _refuse_overlap(uow, from_on, until_on, chains)
    found = uow.add(
        Substitute(
            person_id=uow.actor.user_id,
            substitute_id=person.id,
            from_on=from_on,
            until_on=until_on,
            chains=words(*sorted(chains)),
            note=note.strip()[:200],
            created_at=uow.now,
        )
    )
    notify(
        uow,
        [person.id],
        title=_l("You sign for {name}: {first} – {last}", name=uow.actor.name, first=from_on,
                 last=until_on),
        body=note.strip(),
        url="/approvals",
        kind="approval",
    )  # fmt: skip
    return found


def _refuse_overlap(
    uow: UnitOfWork, from_on: date, until_on: date, chains: Collection[str]
) -> None:
    """Of one person, one day and one kind of chain there is one substitute: the trace is plain."""
    others = uow.scalars(
        select(Substitute).where(
            Substitute.person_id == uow.actor.user_id,
            Substitute.from_on <= until_on,
            Substitute.until_on >= from_on,
        )
    )
    for one in others:
        if not one.chains or not chains or set(one.chains.split()) & set(chains):
            raise Invalid(
                _l("Somebody signs for you on some of these days already."), field="from_on"
            )


def end_substitute(uow: UnitOfWork, substitute_id: int) -> None:
    """End one of the actor's own substitutions at once.

    What was signed for him stays, with both names. :raises NotFound: it is not his.
    """
    found = uow.find(Substitute, substitute_id)
    if found is None or found.person_id != uow.actor.user_id:
        raise NotFound(_l("There is no such record, or you may not see it."))
    uow.delete(found)
    uow.flush()


def substitutes_of(uow: UnitOfWork) -> Sequence[tuple[Substitute, User, User]]:
    """Who signs for the actor and for whom he signs, today or later: with person and substitute."""
    me = uow.actor.user_id
    found = uow.scalars(
        select(Substitute)
        .where(
            or_(Substitute.person_id == me, Substitute.substitute_id == me),
            Substitute.until_on >= clock.today(),
        )
        .order_by(Substitute.from_on, Substitute.id)
    ).all()
    ids = {one.person_id for one in found} | {one.substitute_id for one in found}
    people = {one.id: one for one in uow.scalars(select(User).where(User.id.in_(ids)))}
    return [(one, people[one.person_id], people[one.substitute_id]) for one in found]
