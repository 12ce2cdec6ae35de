"""A record with a life and a chain, for the stories of approvals. Regions stand for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aftersales.auth.models import Region
from aftersales.auth.organisation import ensure_region
from aftersales.db import clock as company
from aftersales.regulation.because import NOTHING, Because, Bilingual
from aftersales.regulation.chain import Chain
from aftersales.regulation.declare import Parameter
from aftersales.regulation.parse import parse
from aftersales.regulation.resolve import Resolved
from aftersales.workflow import (
    State,
    Transition,
    Workflow,
    add_signer,
    chain_of,
    decide,
    name_substitute,
    open_ruled_chain,
    pending_for,
    send_back,
)

LIFE = Workflow(
    name="auth.region",
    model=Region,
    states=(State("draft", "Draft"), State("open", "Open", "green")),
    transitions=(Transition("open", "Open it", ("draft",), "open", "t.open"),),
    initial="draft",
    signed=True,
    field="region_class",
)
PARAMETER = Parameter(key="t.chain", title="Chain", kind="chain", default=[], source="test")


def ruled(*rows: dict[str, Any]) -> Resolved:
    """What a regulation with this chain says."""
    chain = parse(PARAMETER, [dict(row) for row in rows])
    assert isinstance(chain, Chain)
    return Resolved(
        parameter=PARAMETER,
        value=chain,
        raw=[dict(row) for row in rows],
        because=Because(Bilingual("审批", "Approval"), NOTHING, ()),
        version_id=None,
        scope_kind="default",
    )


def record(uow: Any, name: str = "长沙") -> Region:
    """The region that is signed."""
    return ensure_region(uow, name)


def shape(chain: Any) -> list[tuple[str, str]]:
    """Who and state of each step, in the order they are shown."""
    return [(step.role or f"#{step.user_id}", step.state) for step in chain.steps]


@dataclass(slots=True)
class Desk:
    """Acts on the one record's chain in people's names, each in a unit of work of its own."""

    uow_as: Any
    actor: Any
    name: str = "trip"

    def ask(self, *rows: dict[str, Any], who: str = "engineer", **options: Any) -> int | None:
        """Open a chain as a regulation with these steps does; its key, if it asks for anybody."""
        with self.uow_as(who) as uow:
            chain = open_ruled_chain(
                uow, record(uow), self.name, ruled(*rows), title="CC-1", **options
            )
            return None if chain is None else int(chain.id)

    def signs(self, *people: str, approve: bool = True, note: str = "") -> str:
        """Each signs what waits for him, one thing; the chain's state after the last."""
        state = ""
        for who in people:
            with self.uow_as(who) as uow:
                (step,) = pending_for(uow)
                told = note or f"{who} agrees"
                state = decide(uow, step.id, approve=approve, note=told).state
        return state

    def waits_for(self, who: str) -> list[str]:
        """The roles in which this person may sign now."""
        with self.uow_as(who) as uow:
            return [step.role for step in pending_for(uow)]

    def back(self, who: str, role: str, to: str | None, note: str = "the date is wrong") -> str:
        """Send back from a role's step to another's, or to who asked."""
        with self.uow_as(who) as uow:
            target = self.step(uow, to).id if to else None
            return send_back(uow, self.step(uow, role).id, to_id=target, note=note).state

    def add(self, role: str, who: str, where: Any) -> None:
        """The holder of a role adds a signer to his step; demo logins are named like roles."""
        with self.uow_as(role) as uow:
            step, person = self.step(uow, role).id, self.actor(who).user_id
            add_signer(uow, step, user_id=person, where=where, note="please look")

    def stand_in(
        self,
        who: str,
        substitute: str,
        *,
        days: tuple[int, int] = (0, 2),
        chains: Collection[str] = (),
    ) -> int:
        """Name a substitute, from so many days ahead to so many."""
        with self.uow_as(who) as uow:
            today = company.today()
            return name_substitute(
                uow,
                substitute_id=self.actor(substitute).user_id,
                from_on=today + timedelta(days=days[0]),
                until_on=today + timedelta(days=days[1]),
                chains=chains,
            ).id

    def chain(self, uow: Any) -> Any:
        """The record's newest chain."""
        found = chain_of(uow, record(uow), self.name)
        assert found is not None
        return found

    def shape(self) -> list[tuple[str, str]]:
        """The chain's steps as they stand."""
        with self.uow_as("system", write=False) as uow:
            return shape(self.chain(uow))

    def state(self) -> str:
        """The chain's state."""
        with self.uow_as("system", write=False) as uow:
            return str(self.chain(uow).state)

    def step(self, uow: Any, role: str) -> Any:
        """The step of a role that counts."""
        return next(one for one in self.chain(uow).steps if one.role == role and one.counts)
