"""What a workflow is: states, transitions, guards, as plain data a module declares."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.errors import StartError

Color = Literal["grey", "blue", "azure", "cyan", "orange", "yellow", "green", "red", "purple"]
Guard = Callable[[UnitOfWork, Any], None]
"""Raises ``Refused`` with what is missing; passes by returning."""


@dataclass(frozen=True, slots=True)
class State:
    """A state; ``done`` ones are ends, ``side`` ones stand outside the status bar's line."""

    code: str
    title: object
    color: Color = "grey"
    done: bool = False
    side: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one of ``sources`` to ``target`` by holders of ``permission``."""

    code: str
    title: object
    sources: tuple[str, ...]
    target: str
    permission: str
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflow:
    """The life of one kind of record.

    :param signed: its records are signed in approval chains.
    """

    name: str
    model: type[Base]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    initial: str
    field: str = "state"
    signed: bool = False

    def state(self, code: str) -> State:
        """The state with this code; :raises KeyError: when there is none."""
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(f"{self.name} has no state {code!r}")

    def transition(self, code: str) -> Transition:
        """The transition with this code; :raises KeyError: when there is none."""
        for transition in self.transitions:
            if transition.code == code:
                return transition
        raise KeyError(f"{self.name} has no transition {code!r}")

    def labels(self) -> dict[str, tuple[str, str]]:
        """Code to title and colour, translated now: what lists show as badges."""
        return {state.code: (str(state.title), state.color) for state in self.states}

    def extended(
        self, transitions: tuple[Transition, ...], guards: dict[str, tuple[Guard, ...]]
    ) -> "Workflow":
        """This workflow with what other modules contribute."""
        own = tuple(
            replace(one, guards=one.guards + guards.get(one.code, ())) for one in self.transitions
        )
        return replace(self, transitions=own + transitions)

    def check(self) -> None:
        """:raises StartError: when a transition names no state, or a state cannot be reached."""
        codes = {state.code for state in self.states}
        for transition in self.transitions:
            if wrong := {*transition.sources, transition.target} - codes:
                raise StartError(
                    f"workflow {self.name}: transition {transition.code!r} names the unknown state "
                    f"{min(wrong)!r}; declare it or correct the transition."
                )
        reached, frontier = {self.initial}, {self.initial}
        while frontier:
            frontier = {t.target for t in self.transitions if frontier & set(t.sources)} - reached
            reached |= frontier
        if lost := codes - reached:
            raise StartError(
                f"workflow {self.name}: state {min(lost)!r} cannot be reached from "
                f"{self.initial!r}; add a transition to it or remove it."
            )
