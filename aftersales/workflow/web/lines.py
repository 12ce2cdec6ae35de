"""What the approval pages show of chains: each with what must be known of its record to decide."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from aftersales.actor import Actor
from aftersales.db.base import RecordRef, mapped_classes
from aftersales.db.uow import UnitOfWork
from aftersales.views.book import book
from aftersales.workflow.chains import Approval, ApprovalChain
from aftersales.workflow.kinds import Matter, kind_of
from aftersales.workflow.signers import Signing, pending, seen, target_of

SHOWN = 100
"""Lines of a page; whoever has more waiting signs these first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One chain as a page shows it, and its step in question (none where it is over).

    :param url: the record's page; empty when the reader may not see it.
    :param behalf: whom the reader stands in for.
    """

    chain: ApprovalChain
    step: Approval | None
    kind: str
    matter: Matter
    url: str
    behalf: str = ""

    @property
    def number(self) -> str:
        """What the record is called."""
        return self.chain.title or str(self.chain.record_id)

    @property
    def due_at(self) -> Any:
        """Until when the step, or else the whole chain, has to be signed."""
        return (self.step.due_at if self.step else None) or self.chain.due_at

    @property
    def turns(self) -> list[Approval]:
        """The steps it waits for."""
        return [one for one in self.chain.steps if one.state == "open"]


def waiting(uow: UnitOfWork) -> list[Line]:
    """What the actor may sign now."""
    return lines(uow, pending(uow)[:SHOWN])


def asked(uow: UnitOfWork) -> list[Line]:
    """What the actor asked for: open ones first, then the newest."""
    mine = ApprovalChain.opened_by_id == uow.actor.user_id
    found = uow.scalars(
        select(ApprovalChain)
        .where(mine)
        .order_by((ApprovalChain.state == "open").desc(), ApprovalChain.id.desc())
        .limit(SHOWN)
    ).all()
    return of_chains(uow, [(one, next(iter(_open(one)), None)) for one in found])


def decided(uow: UnitOfWork) -> list[Line]:
    """What the actor signed, refused or sent back, or others in his name; the newest first."""
    me = uow.actor.user_id
    found = uow.scalars(
        select(Approval)
        .where(or_(Approval.decided_by_id == me, Approval.on_behalf_id == me))
        .order_by(Approval.decided_at.desc(), Approval.id.desc())
        .limit(SHOWN)
    ).unique()
    return of_chains(uow, [(one.chain, one) for one in found])


def _open(chain: ApprovalChain) -> list[Approval]:
    return [one for one in chain.steps if one.state == "open"]


def of_chains(
    uow: UnitOfWork, found: Iterable[tuple[ApprovalChain, Approval | None]]
) -> list[Line]:
    """A line for each chain and step, as far as the actor may see the record."""
    found = list(found)
    records = _records(uow, [target_of(chain) for chain, _step in found])
    return [_line(uow, chain, step, records.get(target_of(chain)), "") for chain, step in found]


def lines(uow: UnitOfWork, found: Sequence[tuple[Approval, Signing]]) -> list[Line]:
    """A line for each step the actor may sign, read as the one in whose name he signs it."""
    result: dict[int, Line] = {}
    people = {one.behalf.id: one.behalf for _step, one in found if one.behalf}
    for behalf in (None, *people.values()):
        steps = [
            step
            for step, one in found
            if (one.behalf.id if one.behalf else None) == (behalf.id if behalf else None)
        ]
        person = behalf.actor if behalf else None
        with uow.acting_as(person) if person else nullcontext():
            records = _records(uow, [target_of(step.chain) for step in steps])
            read = [
                _line(
                    uow,
                    step.chain,
                    step,
                    records.get(target_of(step.chain)),
                    behalf.name if behalf else "",
                )
                for step in steps
            ]
        result |= {line.step.id: line for line in _own_links(uow, read, person) if line.step}
    return [result[step.id] for step, _signing in found]


def _own_links(uow: UnitOfWork, read: list[Line], person: Actor | None) -> list[Line]:
    """A substitute reads what the decision needs; the record's page he opens by his own rights."""
    if person is None or not read:
        return read
    visible = seen(uow, [target_of(line.chain) for line in read])
    return [line if target_of(line.chain) in visible else _without_link(line) for line in read]


def _without_link(line: Line) -> Line:
    return Line(line.chain, line.step, line.kind, line.matter, "", line.behalf)


def _records(uow: UnitOfWork, targets: Sequence[RecordRef]) -> dict[RecordRef, Any]:
    """Those of the records the actor may see, a statement for each class."""
    wanted: dict[str, set[int]] = {}
    for target in targets:
        wanted.setdefault(target.model, set()).add(target.id)
    classes: dict[str, Any] = mapped_classes() if wanted else {}
    found: dict[RecordRef, Any] = {}
    for name, keys in wanted.items():
        if model := classes.get(name):
            form = book().form_by_model.get(model)
            statement = select(model).where(model.id.in_(keys))
            statement = statement.options(*(form.options if form else ()))
            rows = uow.scalars(statement).unique()
            found |= {RecordRef(name, row.id): row for row in rows}
    return found


def kind_title(chain: ApprovalChain) -> str:
    """What a chain's record is called: *Trip plan*."""
    if kind := kind_of(chain):
        return str(kind.title)
    model: Any = mapped_classes().get(chain.model)
    form = book().form_by_model.get(model)
    return str(form.title) if form else chain.name


def _line(
    uow: UnitOfWork, chain: ApprovalChain, step: Approval | None, record: Any, behalf: str
) -> Line:
    kind, title = kind_of(chain), kind_title(chain)
    if record is None:
        return Line(chain, step, title, Matter(), "", behalf)
    form = book().form_for(record)
    if kind and kind.url:
        url = kind.url.format(id=chain.record_id)
    else:
        url = f"{form.path}/{chain.record_id}" if form else ""
    if kind and kind.about:
        matter = kind.about(uow, record)
    else:
        matter = Matter(who=str(form.subheading(record)) if form and form.subheading else "")
    return Line(chain, step, title, matter, url, behalf)
