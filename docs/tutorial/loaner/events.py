"""Facts other modules may listen to."""

from dataclasses import dataclass

from aftersales.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineLent(Event):
    """A machine went to a customer."""

    loan_id: int
    order_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineReturned(Event):
    """It came back."""

    loan_id: int
    order_id: int
